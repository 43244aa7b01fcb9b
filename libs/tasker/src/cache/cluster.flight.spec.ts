import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainCache } from '../../../../test/support/cache.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Gates } from '../../../../test/support/gates.js';
import { CacheCapabilities } from './cache.capabilities.js';

beforeEach(() => {
  vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What several processes share. */
class Shared {
  readonly kept = new Map<string, unknown>();
  /** Keys that somebody looked for. */
  readonly asked: string[] = [];
  get(key: string) {
    this.asked.push(key);
    return Promise.resolve(this.kept.get(key));
  }
  set(key: string, value: unknown) {
    this.kept.set(key, value);
    return Promise.resolve(true);
  }
  delete = (key: string) => Promise.resolve(this.kept.delete(key));
}

/** Without an atomic set, as Memcached is through a cache. */
@CacheCapabilities({ distributed: true, atomicIncrement: true, locking: false })
class Basic extends Shared {}

@CacheCapabilities({ distributed: true, atomicIncrement: true, locking: true })
class Atomic extends Shared {
  readonly held = new Map<string, string>();
  renewed = 0;
  /** Attempts to get the right that another process had. */
  refused = 0;
  setIfAbsent(key: string, value: string) {
    if (this.held.has(key)) {
      this.refused++;
      return Promise.resolve(false);
    }
    this.held.set(key, value);
    return Promise.resolve(true);
  }
  extendIfEqual = (key: string, value: string) => Promise.resolve(this.held.get(key) === value && ++this.renewed > 0);
  deleteIfEqual = (key: string, value: string) => Promise.resolve(this.held.get(key) === value && this.held.delete(key));
}

const options = { group: 'g', ttlSeconds: 60 };

/** Two processes, as far as they know; each stops at the gate of its name while it computes. */
function twoOn(store: Shared, given: object = {}) {
  const gates = new Gates();
  const computed: string[] = [];
  const [a, b] = ['a', 'b'].map((name) => {
    const { fetcher, strategy } = plainCache(given, store);
    const compute = async () => {
      computed.push(name);
      await gates.pass(name);
      return name;
    };
    return { fetch: () => fetcher.fetch('k', options, compute), strategy };
  });
  return { a: a!, b: b!, gates, computed };
}

describe('one computation for several processes', () => {
  it('is all there is with an atomic store: the others wait for its answer', async () => {
    const store = new Atomic();
    const { a, b, gates, computed } = twoOn(store);
    const first = a.fetch();
    await gates.reached('a');
    const second = b.fetch();
    await eventually(() => store.refused > 0);
    gates.open('a');
    expect(await first).toMatchObject({ value: 'a', cached: false });
    expect(await second).toMatchObject({ value: 'a', cached: true });
    expect(computed).toEqual(['a']);
    expect(store.held.size).toBe(0);
  });

  it('is left to the next one when it fails', async () => {
    const store = new Atomic();
    const gates = new Gates();
    const failing = () => gates.pass('a').then(() => Promise.reject(new Error('no database')));
    const first = plainCache({}, store).fetcher.fetch('k', options, failing);
    await gates.reached('a');
    const second = plainCache({}, store).fetcher.fetch('k', options, () => 'b');
    await eventually(() => store.refused > 0);
    gates.open('a');
    await expect(first).rejects.toThrow('no database');
    expect(await second).toMatchObject({ value: 'b', cached: false });
  });

  it('keeps its right as long as it takes', async () => {
    const store = new Atomic();
    const { a, gates } = twoOn(store, { lease: '30ms' });
    const first = a.fetch();
    await gates.reached('a');
    await eventually(() => store.renewed >= 2);
    gates.open('a');
    await first;
    expect(store.held.size).toBe(0);
  });

  it('is not waited for longer than maxWait', async () => {
    const { a, b, gates, computed } = twoOn(new Atomic(), { maxWait: 20 });
    const first = a.fetch();
    await gates.reached('a');
    gates.open('b');
    expect(await b.fetch()).toMatchObject({ value: 'b', cached: false });
    gates.open('a');
    await first;
    expect(computed).toEqual(['a', 'b']);
  });

  it('is not repeated by one that gets the right after the answer has come', async () => {
    const store = new Atomic();
    const { a, b, gates, computed } = twoOn(store);
    const setIfAbsent = store.setIfAbsent.bind(store);
    // b has found nothing; a answers before b asks for the right.
    store.setIfAbsent = async (key, value) => {
      store.setIfAbsent = setIfAbsent;
      gates.open('a');
      await a.fetch();
      return setIfAbsent(key, value);
    };
    expect(await b.fetch()).toMatchObject({ value: 'a', cached: true });
    expect(computed).toEqual(['a']);
  });

  it('goes on alone when the store cannot say whose turn it is', async () => {
    const store = new Atomic();
    store.setIfAbsent = () => Promise.reject(new Error('down'));
    const { a, gates } = twoOn(store);
    gates.open('a');
    expect(await a.fetch()).toMatchObject({ value: 'a', cached: false });
    expect(await a.fetch()).toMatchObject({ cached: true });
  });

  it('is one with a basic store, too, when the other comes while it runs', async () => {
    const store = new Basic();
    const { a, b, gates, computed } = twoOn(store);
    const first = a.fetch();
    await gates.reached('a');
    store.asked.length = 0;
    const second = b.fetch();
    await eventually(() => store.asked.some((key) => key.endsWith(':flight')));
    gates.open('a');
    expect((await first).value).toBe('a');
    expect(await second).toMatchObject({ value: 'a', cached: true });
    expect(computed).toEqual(['a']);
    expect([...store.kept.keys()].filter((key) => key.endsWith(':flight'))).toEqual([]);
  });

  it('may be two with a basic store when both come at the same moment', async () => {
    const store = new Basic();
    const { a, b, gates, computed } = twoOn(store);
    const get = store.get.bind(store);
    const marks = { looked: 0 };
    // Each looks for the mark of the other before there is one, and sees its own afterwards.
    store.get = async (key) => {
      if (!key.endsWith(':flight') || ++marks.looked > 2) return key.endsWith(':flight') ? undefined : get(key);
      await eventually(() => marks.looked >= 2);
      return undefined;
    };
    const both = Promise.all([a.fetch(), b.fetch()]);
    await Promise.all([gates.reached('a'), gates.reached('b')]);
    gates.open('a');
    gates.open('b');
    const found = await both;
    expect(found.map(({ cached }) => cached)).toEqual([false, false]);
    expect(computed.sort()).toEqual(['a', 'b']);
    expect((await a.fetch()).value).toBe((await b.fetch()).value);
  });

  it('is not waited for in a store that gives back anything at all', async () => {
    const store = new Basic();
    store.get = () => Promise.resolve('garbage');
    const { a, gates } = twoOn(store, { maxWait: '1h' });
    gates.open('a');
    expect(await a.fetch()).toMatchObject({ value: 'a', cached: false });
    expect(await a.fetch()).toMatchObject({ value: 'a', cached: false });
  });

  it('is not waited for when its process died and the store knows of no times to live: its mark says when it ends', async () => {
    const store = new Basic();
    const { a, b, gates, computed } = twoOn(store, { lease: '1h', maxWait: '1h' });
    void a.fetch();
    await gates.reached('a');
    const [key, mark] = [...store.kept].find(([one]) => one.endsWith(':flight'))!;
    expect((mark as { until: number }).until).toBeGreaterThan(Date.now());
    store.kept.set(key, { ...(mark as object), until: Date.now() - 1 });
    gates.open('b');
    expect(await b.fetch()).toMatchObject({ value: 'b', cached: false });
    expect(computed).toEqual(['a', 'b']);
    gates.open('a');
  });

  it('is not waited for again for a minute when a wait was in vain, with a line in the log', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = new Atomic();
    store.setIfAbsent = () => Promise.resolve(++store.refused < 0);
    const { fetcher } = plainCache({ maxWait: 20 }, store);
    /** How often somebody asks for the right before computing without it. */
    const attempts = async () => {
      store.kept.clear();
      store.refused = 0;
      await fetcher.fetch('k', options, () => 1);
      return store.refused;
    };
    expect(await attempts()).toBeGreaterThan(1);
    expect(await attempts()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(await attempts()).toBeGreaterThan(1);
    const line = /^No answer from the process that computes it: this one computes it as well key=\S+:g:k waited_ms=20 store=Atomic$/;
    expect(vi.mocked(Logger.prototype.warn).mock.calls.map(String)).toEqual([expect.stringMatching(line), expect.stringMatching(line)]);
  });

  it('is none where the store is not known to be shared: each has its own answers', async () => {
    const store = new Shared();
    const { a, b, gates, computed } = twoOn(store);
    expect(await a.strategy.describe()).toMatchObject({ strategy: 'local_only', store: 'Shared' });
    const first = a.fetch();
    await gates.reached('a');
    const second = b.fetch();
    await gates.reached('b');
    gates.open('a');
    gates.open('b');
    await Promise.all([first, second]);
    expect(computed).toEqual(['a', 'b']);
  });
});

describe('the strategy', () => {
  it.each([
    ['distributed_atomic', new Atomic()],
    ['distributed_basic', new Basic()],
    ['local_only', new Shared()],
    ['local_only', undefined],
  ])('is %s', async (strategy, store) => {
    expect(await plainCache({}, store).strategy.describe()).toMatchObject({ strategy });
  });

  it('is distributed_basic, with a warning, for a store that declares a lock without the methods for it', async () => {
    @CacheCapabilities({ distributed: true, atomicIncrement: true, locking: true })
    class Boastful extends Shared {}
    expect((await plainCache({}, new Boastful()).strategy.describe()).strategy).toBe('distributed_basic');
    expect(vi.mocked(Logger.prototype.warn).mock.calls.map(String)).toEqual([
      'Cache store declares locking without the methods for it store=Boastful methods="setIfAbsent, extendIfEqual, deleteIfEqual"',
    ]);
  });

  it('is that of the store that most others see, of several behind one cache', async () => {
    const { strategy } = plainCache({}, { stores: [new Shared(), new Atomic(), new Basic()] });
    expect(await strategy.describe()).toMatchObject({ strategy: 'distributed_atomic', store: 'Atomic' });
    const layered = plainCache({}, { stores: [{ primary: new Shared(), secondary: new Basic() }] });
    expect(await layered.strategy.describe()).toMatchObject({ strategy: 'distributed_basic', store: 'Basic' });
  });

  it('is memory where the option says so, or the cache is none', async () => {
    expect(await plainCache({ store: false }, new Atomic()).strategy.describe()).toMatchObject({ store: 'BoundedMemory' });
    expect(await plainCache({}, { get: true }).strategy.describe()).toMatchObject({ store: 'BoundedMemory' });
    expect(vi.mocked(Logger.prototype.warn).mock.calls.map(String)).toEqual([expect.stringMatching(/^CACHE_MANAGER is no cache/)]);
  });

  it('is chosen anew when a detector is registered', async () => {
    const { strategy } = plainCache({}, new Shared());
    expect((await strategy.describe()).strategy).toBe('local_only');
    strategy.register({ matches: /Shared/, capabilities: { distributed: true } });
    expect(await strategy.describe()).toMatchObject({ strategy: 'distributed_basic', sources: { distributed: 'custom' } });
  });

  it('comes with detectors of the options', async () => {
    const detectors = [{ matches: /Shared/, capabilities: { distributed: true } }];
    expect((await plainCache({ detectors }, new Shared()).strategy.describe()).strategy).toBe('distributed_basic');
  });

  it('is not logged where nothing is kept', async () => {
    await plainCache(false, new Basic()).strategy.describe();
    expect(Logger.prototype.log).not.toHaveBeenCalled();
  });

  it('is logged once, with why it is that one', async () => {
    const { strategy, fetcher } = plainCache({}, new Basic());
    await strategy.onApplicationBootstrap();
    await fetcher.fetch('k', options, () => 1);
    const lines = vi.mocked(Logger.prototype.log).mock.calls.map(String);
    expect(lines).toEqual([
      expect.stringMatching(
        /^Cache strategy chosen strategy=distributed_basic store=Basic source=declared distributed=true atomic_increment=true locking=false ttl_inspection=false namespace_support=false compression_support=false instance=\S+-\d+$/,
      ),
    ]);
  });
});
