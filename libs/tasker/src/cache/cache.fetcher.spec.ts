import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gates } from '../../../../test/support/gates.js';
import { plainCache, plainFetcher } from '../../../../test/support/cache.js';
import type { CacheOptions } from '../tasker.options.js';
import type { CacheFetcher } from './cache.fetcher.js';

const minute = { group: 'g', ttlSeconds: 60 };
let warned: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  warned = [];
  vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warned.push(String(line)));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Counts how often it is asked; each answer takes that many seconds. */
function counted(seconds = 0) {
  return vi.fn(() => {
    vi.advanceTimersByTime(seconds * 1_000);
    return Promise.resolve({ at: Date.now() });
  });
}

/** A store whose methods a test replaces. */
function storeOf(methods: object) {
  const kept = new Map<string, unknown>();
  const base = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
    del: (key: string) => Promise.resolve(kept.delete(key)),
  };
  return { ...base, kept, ...methods };
}

let questions = 0;
const ttlOf = async (cache: CacheFetcher, ttlSeconds?: number | 'dashboard', compute: () => unknown = () => 1) =>
  (await cache.fetch(`k${++questions}`, { group: 'g', ttlSeconds }, compute)).ttlSeconds;

describe('fetching through the cache', () => {
  it('computes an answer once for as long as it is kept, and says how it came about', async () => {
    const cache = plainFetcher();
    const compute = counted();
    const first = await cache.fetch({ a: 1 }, minute, compute);
    expect(first).toMatchObject({ cached: false, ttlSeconds: 60, baseTtlSeconds: 60, value: { at: Date.now() } });
    expect(first.key).toMatch(/^tasker:[0-9a-f]{16}:g:p\.[0-9a-f]{32}$/);
    vi.advanceTimersByTime(59_999);
    expect(await cache.fetch({ a: 1 }, minute, compute)).toEqual({ ...first, cached: true });
    vi.advanceTimersByTime(1);
    expect(await cache.fetch({ a: 1 }, minute, compute)).toMatchObject({ cached: false });
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('has callers at the same time share one computation', async () => {
    const cache = plainFetcher();
    const gates = new Gates();
    const compute = vi.fn(async () => (await gates.pass('computing'), [1]));
    const first = cache.fetch('k', minute, compute);
    await gates.reached('computing');
    const second = cache.fetch('k', minute, compute);
    gates.open('computing');
    const [one, other] = await Promise.all([first, second]);
    expect([one.cached, other.cached]).toEqual([false, true]);
    expect(one.value).toEqual(other.value);
    expect(one.value).not.toBe(other.value);
    expect(compute).toHaveBeenCalledTimes(1);
  });

  it('keeps questions, groups and rows apart', async () => {
    const cache = plainFetcher();
    await cache.fetch('k', minute, () => 'first');
    expect((await cache.fetch('l', minute, () => 'other key')).value).toBe('other key');
    expect((await cache.fetch('k', { group: 'h' }, () => 'other group')).value).toBe('other group');
    expect((await plainFetcher({ prefix: 'staging' }).fetch('k', minute, () => 1)).key).toMatch(/^staging:/);
  });

  it('gives the answer as JSON keeps it, the first time as later', async () => {
    const cache = plainFetcher();
    const compute = () => ({ day: new Date(0), gone: undefined });
    const first = await cache.fetch('k', minute, compute);
    expect(first.value).toEqual({ day: '1970-01-01T00:00:00.000Z' });
    (first.value as { day: unknown }).day = 'changed by its taker';
    expect((await cache.fetch('k', minute, compute)).value).toEqual({ day: '1970-01-01T00:00:00.000Z' });
  });

  it.each([
    ['nothing', () => undefined],
    ['a BigInt', () => 1n],
    ['a ring', ring],
  ])('hands out %s that JSON cannot keep, computes it each time, and says so once', async (_, make) => {
    const cache = plainFetcher();
    const value = make();
    for (let i = 0; i < 2; i++) {
      const found = await cache.fetch('k', minute, () => value);
      expect(found).toMatchObject({ cached: false, ttlSeconds: 0 });
      expect(found.value).toBe(value);
    }
    expect(warned).toEqual(['An answer is none that JSON can keep: it is computed each time group=g']);
  });

  it('passes the error of a computation to all that wait for it, and keeps none', async () => {
    const cache = plainFetcher();
    const gates = new Gates();
    const failing = () => gates.pass('computing').then(() => Promise.reject(new Error('no database')));
    const both = [cache.fetch('k', minute, failing), cache.fetch('k', minute, failing)];
    const outcomes = Promise.allSettled(both);
    await gates.reached('computing');
    gates.open('computing');
    expect((await outcomes).map((one) => (one as PromiseRejectedResult).reason.message)).toEqual(['no database', 'no database']);
    expect((await cache.fetch('k', minute, () => 'well')).value).toBe('well');
  });

  it.each([0, -1, Number.NaN, Infinity, '60'])('refuses the time to live %s', async (ttlSeconds) => {
    await expect(plainFetcher().fetch('k', { group: 'g', ttlSeconds: ttlSeconds as number }, () => 1)).rejects.toThrow(
      `cache: ttlSeconds must be a number of seconds over 0 or 'dashboard', not ${ttlSeconds}`,
    );
  });

  it('keeps nothing when it is off, and still computes once for callers at the same time', async () => {
    const cache = plainFetcher(false);
    const compute = vi.fn(() => Promise.resolve(1));
    const [first, second] = await Promise.all([cache.fetch('k', minute, compute), cache.fetch('k', minute, compute)]);
    expect([first, second].map(({ cached, ttlSeconds }) => [cached, ttlSeconds])).toEqual([
      [false, 0],
      [true, 0],
    ]);
    await cache.fetch('k', minute, compute);
    expect(compute).toHaveBeenCalledTimes(2);
  });
});

describe('how long the cache keeps an answer', () => {
  it.each<[string, CacheOptions, number | 'dashboard' | undefined, number]>([
    ['the default', {}, undefined, 300],
    ['the default of the options', { defaultTtl: '45s' }, undefined, 45],
    ['what dashboards poll', {}, 'dashboard', 120],
    ['what dashboards poll, by the options', { dashboardCacheTtl: '90s' }, 'dashboard', 90],
    ['what was asked for', {}, 77, 77],
    ['no less than the bound', {}, 7, 30],
    ['no less than the bound of the options', { minAdaptiveTtl: '5s' }, 7, 7],
    ['no more than the bound', {}, 90_000, 3_600],
    ['no more than the bound of the options', { maxAdaptiveTtl: '10m' }, 90_000, 600],
    ['unbounded when it does not adapt', { adaptiveTtlEnabled: false }, 7, 7],
  ])('is %s', async (_, options, asked, seconds) => {
    expect(await ttlOf(plainFetcher(options), asked)).toBe(seconds);
  });

  /** A miss that takes two seconds, nine hits and an interval; then what another answer that takes two seconds is kept for. */
  async function learned(options: CacheOptions) {
    const cache = plainFetcher(options);
    for (let i = 0; i < 10; i++) await cache.fetch('k', { group: 'g', ttlSeconds: 100 }, counted(2));
    vi.advanceTimersByTime(30_000);
    return ttlOf(cache, 100, counted(2));
  }

  it.each<[string, CacheOptions, number]>([
    // 9 hits of 10 weigh (1 − 0.9^9) / (1 − 0.9^10) = 0.94; two seconds; 10 × 0.95 accesses: 100 × 1.5 × 1.3
    ['what was learned', {}, 195],
    // 10 × 0.4 accesses: 100 × 1.5 × 1.3 × 0.9
    ['how fast accesses are forgotten', { accessFrequencyDecayRate: 0.4 }, 175],
    ['nothing, where nothing is tracked', { performanceTrackingEnabled: false }, 100],
    ['nothing before the interval is over', { adaptiveCalculationInterval: '1m' }, 100],
  ])('follows %s', async (_, options, seconds) => {
    expect(await learned(options)).toBe(seconds);
  });

  it('follows how much the last accesses weigh', async () => {
    async function after(hitRateSmoothingFactor: number) {
      const cache = plainFetcher({ hitRateSmoothingFactor });
      for (const key of ['a', 'a', 'a', 'b']) await cache.fetch(key, minute, () => 1);
      return (await cache.statistics()).groups[0]!.hitRate;
    }
    expect(await after(0)).toBe(0);
    expect(await after(1)).toBe(0.5);
  });

  it('is short while the memory is nearly full', async () => {
    const cache = plainFetcher({ maxEntries: 10, cachePressureThreshold: 0.5 });
    const kept: number[] = [];
    for (let i = 0; i < 7; i++) kept.push(await ttlOf(cache, 100));
    expect(kept).toEqual([100, 100, 100, 100, 100, 30, 30]);
  });

  it('ends in a store of this process, too, which may keep for ever what nobody asks for again', async () => {
    const store = storeOf({});
    const { fetcher } = plainCache({ maxEntries: 3 }, store);
    for (const key of ['a', 'b', 'c']) await fetcher.fetch(key, { group: 'g', ttlSeconds: key === 'b' ? 31 : 60 }, () => key);
    vi.advanceTimersByTime(31_000);
    await fetcher.fetch('d', minute, () => 'd');
    const kept = () => [...store.kept.keys()].map((key) => key.at(-1));
    expect(kept()).toEqual(['a', 'c', 'd']);
    await fetcher.fetch('e', minute, () => 'e');
    expect(kept()).toEqual(['c', 'd', 'e']);
    expect((await fetcher.statistics()).utilization).toBe(1);
  });

  it('is nothing for an answer that is larger than all the room', async () => {
    const store = storeOf({});
    const { fetcher } = plainCache({ maxBytes: 1_024 }, store);
    await fetcher.fetch('k', minute, () => 'x'.repeat(1_000));
    expect(store.kept.size).toBe(0);
  });

  it('is what was asked for, however full the room is, when it does not adapt', async () => {
    const cache = plainFetcher({ maxEntries: 1, adaptiveTtlEnabled: false });
    expect([await ttlOf(cache, 100), await ttlOf(cache, 100)]).toEqual([100, 100]);
  });

  it('is short while a store says that it is nearly full, which is asked once an interval', async () => {
    const room = { used: 0.9 };
    const utilization = vi.fn(() => Promise.resolve(room.used));
    const detectors = [{ matches: () => true, capabilities: { distributed: true } }];
    const { fetcher } = plainCache({ detectors }, storeOf({ utilization }));
    expect(await ttlOf(fetcher, 100)).toBe(30);
    room.used = 0.1;
    expect(await ttlOf(fetcher, 100)).toBe(30);
    expect(utilization).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(30_000);
    expect(await ttlOf(fetcher, 100)).toBeGreaterThan(30);
  });
});

describe('a store that fails', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('connection refused'))],
    ['throws at once', () => fail()],
    ['hangs', () => new Promise(() => undefined)],
  ])('and %s is left alone, and answers are kept in memory', async (_, broken) => {
    const get = vi.fn(broken);
    const { fetcher } = plainCache({ timeout: '5ms' }, storeOf({ get, set: broken, del: broken }));
    const compute = counted();
    expect(await fetcher.fetch('k', minute, compute)).toMatchObject({ cached: false });
    expect(await fetcher.fetch('k', minute, compute)).toMatchObject({ cached: true });
    expect(compute).toHaveBeenCalledTimes(1);
    expect(get).toHaveBeenCalledTimes(1);
    const { failures } = await fetcher.statistics();
    expect(failures.timeouts + failures.errors).toBe(1);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatch(/^Cache store fails: answers are kept in the memory of this process store=object operation=read error=/);
  });

  it('is used again when it answers', async () => {
    const state = { down: true };
    const store = storeOf({});
    const get = store.get;
    store.get = (key) => (state.down ? Promise.reject(new Error('down')) : get(key));
    const { fetcher } = plainCache({}, store);
    await fetcher.fetch('k', minute, counted());
    expect(store.kept.size).toBe(0);
    state.down = false;
    vi.advanceTimersByTime(5_000);
    await fetcher.fetch('l', minute, counted());
    expect(store.kept.size).toBe(1);
    expect(vi.mocked(Logger.prototype.log).mock.calls.map(String)).toContain('Cache store answers again store=object');
  });

  it.each([['text'], [7], [[]], [{ form: 1 }], [{ form: 1, key: 'k', at: 0, ttlSeconds: 9e9, baseSeconds: 1, json: '{' }]])(
    'and gives %j is not believed',
    async (garbage) => {
      const { fetcher } = plainCache({}, storeOf({ get: () => Promise.resolve(garbage) }));
      expect(await fetcher.fetch('k', minute, () => 'computed')).toMatchObject({ value: 'computed', cached: false });
      expect((await fetcher.statistics()).failures.garbage).toBe(1);
    },
  );

  it('and holds what nobody can read is taken for one with a bad entry, not for one that is down', async () => {
    const { fetcher } = plainCache({}, storeOf({ get: () => Promise.reject(new SyntaxError('Unexpected token')) }));
    await fetcher.fetch('k', minute, () => 1);
    await fetcher.fetch('l', minute, () => 1);
    expect((await fetcher.statistics()).failures).toMatchObject({ garbage: 2, errors: 0 });
    expect(warned).toEqual(['Cache store gives what is no answer of the engine: it is computed store=object']);
  });

  it('and is full leaves the answer in memory', async () => {
    const { fetcher } = plainCache({}, storeOf({ set: () => Promise.resolve(false) }));
    const compute = counted();
    await fetcher.fetch('k', minute, compute);
    expect(await fetcher.fetch('k', minute, compute)).toMatchObject({ cached: true });
    expect((await fetcher.statistics()).failures).toMatchObject({ refused: 1, errors: 0 });
  });

  it('and tells its listeners of an error instead of throwing it leaves the answer in memory', async () => {
    let tell!: (error: Error) => void;
    const on = (_: string, listener: typeof tell) => (tell = listener);
    const { fetcher } = plainCache({}, storeOf({ on, set: () => (tell(new Error('OOM')), Promise.resolve(true)) }));
    await fetcher.fetch('k', minute, counted());
    expect(await fetcher.fetch('k', minute, counted())).toMatchObject({ cached: true });
    expect((await fetcher.statistics()).failures.refused).toBe(1);
  });

  it('and ignores times to live does not keep an answer alive', async () => {
    const { fetcher } = plainCache({}, storeOf({}));
    await fetcher.fetch('k', minute, () => 'old');
    vi.advanceTimersByTime(60_000);
    expect((await fetcher.fetch('k', minute, () => 'new')).value).toBe('new');
  });
});

function ring(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}

function fail(): never {
  throw new Error('broken');
}
