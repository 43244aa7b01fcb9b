import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Inject, Injectable } from '@nestjs/common';
import type { WebSocketServer } from 'ws';
import { AccessControl } from '../../auth/access.control.js';
import { ConfigurationError } from '../../model/errors.js';
import { GraphqlSettings } from './graphql.settings.js';
import { guardSockets } from './own.socket.js';

/** What Nest loads for an HTTP adapter: where it is missing, Nest ends the process. */
const INTEGRATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  express: () => import('@as-integrations/express5'),
  fastify: () => import('@as-integrations/fastify'),
};

/** Apollo for the endpoint of this package. */
@Injectable()
export class OwnDriver extends ApolloDriver {
  @Inject()
  private readonly control: AccessControl;
  @Inject()
  private readonly settings: GraphqlSettings;

  /** @throws ConfigurationError naming the package that the HTTP adapter needs and that is not installed */
  override async start(options: ApolloDriverConfig): Promise<void> {
    await loadIntegration(this.httpAdapterHost.httpAdapter.getType());
    await super.start(options);
    const { _subscriptionService: service } = this as unknown as { _subscriptionService?: { wss: WebSocketServer } };
    if (service !== undefined) guardSockets(service.wss, { mostBytes: this.control.maxBodyBytes, origins: this.settings.origins });
  }
}

async function loadIntegration(adapter: string): Promise<void> {
  try {
    await INTEGRATIONS[adapter]?.();
  } catch (error) {
    const name = adapter === 'fastify' ? '@as-integrations/fastify' : '@as-integrations/express5';
    throw new ConfigurationError(
      `api.graphql: 'own' needs ${name} on ${adapter}, which is not installed: npm install ${name}, or set api.graphql to false`,
      { cause: error },
    );
  }
}
