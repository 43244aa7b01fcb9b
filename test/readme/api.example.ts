// #region api
import { Module } from '@nestjs/common';
import { JwtAuthenticator, RolesCoordinator, TaskerModule } from 'nestjs-tasker';

const authenticator = new JwtAuthenticator({
  jwksUri: 'https://id.example.com/.well-known/jwks.json',
  issuer: 'https://id.example.com',
  audience: 'shop',
});
const authorizationCoordinator = new RolesCoordinator({
  roles: {
    admin: '*',
    operator: ['*:index', '*:show', '*:explain', 'tasker.task:*', 'tasker.workflow_step:*'],
    billing: { permissions: ['tasker.task:index', 'tasker.task:show'], namespaces: ['payments'] }, // elsewhere there is nothing: 404
  },
});

@Module({
  imports: [
    TaskerModule.forRoot({
      database: { url: process.env.DATABASE_URL! },
      auth: { authenticator, authorizationCoordinator, rateLimit: { limit: 600, per: '1m' } },
      api: { graphql: 'own', docs: true }, // REST is on; GraphQL at /tasker/graphql, Swagger UI at /tasker/api-docs
    }),
  ],
})
export class ApiModule {}
// #endregion
