import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { TaskerGraphqlModule } from './graphql.module.js';
import { GraphqlSettings } from './graphql.settings.js';
import { OwnDriver } from './own.driver.js';
import { OWN_FIELDS } from './own.fields.js';
import { OwnNeighbours } from './own.neighbours.js';
import { MOST_TOKENS, socketOptions } from './own.socket.js';

/** An endpoint of our own at a path, with nothing but the fields of this package. */
export function ownEndpoint(path: string, calls: DynamicModule): DynamicModule {
  const endpoint = GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: OwnDriver,
    imports: [calls],
    inject: [GraphqlSettings],
    useFactory: (settings: GraphqlSettings) => endpointOptions(path, settings),
  });
  return { ...endpoint, providers: [...(endpoint.providers ?? []), ...OWN_FIELDS, OwnNeighbours] };
}

function endpointOptions(path: string, { introspection, graphiql }: GraphqlSettings): Omit<ApolloDriverConfig, 'driver'> {
  return {
    path: `/${path}/graphql`,
    useGlobalPrefix: true,
    include: [TaskerGraphqlModule],
    autoSchemaFile: true,
    introspection,
    graphiql,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: MOST_TOKENS },
    subscriptions: { 'graphql-ws': socketOptions(introspection) },
  };
}
