import { Controller, Get, Injectable, Module, Scope, UseGuards } from '@nestjs/common';
import { RequirePermission, RolesCoordinator, TaskerAuthGuard, TaskerModule, type AuthOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { TestAuthenticator } from '../../support/callers.js';
import { useEngine } from '../../support/engine.js';
import { useHosts } from '../module/hosts.js';

@Injectable({ scope: Scope.REQUEST })
class OfEachRequest extends TestAuthenticator {}
@Injectable()
class Demanding extends TestAuthenticator {
  validateConfiguration() {
    return ['SESSION_SECRET is not set', 'SESSION_COOKIE is not set'];
  }
}

@Controller('refunds')
@UseGuards(TaskerAuthGuard)
class Forgetful {
  @Get() list() {}
  @Get('x') @RequirePermission('shop.refund:fly') show() {}
}
@Module({ controllers: [Forgetful] })
class ForgetfulModule {}

describe('an application does not start', () => {
  const engine = useEngine();
  const { refusal } = useHosts(engine);
  const why = async (auth: Partial<AuthOptions>, metadata = {}) => {
    const options = { authenticator: new TestAuthenticator(), ...auth };
    const error = await refusal(TaskerModule.forRoot({ database: { url: engine.url }, worker: false, auth: options }), metadata);
    expect(error.name).toBe('ConfigurationError');
    return error.message;
  };

  it('when nothing provides who authenticates, or something that is made for each request', async () => {
    expect(await why({ authenticator: TestAuthenticator })).toBe(
      'auth.authenticator: nothing provides TestAuthenticator once for the whole application',
    );
    expect(await why({ authenticator: OfEachRequest }, { providers: [OfEachRequest] })).toMatch(
      /^auth\.authenticator: nothing provides OfEachRequest/,
    );
    expect(await why({ authorizationCoordinator: 'roles' }, { providers: [{ provide: 'roles', useValue: {} }] })).toBe(
      'auth.authorizationCoordinator: must have a method authorize',
    );
  });

  it('when who authenticates says that its options are wrong', async () => {
    expect(await why({ authenticator: Demanding }, { providers: [Demanding] })).toBe(
      'auth.authenticator: SESSION_SECRET is not set; SESSION_COOKIE is not set',
    );
  });

  it('when a role grants what there is not', async () => {
    const roles = new RolesCoordinator({ roles: { clerk: ['tasker.task:index', 'shop.refund:approve'] } });
    expect(await why({ authorizationCoordinator: roles })).toMatch(
      /^auth\.authorizationCoordinator: role 'clerk': 'shop\.refund:approve' is unknown; resources are/,
    );
  });

  it('when a guarded route declares no permission, or one that nobody registered', async () => {
    expect(await why({ resources: { 'shop.refund': ['approve'] } }, { imports: [ForgetfulModule] })).toBe(
      "permissions: Forgetful.list declares no permission: give it @RequirePermission; Forgetful.show asks for 'shop.refund:fly', which is unknown: see auth.resources",
    );
  });
});
