import { describe, expect, it } from 'vitest';
import { authSettings } from './auth.section.js';
import { ConfigurationError } from './model/errors.js';

const authenticator = { authenticate: () => null };
class Sessions {}

describe('the auth options', () => {
  it('must be said when there is an API', () => {
    expect(() => authSettings(undefined, true)).toThrow(
      "TaskerModule: api is on but auth is not set; give auth: { authenticator }, auth: 'none' to let everybody in who reaches it, or api: false",
    );
    expect(authSettings('none', true)).toEqual(authSettings(undefined, false));
    expect(authSettings('none', true)).toMatchObject({ terms: null, maxBodyBytes: 10_485_760 });
  });

  it('have a default for everything but the authenticator', () => {
    expect(authSettings({ authenticator }, true)).toMatchObject({
      terms: { authenticator, coordinator: null, open: [], rateLimit: null },
      maxBodyBytes: 10_485_760,
    });
  });

  it('are taken as they are given', () => {
    const storage = { increment: () => undefined };
    const settings = authSettings(
      {
        authenticator: Sessions,
        authorizationCoordinator: 'coordinator',
        public: ['tasker.metrics:index', 'shop.refund:approve'],
        resources: { 'shop.refund': ['approve'] },
        rateLimit: { limit: 600, per: '1m', storage },
        maxBodyBytes: 1_000,
      },
      false,
    );
    expect(settings).toMatchObject({
      terms: {
        authenticator: Sessions,
        coordinator: 'coordinator',
        open: ['tasker.metrics:index', 'shop.refund:approve'],
        rateLimit: { limit: 600, perMs: 60_000, storage },
      },
      maxBodyBytes: 1_000,
    });
    expect(settings.register.has('shop.refund:approve')).toBe(true);
    expect(authSettings({ authenticator, rateLimit: { limit: 1, per: 1_000 } }, true).terms?.rateLimit).toEqual({
      limit: 1,
      perMs: 1_000,
      storage: null,
    });
  });

  it.each<[unknown, string | RegExp]>([
    [null, "auth: must be 'none' or an object with an authenticator"],
    ['', "auth: must be 'none' or an object with an authenticator"],
    ['None', "auth: must be 'none' or an object with an authenticator"],
    [true, "auth: must be 'none' or an object with an authenticator"],
    [[], 'auth: must be an object'],
    [{}, "auth.authenticator: must be given; auth: 'none' lets everybody in"],
    [{ authenticator: null }, 'auth.authenticator: must be an object, or a provider: its class or its token'],
    [{ authenticator: 7 }, /^auth\.authenticator: must be an object/],
    [{ authenticator: '' }, /^auth\.authenticator: must be an object/],
    [{ enabled: true, authenticator }, /^auth\.enabled: unknown option; known are authenticator, authorizationCoordinator,/],
    [{ authenticator, authorizationCoordinator: null }, /^auth\.authorizationCoordinator: must be an object/],
    [{ authenticator, public: 'tasker.metrics:index' }, /^auth\.public: must be a list of permissions/],
    [{ authenticator, public: ['tasker.metrics:show'] }, "auth.public: 'tasker.metrics:show' is unknown; tasker.metrics has index"],
    [{ authenticator, public: ['public'] }, /^auth\.public: 'public' is no permission/],
    [{ authenticator, public: ['*:index'] }, "auth.public: write out each permission, not '*:index'"],
    [
      { authenticator, public: ['tasker.task:create'] },
      "auth.public: 'tasker.task:create' changes something: only index, show and explain may be public",
    ],
    [{ authenticator, resources: { 'tasker.task': ['fly'] } }, /^auth\.resources\.tasker\.task: names that begin with tasker\./],
    [{ authenticator, rateLimit: { limit: 1 } }, "auth.rateLimit.per: must be given, as in { limit: 600, per: '1m' }"],
    [{ authenticator, rateLimit: { per: '1m' } }, /^auth\.rateLimit\.limit: must be given/],
    [{ authenticator, rateLimit: { limit: 0, per: '1m' } }, 'auth.rateLimit.limit: must be a number from 1 to 100000'],
    [{ authenticator, rateLimit: { limit: 1, per: '10ms' } }, 'auth.rateLimit.per: must be at least 1000 ms'],
    [{ authenticator, rateLimit: { limit: 1, per: '1m', storage: null } }, /^auth\.rateLimit\.storage: must be an object/],
    [{ authenticator, rateLimit: { limit: 1, per: '1m', ttl: 1 } }, 'auth.rateLimit.ttl: unknown option; known are limit, per, storage'],
    [{ authenticator, rateLimit: false }, 'auth.rateLimit: must be an object'],
    [{ authenticator, maxBodyBytes: 999 }, 'auth.maxBodyBytes: must be a number from 1000 to 1000000000'],
  ])('are refused when they are %j', (auth, message) => {
    for (const api of [true, false]) {
      expect(() => authSettings(auth, api)).toThrow(ConfigurationError);
      expect(() => authSettings(auth, api)).toThrow(message);
    }
  });
});
