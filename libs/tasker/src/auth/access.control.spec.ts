import { ForbiddenException, Logger, UnauthorizedException } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccessControl } from './access.control.js';
import { ANYBODY, UNLIMITED } from './access.js';
import { AuthAgents } from './auth.agents.js';
import { AuthenticationError, AuthenticationUnavailableError, ForbiddenError, RateLimitedError } from './auth.errors.js';
import type { AuthTerms } from './auth.settings.js';
import type { AuthenticationRequest, Authenticator } from './authenticator.js';
import type { AuthorizationRequest } from './authorization.coordinator.js';
import { PermissionRegister } from './permission.register.js';
import type { Principal } from './principal.js';
import type { RateLimit } from './rate.limit.js';

const REQUEST: AuthenticationRequest = { transport: 'rest', headers: {}, request: { ip: '10.0.0.1' } };
const counted: string[] = [];
const blocked = new Set<string>();
afterEach(() => {
  counted.length = 0;
  blocked.clear();
  vi.restoreAllMocks();
});

function control(terms: Partial<AuthTerms> | null): AccessControl {
  const settings = {
    terms: terms === null ? null : { authenticator: { authenticate: () => null }, coordinator: null, open: [], rateLimit: null, ...terms },
    register: new PermissionRegister({ 'shop.refund': ['approve', 'cancel'] }),
    maxBodyBytes: 7,
  };
  const rateLimit = {
    begin: () => undefined,
    count: async (caller: string) => void counted.push(caller),
    countRefusal: async (address: string) => void counted.push(`refused:${address}`),
    refuseBlocked: (address: string) => {
      if (blocked.has(address)) throw new RateLimitedError(7);
    },
  };
  const made = new AccessControl(settings, new AuthAgents({} as never), rateLimit as unknown as RateLimit);
  made.onModuleInit();
  return made;
}
const known = (principal: Omit<Principal, 'id'>): Authenticator => ({ authenticate: () => ({ id: 'ann', ...principal }) });
const failing = (error: Error): Authenticator => ({ authenticate: () => Promise.reject(error) });
const admit = (terms: Partial<AuthTerms> | null, ...permissions: string[]) =>
  control(terms).admit({ permissions, subject: { task_id: '7' } }, REQUEST);
const by = (principal: Omit<Principal, 'id'>, authorize: (request: AuthorizationRequest) => unknown) => ({
  authenticator: known(principal),
  coordinator: { authorize: authorize as never },
});

