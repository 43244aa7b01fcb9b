import type { DynamicModule } from '@nestjs/common';
import type { GraphqlMode } from './contract/mounted.resolver.js';
import { TaskerGraphqlModule } from './graphql.module.js';

/** The modules of GraphQL for a mode; in the schema of a host, Apollo may be absent. */
export async function assembleGraphql({ path, mode }: { path: string; mode: GraphqlMode }, calls: DynamicModule): Promise<DynamicModule> {
  const fields = TaskerGraphqlModule.of(mode, calls);
  if (mode === 'host') return { module: GraphqlAssembly, imports: [fields] };
  const { ownEndpoint } = await import('./own.endpoint.js');
  return { module: GraphqlAssembly, imports: [fields, ownEndpoint(path, calls)] };
}

class GraphqlAssembly {}
