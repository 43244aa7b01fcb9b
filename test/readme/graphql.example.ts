// #region host
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, type GraphQLWsSubscriptionsConfig } from '@nestjs/graphql';
import { TaskerModule } from 'nestjs-tasker';

@Resolver()
export class Shop {
  @Query(() => String)
  shopName() {
    return 'corner shop';
  }
}

/** A browser opens sockets to any host for any page: those of other origins are refused. */
const sockets: GraphQLWsSubscriptionsConfig = {
  onConnect: ({ extra }) => {
    const { origin, host } = (extra as { request: { headers: { origin?: string; host?: string } } }).request.headers;
    return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  },
};

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, subscriptions: { 'graphql-ws': sockets } }),
    TaskerModule.forRoot({ database: { url: process.env.DATABASE_URL! }, auth: 'none', api: { graphql: 'host' } }),
  ],
  providers: [Shop],
})
export class ShopModule {}
// #endregion
