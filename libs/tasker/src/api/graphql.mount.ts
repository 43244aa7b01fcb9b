import type { DynamicModule } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';

/** Where GraphQL stands: an endpoint of its own, or the host's schema. */
export interface GraphqlPlace {
  readonly path: string;
  readonly mode: 'own' | 'host';
}

/** GraphQL below a path, or in the schema of the host. */
export async function mountGraphql(_place: GraphqlPlace, _calls: DynamicModule): Promise<DynamicModule> {
  throw new ConfigurationError('api.graphql: not there');
}