describe('AccessControl', () => {
  it("lets everybody do everything when auth is 'none'", async () => {
    expect(await admit(null, 'tasker.task:cancel')).toBe(UNLIMITED);
    expect(control(null).required).toBe(false);
  });

  it('refuses who sends no credentials, with the challenge', async () => {
    const none = { authenticate: () => null, challenge: 'ApiKey' };
    await expect(admit({ authenticator: none }, 'tasker.task:index')).rejects.toMatchObject({
      name: 'AuthenticationError',
      challenge: 'ApiKey',
      message: 'credentials are required',
    });
    await expect(admit({ authenticator: { authenticate: () => undefined as never } }, 'tasker.task:index')).rejects.toMatchObject({
      challenge: 'Bearer',
    });
  });

  it('counts who is not known by its address, and who is by its id', async () => {
    await expect(admit({ authenticator: failing(new AuthenticationError('no')) }, 'tasker.task:index')).rejects.toThrow('no');
    await admit({ authenticator: known({ admin: true }) }, 'tasker.task:index');
    await admit({ open: ['tasker.task:index'] }, 'tasker.task:index');
    await admit({}, 'public');
    expect(counted).toEqual(['refused:10.0.0.1', 'principal:ann', 'address:10.0.0.1']);
  });

  it('does not look at credentials of an address that is blocked', async () => {
    blocked.add('10.0.0.1');
    const authenticate = vi.fn(() => ({ id: 'ann', admin: true }));
    await expect(admit({ authenticator: { authenticate } }, 'tasker.task:index')).rejects.toThrow(RateLimitedError);
    expect(authenticate).not.toHaveBeenCalled();
    expect(await admit({ open: ['tasker.task:index'] }, 'tasker.task:index')).toBe(ANYBODY);
  });

  it('does not tell of good credentials whose address was blocked while they were looked at', async () => {
    const authenticate = () => (blocked.add('10.0.0.1'), { id: 'ann', admin: true });
    await expect(admit({ authenticator: { authenticate } }, 'tasker.task:index')).rejects.toThrow(RateLimitedError);
  });

  it("takes Nest's own 401 for a refusal", async () => {
    await expect(admit({ authenticator: failing(new UnauthorizedException('session over')) }, 'tasker.task:index')).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: 'session over',
      challenge: 'Bearer',
    });
  });

  it('passes on that nobody can say, and says so in the log, once until somebody can', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const down = new AuthenticationUnavailableError('keys cannot be fetched', { cause: new Error('ECONNREFUSED') });
    const authenticate = vi.fn().mockRejectedValue(down);
    const made = control({ authenticator: { authenticate } });
    const ask = () => made.admit({ permissions: ['tasker.task:index'], subject: {} }, REQUEST);
    for (let call = 0; call < 3; call++) await expect(ask()).rejects.toBe(down);
    authenticate.mockResolvedValueOnce({ id: 'ann', admin: true });
    await ask();
    await expect(ask()).rejects.toBe(down);
    expect(warn.mock.calls).toEqual(Array(2).fill(['callers cannot be authenticated now: keys cannot be fetched: ECONNREFUSED']));
    expect(counted).toEqual(['principal:ann']);
  });

  it('lets nobody in when the authenticator or the coordinator fails', async () => {
    const broken = new RangeError('broken');
    await expect(admit({ authenticator: failing(broken) }, 'tasker.task:index')).rejects.toBe(broken);
    await expect(
      admit(
        by({}, () => Promise.reject(broken)),
        'tasker.task:index',
      ),
    ).rejects.toBe(broken);
  });

  it('refuses a caller that could not stand in the history', async () => {
    await expect(admit({ authenticator: { authenticate: () => ({ id: 'a\0b' }) } }, 'tasker.task:index')).rejects.toThrow(
      AuthenticationError,
    );
  });

  it('decides by the permissions of the principal where there is no coordinator', async () => {
    const authenticator = known({ permissions: ['tasker.task:index', 'tasker.worker:*'] });
    expect(await admit({ authenticator }, 'tasker.task:index')).toMatchObject({ principal: { id: 'ann' }, namespaces: null });
    expect(await admit({ authenticator }, 'tasker.worker:index')).toMatchObject({ namespaces: null });
    await expect(admit({ authenticator }, 'tasker.task:show')).rejects.toThrow(
      new ForbiddenError('tasker.task:show is not granted to you'),
    );
    await expect(admit({ authenticator: known({}) }, 'tasker.task:index')).rejects.toThrow(ForbiddenError);
  });

  it('tells the coordinator what is asked for', async () => {
    const authorize = vi.fn().mockReturnValue(true);
    await admit(by({ roles: ['a'] }, authorize), 'tasker.task:show');
    expect(authorize.mock.calls).toEqual([
      [
        {
          principal: { id: 'ann', roles: ['a'] },
          permission: 'tasker.task:show',
          resource: 'tasker.task',
          action: 'show',
          transport: 'rest',
          subject: { task_id: '7' },
        },
      ],
    ]);
  });

  it.each([false, undefined, null, 'yes', 1, {}, { namespaces: [] }, { namespaces: 'all' }])(
    'takes %j of a coordinator for a no',
    async (answer) => {
      await expect(
        admit(
          by({}, () => answer),
          'tasker.task:show',
        ),
      ).rejects.toThrow(ForbiddenError);
    },
  );

  it.each([new ForbiddenError('secret reason'), new ForbiddenException('secret reason')])('takes a thrown %s for a no', async (error) => {
    const refused = admit(
      by({}, () => Promise.reject(error)),
      'tasker.task:show',
    );
    await expect(refused).rejects.toThrow(new ForbiddenError('tasker.task:show is not granted to you'));
  });

  it('keeps a principal in its namespaces, whatever is granted, admins too', async () => {
    expect(
      await admit(
        by({ namespaces: ['a', 'b'] }, () => true),
        'tasker.task:show',
      ),
    ).toMatchObject({ namespaces: ['a', 'b'] });
    expect(
      await admit(
        by({ namespaces: ['a', 'b'] }, () => ({ namespaces: ['b', 'c'] })),
        'tasker.task:show',
      ),
    ).toMatchObject({ namespaces: ['b'] });
    expect(await admit({ authenticator: known({ admin: true, namespaces: ['a'] }) }, 'tasker.task:show')).toMatchObject({
      namespaces: ['a'],
    });
    await expect(
      admit(
        by({ namespaces: ['a'] }, () => ({ namespaces: ['c'] })),
        'tasker.task:show',
      ),
    ).rejects.toThrow(ForbiddenError);
    await expect(admit({ authenticator: known({ admin: true, namespaces: [] }) }, 'tasker.task:show')).rejects.toThrow(ForbiddenError);
  });

  it('asks no coordinator about an admin; only true makes one', async () => {
    const authorize = vi.fn().mockReturnValue(false);
    expect(await admit(by({ admin: true }, authorize), 'tasker.task:cancel')).toMatchObject({ namespaces: null });
    expect(authorize).not.toHaveBeenCalled();
    await expect(admit(by({ admin: 'true' as never }, authorize), 'tasker.task:cancel')).rejects.toThrow(ForbiddenError);
  });

  it('lets those cancel who may destroy, in the namespaces of both', async () => {
    const grants: Record<string, unknown> = { cancel: { namespaces: ['a'] }, destroy: { namespaces: ['b'] } };
    const some = by({}, ({ action }) => grants[action]);
    expect(await admit(some, 'tasker.task:cancel')).toMatchObject({ namespaces: ['a', 'b'] });
    expect(await admit(some, 'tasker.workflow_step:cancel')).toMatchObject({ namespaces: ['a', 'b'] });
    await expect(admit(some, 'tasker.task:show')).rejects.toThrow(ForbiddenError);
    // This resource has no destroy.
    expect(await admit(some, 'shop.refund:cancel')).toMatchObject({ namespaces: ['a'] });
    expect(await admit({ authenticator: known({ permissions: ['tasker.task:destroy'] }) }, 'tasker.task:cancel')).toMatchObject({
      namespaces: null,
    });
  });

  it('needs all of several permissions, and gives the namespaces of them all', async () => {
    const grants: Record<string, unknown> = {
      show: { namespaces: ['a', 'b'] },
      index: { namespaces: ['b', 'c'] },
      explain: { namespaces: ['c'] },
    };
    const some = by({}, ({ action }) => grants[action] ?? false);
    expect(await admit(some, 'tasker.task:show', 'tasker.workflow_step:index')).toMatchObject({ namespaces: ['b'] });
    await expect(admit(some, 'tasker.task:show', 'tasker.workflow_step:index', 'tasker.task:explain')).rejects.toThrow(ForbiddenError);
    await expect(admit(some, 'tasker.task:show', 'tasker.task:cancel')).rejects.toThrow(
      new ForbiddenError('tasker.task:cancel is not granted to you'),
    );
  });

  it('says afterwards what else somebody may do, and where', async () => {
    const grants: Record<string, unknown> = { create: { namespaces: ['a', 'b'] }, show: { namespaces: ['b', 'c'] }, index: true };
    const caller = await admit(
      { ...by({ namespaces: ['a', 'b'] }, ({ action }) => grants[action]), open: ['tasker.metrics:index'] },
      'tasker.task:create',
    );
    const may = (permission: string) => Promise.all(['a', 'b', 'c'].map((namespace) => caller.may(permission, namespace)));
    expect(await may('tasker.task:show')).toEqual([false, true, false]);
    expect(await may('tasker.task:index')).toEqual([true, true, false]);
    expect(await may('tasker.metrics:index')).toEqual([true, true, false]);
    expect(await may('tasker.task:cancel')).toEqual([false, false, false]);
    expect([await UNLIMITED.may('tasker.task:show', 'a'), await ANYBODY.may('tasker.task:show', 'a')]).toEqual([true, false]);
  });

  it('asks for nothing that is public, and for everything else beside it', async () => {
    const open = { open: ['tasker.metrics:index'] };
    expect(await admit(open, 'tasker.metrics:index')).toBe(ANYBODY);
    await expect(admit(open, 'tasker.metrics:index', 'tasker.task:index')).rejects.toThrow(AuthenticationError);
    await expect(admit(open, 'public', 'tasker.task:index')).rejects.toThrow(AuthenticationError);
    expect(['public', 'tasker.metrics:index', 'tasker.task:index'].map((one) => control(open).isPublic(one))).toEqual([true, true, false]);
    expect(control(null).isPublic('tasker.task:index')).toBe(true);
  });

  it('grants nobody a permission that there is not, and nothing to a call that asks for none', async () => {
    const all = { authenticator: known({ admin: true, permissions: ['*'] }) };
    for (const permission of ['tasker.task:fly', 'tasker.task', '', '*'])
      await expect(admit(all, permission)).rejects.toThrow(ForbiddenError);
    await expect(admit(all)).rejects.toThrow(ForbiddenError);
  });

  it('says how credentials are sent', () => {
    expect(control({}).securitySchemes).toEqual([{ type: 'http', scheme: 'bearer' }]);
    const cookie = { type: 'apiKey', in: 'cookie', name: 'session' } as const;
    expect(control({ authenticator: { ...known({}), securityScheme: cookie } }).securitySchemes).toEqual([cookie]);
    expect(control(null).securitySchemes).toEqual([]);
    expect(control({}).maxBodyBytes).toBe(7);
  });

  it.each<[Partial<AuthTerms>, string]>([
    [{ authenticator: {} as never }, 'auth.authenticator: must have a method authenticate'],
    [
      { authenticator: { ...known({}), validateConfiguration: () => ['no secret', 'no issuer'] } },
      'auth.authenticator: no secret; no issuer',
    ],
    [{ coordinator: {} as never }, 'auth.authorizationCoordinator: must have a method authorize'],
    [
      { coordinator: { authorize: () => true, validateConfiguration: (all) => [`${all.at(-1)}?`] } },
      'auth.authorizationCoordinator: shop.refund:cancel?',
    ],
    [{ authenticator: class Sessions {} }, 'auth.authenticator: nothing provides Sessions once for the whole application'],
  ])('does not start with %j', (terms, message) => expect(() => control(terms)).toThrow(message));
});
