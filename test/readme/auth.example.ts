// #region secured
import { Controller, Injectable, Module, Param, Post, UseGuards } from '@nestjs/common';
import {
  anyOf,
  ApiKeyAuthenticator,
  Caller,
  JwtAuthenticator,
  RequirePermission,
  RolesCoordinator,
  TaskerAuthGuard,
  TaskerModule,
  type Access,
  type AuthenticationRequest,
  type Authenticator,
  type AuthorizationCoordinator,
  type AuthorizationRequest,
} from 'nestjs-tasker';

export const secured = (url: string, env: NodeJS.ProcessEnv) =>
  TaskerModule.forRoot({
    database: { url },
    auth: {
      authenticator: anyOf(
        new JwtAuthenticator({ jwksUri: env.JWKS_URI!, issuer: env.JWT_ISSUER!, audience: 'tasker' }),
        new ApiKeyAuthenticator({ keys: [{ id: 'billing', hash: env.BILLING_KEY_HASH!, roles: ['cashier'] }] }),
      ),
      authorizationCoordinator: new RolesCoordinator({
        roles: {
          admin: '*',
          operator: ['*:index', '*:show', '*:explain', 'tasker.task:*', 'tasker.workflow_step:*'],
          cashier: { permissions: ['tasker.task:create', 'tasker.task:show', 'shop.refund:*'], namespaces: ['payments'] },
        },
      }),
      public: ['tasker.metrics:index'],
      resources: { 'shop.refund': ['approve'] },
      rateLimit: { limit: 600, per: '1m' },
    },
  });
// #endregion

// #region guarded
@Controller('refunds')
@UseGuards(TaskerAuthGuard)
export class RefundsController {
  @Post(':id/approve')
  @RequirePermission('shop.refund:approve')
  approve(@Caller() caller: Access, @Param('id') id: string) {
    return { id, approvedBy: caller.principal?.id };
  }
}
// #endregion

// #region custom
@Injectable()
export class SessionAuthenticator implements Authenticator {
  readonly challenge = 'Session';
  readonly securityScheme = { type: 'apiKey', in: 'cookie', name: 'session' } as const;

  authenticate({ request }: AuthenticationRequest) {
    const { user } = request as { user?: { email: string; shops: string[] } };
    return user === undefined ? null : { id: user.email, namespaces: user.shops };
  }
}

@Injectable()
export class ReadersOnly implements AuthorizationCoordinator {
  authorize({ action }: AuthorizationRequest) {
    return ['index', 'show', 'explain'].includes(action);
  }
}

@Module({ providers: [SessionAuthenticator, ReadersOnly], exports: [SessionAuthenticator, ReadersOnly] })
export class UsersModule {}

export const bySession = (url: string) => ({
  imports: [
    UsersModule,
    TaskerModule.forRoot({
      database: { url },
      auth: { authenticator: SessionAuthenticator, authorizationCoordinator: ReadersOnly },
    }),
  ],
});
// #endregion
