import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RateLimitedError } from './auth.errors.js';
import type { RateLimitTerms } from './auth.settings.js';
import { PermissionRegister } from './permission.register.js';
import { RateLimit } from './rate.limit.js';
import type { RateLimitStorage } from './rate-limit.storage.js';

const limited = (terms: Partial<RateLimitTerms> | null, provided: Record<string, unknown> = {}) => {
  const rateLimit = terms === null ? null : { limit: 2, perMs: 60_000, storage: null, ...terms };
  const settings = {
    terms: { authenticator: 'x', coordinator: null, open: [], rateLimit },
    register: new PermissionRegister(),
    maxBodyBytes: 1,
  };
  const get = (token: string) => provided[token] ?? Promise.reject(new Error('nothing'));
  const limit = new RateLimit(settings, { get } as never);
  limits.push(limit);
  return limit;
};
const limits: RateLimit[] = [];
afterEach(() => {
  for (const limit of limits.splice(0)) limit.onApplicationShutdown();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('RateLimit', () => {
  it('lets each caller call as often as it may, and says when to come again', async () => {
    const limit = limited({});
    limit.begin();
    for (const caller of ['ann', 'bob', 'ann', 'bob']) await limit.count(caller);
    const refusal: unknown = await limit.count('ann').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RateLimitedError);
    expect((refusal as RateLimitedError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect((refusal as RateLimitedError).retryAfterSeconds).toBeLessThanOrEqual(60);
    await limit.count('eve');
  });

  it('counts nothing where there is no limit, and needs no package then', async () => {
    const limit = limited(null);
    limit.begin(() => {
      throw new Error('not installed');
    });
    for (let call = 0; call < 10; call++) await limit.count('ann');
  });

  it('keeps an address out that is refused too often, until it may be refused again, and others not', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const limit = limited({});
    limit.begin();
    limit.refuseBlocked('10.0.0.1');
    for (let guess = 0; guess < 2; guess++) await limit.countRefusal('10.0.0.1');
    limit.refuseBlocked('10.0.0.1');
    await expect(limit.countRefusal('10.0.0.1')).rejects.toThrow(RateLimitedError);
    expect(() => limit.refuseBlocked('10.0.0.1')).toThrow(expect.objectContaining({ retryAfterSeconds: 60 }));
    limit.refuseBlocked('10.0.0.2');
    await limit.count('address:10.0.0.1');
    vi.advanceTimersByTime(60_000);
    limit.refuseBlocked('10.0.0.1');
    await limit.countRefusal('10.0.0.1');
  });

  it('names the package that is missing', () => {
    const missing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => limited({}).begin(missing)).toThrow(
      /^auth\.rateLimit needs the package @nestjs\/throttler, which is not installed: npm install/,
    );
  });

  it('counts in a storage of the application', async () => {
    const seen: unknown[] = [];
    const increment = async (...args: unknown[]) => (seen.push(args), { isBlocked: seen.length > 1, timeToBlockExpire: 7.2 });
    const storage = { increment } as RateLimitStorage;
    for (const given of [storage, 'storage']) {
      seen.length = 0;
      const limit = limited({ storage: given }, { storage });
      limit.begin();
      await limit.count('ann');
      await expect(limit.count('ann')).rejects.toMatchObject({ name: 'RateLimitedError', retryAfterSeconds: 8 });
      expect(seen[0]).toEqual(['tasker:ann', 60_000, 2, 60_000, 'tasker']);
    }
  });

  it('lets everybody through while the storage fails, and says so once', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const increment = vi.fn().mockRejectedValue(new Error('no connection'));
    const limit = limited({ storage: { increment } });
    limit.begin();
    for (let call = 0; call < 3; call++) await limit.count('ann');
    increment.mockResolvedValueOnce({ isBlocked: false, timeToBlockExpire: 0 });
    await limit.count('ann');
    await limit.count('ann');
    expect(warn.mock.calls).toEqual(Array(2).fill(['calls are not counted, the storage of auth.rateLimit fails: Error: no connection']));
  });

  it('refuses what is no storage', () => {
    expect(() => limited({ storage: {} as never }).begin()).toThrow('auth.rateLimit.storage: must have a method increment');
    expect(() => limited({ storage: 'text' }, { text: 'x' }).begin()).toThrow('auth.rateLimit.storage: text is no object');
  });
});
