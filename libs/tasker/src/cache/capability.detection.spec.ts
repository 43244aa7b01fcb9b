import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import type { CacheDetector } from '../tasker.options.js';
import { CacheCapabilities } from './cache.capabilities.js';
import { tiersOf } from './cache.tier.js';
import { detectCapabilities } from './capability.detection.js';

class Plain {
  get(): void {}
  set(): void {}
  delete(): void {}
  clear(): void {}
}
class KeyvRedis extends Plain {}
class KeyvMemcache extends Plain {}
class KeyvValkey extends Plain {}
class KeyvSqlite extends Plain {}
class OwnRedis extends KeyvRedis {}

/** A lock that works, in the memory of this process. */
class Locking extends Plain {
  readonly held = new Map<string, string>();
  setIfAbsent(key: string, value: string) {
    if (this.held.has(key)) return Promise.resolve(false);
    this.held.set(key, value);
    return Promise.resolve(true);
  }
  extendIfEqual = (key: string, value: string) => Promise.resolve(this.held.get(key) === value);
  deleteIfEqual = (key: string, value: string) => Promise.resolve(this.held.get(key) === value && this.held.delete(key));
}

async function detected(store: object, detectors: readonly CacheDetector[] = []) {
  const failures: unknown[] = [];
  const [tier] = tiersOf(store);
  const found = await detectCapabilities(tier!, { detectors, timeoutMs: 10, failed: (error) => failures.push(error) });
  const sayers = [...new Set(Object.values(found.sources))];
  return { ...found.capabilities, by: found.sources, sayers, failures };
}

describe('what a store can do', () => {
  it.each([
    [KeyvRedis, { distributed: true, atomicIncrement: true, locking: true }],
    [KeyvValkey, { distributed: true, atomicIncrement: true, locking: true }],
    [KeyvMemcache, { distributed: true, atomicIncrement: true, locking: false }],
    [KeyvSqlite, { distributed: false, locking: false }],
    [OwnRedis, { distributed: true, atomicIncrement: true, locking: true }],
  ])('stands in the table for %s', async (type, expected) => {
    expect(await detected(new type())).toMatchObject({ ...expected, sayers: ['built_in'] });
  });

  it('stands in the table for the store that a Keyv wraps, and for a Keyv without one', async () => {
    expect(await detected(new Keyv({ store: new KeyvRedis() }))).toMatchObject({ distributed: true, locking: true });
    expect(await detected(new Keyv())).toMatchObject({ distributed: false, sayers: ['built_in'] });
  });

  it('is what its class declares before what the table says', async () => {
    class KeyvMemcache extends Plain {}
    CacheCapabilities({ distributed: false })(KeyvMemcache);
    expect(await detected(new KeyvMemcache())).toMatchObject({
      distributed: false,
      atomicIncrement: true,
      by: { distributed: 'declared', atomicIncrement: 'built_in' },
    });
  });

  it('is inherited by classes that extend the one that declares it, each of which may say otherwise', async () => {
    @CacheCapabilities({ distributed: true, atomicIncrement: true })
    class Base extends Plain {}
    @CacheCapabilities({ locking: true, atomicIncrement: false })
    class Derived extends Base {}
    class Last extends Derived {}
    expect(await detected(new Last())).toMatchObject({ distributed: true, atomicIncrement: false, locking: true });
    expect(await detected(new Base())).toMatchObject({ distributed: true, atomicIncrement: true, locking: false });
  });

  it('can be declared step by step', async () => {
    @CacheCapabilities({ distributed: true })
    @CacheCapabilities({ compressionSupport: true })
    class Chained extends Plain {}
    expect(await detected(new Chained())).toMatchObject({ distributed: true, compressionSupport: true });
  });

  it('is what a detector says, where neither class nor table do', async () => {
    const detectors: CacheDetector[] = [
      { matches: /^Grid/, capabilities: { distributed: true } },
      { matches: (store) => store instanceof Plain, capabilities: () => ({ distributed: false, ttlInspection: true }) },
    ];
    class GridStore extends Plain {}
    class Child extends GridStore {}
    expect(await detected(new Child(), detectors)).toMatchObject({
      distributed: true,
      ttlInspection: true,
      by: { distributed: 'custom', ttlInspection: 'custom', locking: 'runtime' },
      failures: [],
    });
    expect(await detected(new KeyvRedis(), [{ matches: /./, capabilities: { distributed: false } }])).toMatchObject({ distributed: true });
  });

  it.each([
    ['throws', fail],
    ['gives nothing', () => undefined],
    ['names what is no capability', () => ({ quick: true })],
    ['gives a word for yes', () => ({ distributed: 'yes' })],
  ])('is not changed by a detector that %s', async (_, capabilities) => {
    const found = await detected(new Plain(), [{ matches: /Plain/, capabilities: capabilities as never }]);
    expect(found).toMatchObject({ distributed: false, sayers: ['runtime'] });
    expect(found.failures).toHaveLength(1);
  });

  it('is found out by trying where nobody says it', async () => {
    const store = new Locking();
    expect(await detected(store)).toMatchObject({ distributed: false, locking: true, atomicIncrement: true, sayers: ['runtime'] });
    expect(store.held.size).toBe(0);
  });

  it('is not tried out where it is declared', async () => {
    const tried: string[] = [];
    @CacheCapabilities({ distributed: true, atomicIncrement: true, locking: true })
    class Declared extends Locking {
      override setIfAbsent(key: string, value: string) {
        tried.push(key);
        return super.setIfAbsent(key, value);
      }
    }
    expect(await detected(new Declared())).toMatchObject({ locking: true, ttlInspection: false });
    expect(tried).toEqual([]);
  });

  it.each([
    ['gives the lock twice', { setIfAbsent: () => Promise.resolve(true) }],
    ['lets anybody release', { deleteIfEqual: () => Promise.resolve(true) }],
    ['throws', { setIfAbsent: () => Promise.reject(new Error('down')) }],
    ['never answers', { setIfAbsent: () => new Promise(() => undefined) }],
  ])('is no lock where the store %s', async (_, broken) => {
    expect(await detected(Object.assign(new Locking(), broken))).toMatchObject({ locking: false });
  });

  it.each([
    ['an address', { opts: { url: 'grid://host' } }, true],
    ['nodes', { options: { nodes: ['a:1'] } }, true],
    ['a client with an address', { client: { options: { host: 'cache.internal' } } }, true],
    ['a file', { opts: { uri: 'sqlite:///tmp/cache' } }, false],
    ['a path', { opts: { url: './cache.json' } }, false],
    ['nothing', {}, false],
  ])('is shared where the store has a server: %s', async (_, shape, distributed) => {
    expect(await detected(Object.assign(new Plain(), shape))).toMatchObject({ distributed });
  });

  it('shows in what the store is made of', async () => {
    const store = Object.assign(new Plain(), { ttl() {}, increment() {}, namespace: 'a', compression: {} });
    expect(await detected(store)).toMatchObject({
      ttlInspection: true,
      atomicIncrement: true,
      namespaceSupport: true,
      compressionSupport: true,
    });
  });

  it.each([[{ quick: true }], [{ distributed: 1 }], [null]])('is refused when it is declared as %j', (given) => {
    expect(() => CacheCapabilities(given as never)(Plain)).toThrow(TypeError);
  });
});

function fail(): never {
  throw new Error('a detector that fails');
}
