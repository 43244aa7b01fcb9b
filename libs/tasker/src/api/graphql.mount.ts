import type { DynamicModule } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';

/** Where GraphQL stands: an endpoint of its own, or the host's schema. */
export interface GraphqlPlace {
  readonly path: string;
  readonly mode: 'own' | 'host';
}

/**
 * GraphQL below a path, or in the schema of the host.
 *
 * @throws ConfigurationError naming the package that is not installed
 */
export async function mountGraphql(place: GraphqlPlace, calls: DynamicModule): Promise<DynamicModule> {
  try {
    const { assembleGraphql } = await import('./graphql/graphql.assembly.js');
    return await assembleGraphql(place, calls);
  } catch (error) {
    throw missingPeer(error, place.mode) ?? error;
  }
}

const PEERS = {
  host: ['@nestjs/graphql', 'graphql'],
  own: ['@nestjs/graphql', '@nestjs/apollo', '@apollo/server', 'graphql'],
} as const;

/** What a package says that cannot be found, in words that say what to do; undefined for another error. */
export function missingPeer(error: unknown, mode: GraphqlPlace['mode']): ConfigurationError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(String(message))?.[1] ?? 'a package';
  return new ConfigurationError(
    `api.graphql: '${mode}' needs ${PEERS[mode].join(', ')}, and ${missing} is not installed: npm install ${PEERS[mode].join(' ')}, or set api.graphql to false`,
    { cause: error },
  );
}
