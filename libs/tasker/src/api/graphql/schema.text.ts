import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { mountedResolver, type GraphqlMode } from './contract/mounted.resolver.js';
import { FIELD_RESOLVERS, ROOT_RESOLVERS } from './graphql.module.js';

/** The schema of this package alone. Nothing of the engine is instantiated, so that no database is asked for. */
export async function taskerSchema(mode: GraphqlMode): Promise<GraphQLSchema> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const resolvers = [...ROOT_RESOLVERS.map((resolver) => mountedResolver(resolver, mode)), ...FIELD_RESOLVERS];
  const schema = await builder.get(GraphQLSchemaFactory).create(resolvers);
  await builder.close();
  return schema;
}

/** The same as text, everything by name: docs/schema.graphql. */
export async function taskerSchemaText(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await taskerSchema('own')))}\n`;
}
