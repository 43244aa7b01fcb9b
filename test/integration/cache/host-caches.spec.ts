import KeyvRedis, { createKeyv } from '@keyv/redis';
import { CacheModule } from '@nestjs/cache-manager';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { Keyv } from 'keyv';
import {
  AnalyticsService,
  CacheCapabilities,
  CacheFetcher,
  CacheStrategy,
  TaskerMetrics,
  TaskerModule,
  type CacheOptions,
} from 'nestjs-tasker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { freePort } from '../../support/prometheus.server.js';
import { startRedis, withoutRedis, type RedisServer } from '../../support/redis.server.js';
import { cached, CacheCheck, ending, GridStore, options, ReportModule, RevenueReport } from '../../readme/cache.example.js';
import { plainCache } from '../../support/cache.js';
import { useHosts } from '../module/hosts.js';

const minute = { group: 'g', ttlSeconds: 60 };

describe('the cache of an application', () => {
  const engine = useEngine();
  const hosts = useHosts(engine);
  const tasker = (cache: CacheOptions | false = {}, schema?: string) =>
    TaskerModule.forRoot({ database: { url: engine.url, ...(schema && { schema }) }, worker: false, api: false, cache });
  const start = (imports: ModuleMetadata['imports'] = [], cache?: CacheOptions | false, schema?: string) =>
    hosts.start(tasker(cache, schema), { imports });
  const strategyOf = async (module: Awaited<ReturnType<typeof start>>) => (await module.get(CacheStrategy).describe()).strategy;

  it('is memory where there is none, which two applications do not share', async () => {
    const [a, b] = await Promise.all([start(), start()]);
    expect(await strategyOf(a)).toBe('local_only');
    await a.get(CacheFetcher).fetch('k', minute, () => 'a');
    expect(await a.get(CacheFetcher).fetch('k', minute, () => 'other')).toMatchObject({ value: 'a', cached: true });
    expect(await b.get(CacheFetcher).fetch('k', minute, () => 'b')).toMatchObject({ value: 'b', cached: false });
    expect(engine.logs.with('Cache strategy chosen strategy=local_only store=BoundedMemory source=built_in')).toHaveLength(2);
  });

  it('is found wherever CacheModule is imported', async () => {
    const store = new Map<string, unknown>();
    @Module({ imports: [CacheModule.register({ stores: [new Keyv({ store })] })] })
    class Feature {}
    const module = await start([Feature]);
    await module.get(CacheFetcher).fetch('k', minute, () => 1);
    expect(await module.get(CacheStrategy).describe()).toMatchObject({ strategy: 'local_only', store: 'Map' });
    expect([...store.keys()]).toEqual([expect.stringMatching(/^keyv:tasker:[0-9a-f]{16}:g:k$/)]);
  });

  it('is not used when cache.store is false, and nothing is kept when cache is', async () => {
    const store = new Map<string, unknown>();
    const imports = [CacheModule.register({ stores: [new Keyv({ store })] })];
    for (const [cache, cached] of [[{ store: false as const }, true] as const, [false as const, false] as const]) {
      const module = await start(imports, cache);
      await module.get(CacheFetcher).fetch('k', minute, () => 1);
      expect(await module.get(CacheFetcher).fetch('k', minute, () => 1)).toMatchObject({ cached });
    }
    expect(store.size).toBe(0);
  });

  it('may be named by cache.store; a name that nobody provides, and what is no cache, stop the start', async () => {
    const GRID = Symbol('grid');
    const kept = new Map<string, unknown>();
    const grid = { get: (key: string) => kept.get(key), set: (key: string, value: unknown) => kept.set(key, value), del: () => true };
    const providers = [
      { provide: GRID, useValue: grid },
      { provide: 'LIST', useValue: [] },
    ];
    const module = await hosts.start(tasker({ store: GRID }), { providers });
    await module.get(CacheFetcher).fetch('k', minute, () => 1);
    expect(kept.size).toBe(1);
    expect((await hosts.refusal(tasker({ store: 'GIRD' }), { providers })).message).toBe('cache.store: nothing provides GIRD');
    expect((await hosts.refusal(tasker({ store: 'LIST' }), { providers })).message).toBe(
      'cache.store: LIST is no cache: it needs get, set and del',
    );
  });

  it('says so when there are two, and uses the one that was imported last', async () => {
    const [first, last] = [new Map<string, unknown>(), new Map<string, unknown>()];
    const of = (store: Map<string, unknown>): DynamicModule => CacheModule.register({ stores: [new Keyv({ store })] });
    const module = await start([of(first), of(last)]);
    await module.get(CacheFetcher).fetch('k', minute, () => 1);
    expect([first.size, last.size]).toEqual([0, 1]);
    expect(engine.logs.with('the application has 2 caches, the one that was imported last is used')).toHaveLength(1);
  });

  it('is counted in the metrics, by group and kind of failure', async () => {
    const store = { get: () => 'garbage', set: () => false, del: () => true };
    const module = await hosts.start(tasker({ store: 'STORE' }), { providers: [{ provide: 'STORE', useValue: store }] });
    for (const group of ['a', 'a', 'b']) await module.get(CacheFetcher).fetch('k', { group, ttlSeconds: 60 }, () => 1);
    const { body } = (await module.get(TaskerMetrics).page())!;
    expect(body.split('\n').filter((line) => line.startsWith('tasker_cache_'))).toEqual([
      'tasker_cache_hits_total{group="a"} 1',
      'tasker_cache_hits_total{group="b"} 0',
      'tasker_cache_misses_total{group="a"} 1',
      'tasker_cache_misses_total{group="b"} 1',
      'tasker_cache_failures_total{kind="timeouts"} 0',
      'tasker_cache_failures_total{kind="errors"} 0',
      'tasker_cache_failures_total{kind="garbage"} 3',
      'tasker_cache_failures_total{kind="refused"} 2',
    ]);
  });

  it('is kept apart from that of other rows by what a role without any right can read', async () => {
    const session = await engine.session();
    await session.query('begin; create role nobody_here; set role nobody_here');
    const { rows } = await session.query('select system_identifier::text as id from pg_catalog.pg_control_system()');
    expect(rows).toEqual([{ id: expect.stringMatching(/^\d+$/) }]);
    await session.query('rollback');
  });

  it('does not stop the start, nor any answer, when its Redis cannot be reached', async () => {
    const keyv = createKeyv(`redis://127.0.0.1:${await freePort()}`);
    const module = await start([CacheModule.register({ stores: [keyv] })], { timeout: '50ms' });
    const cache = module.get(CacheFetcher);
    expect(await cache.fetch('k', minute, () => 1)).toMatchObject({ value: 1, cached: false });
    expect(await cache.fetch('k', minute, () => 2)).toMatchObject({ value: 1, cached: true });
    expect(engine.logs.with('Cache store fails: answers are kept in the memory of this process store=KeyvRedis')).toHaveLength(1);
  });

  describe.skipIf(withoutRedis)('on a real Redis', () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.stop());
    beforeEach(() => redis.command('FLUSHALL'));

    const onRedis = (cache?: CacheOptions, schema?: string) =>
      start([CacheModule.registerAsync({ useFactory: () => ({ stores: [createKeyv(redis.url)] }) })], cache, schema);

    it('serves the example of the documentation', async () => {
      const { imports } = cached(engine.url, redis.url);
      const module = await hosts.start(imports, { imports: [ReportModule] });
      const report = module.get(RevenueReport);
      expect(await report.of('north', '2026-01-01')).toEqual({ shop: 'north', day: '2026-01-01', total: 42, cached: false });
      expect(await report.of('north', '2026-01-01')).toMatchObject({ total: 42, cached: true });
      expect(module.get(CacheCheck).seen).toMatchObject({ strategy: 'distributed_atomic', store: 'KeyvRedis', saidBy: 'built_in' });
      expect(await plainCache({}, new GridStore()).strategy.describe()).toMatchObject({ strategy: 'distributed_atomic' });
      class AcmeFastCache extends Object {
        get = () => undefined;
        set = () => true;
        del = () => true;
      }
      expect(await plainCache(options.cache || {}, new AcmeFastCache()).strategy.describe()).toMatchObject({
        strategy: 'distributed_basic',
      });
    });

    it('has one of two applications compute an answer (distributed_atomic)', async () => {
      const [a, b] = await Promise.all([onRedis(), onRedis()]);
      expect([await strategyOf(a), await strategyOf(b)]).toEqual(['distributed_atomic', 'distributed_atomic']);
      const gates = new Gates();
      const first = a.get(CacheFetcher).fetch('k', minute, () => gates.pass('a').then(() => 'a'));
      await gates.reached('a');
      const locks = await redis.calls('set');
      const second = b.get(CacheFetcher).fetch('k', minute, () => 'b');
      await eventually(async () => (await redis.calls('set')) > locks);
      gates.open('a');
      expect(await Promise.all([first, second])).toMatchObject([
        { value: 'a', cached: false },
        { value: 'a', cached: true },
      ]);
      const [key] = await redis.keys();
      expect(await redis.keys()).toEqual([expect.stringMatching(/^tasker:[0-9a-f]{16}:g:k$/)]);
      const ttl = await redis.command<number>('PTTL', key!);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(60_000);
    });

    it('keeps the answers of two schemas of one database apart', async () => {
      const a = await onRedis();
      const b = await onRedis({}, 'second');
      await a.get(CacheFetcher).fetch('k', minute, () => 'a');
      expect(await b.get(CacheFetcher).fetch('k', minute, () => 'b')).toMatchObject({ value: 'b', cached: false });
    });

    it('goes on while Redis hangs', async () => {
      const cache = (await onRedis({ timeout: '100ms' })).get(CacheFetcher);
      await cache.fetch('before', minute, () => 1);
      redis.hang();
      try {
        expect(await cache.fetch('k', minute, () => 'computed')).toMatchObject({ value: 'computed', cached: false });
        expect(await cache.fetch('k', minute, () => 'again')).toMatchObject({ value: 'computed', cached: true });
        expect((await cache.statistics()).failures).toMatchObject({ timeouts: 1 });
      } finally {
        redis.resume();
      }
    });

    it('goes on, and ends, when Redis dies', async () => {
      const dying = await startRedis();
      const keyv = createKeyv(dying.url);
      const module = await start([CacheModule.register({ stores: [keyv] })], { timeout: '100ms' });
      const [cache, analytics] = [module.get(CacheFetcher), module.get(AnalyticsService)];
      await cache.fetch('before', minute, () => 1);
      await dying.kill();
      await eventually(() => !(keyv.store as { client: { isReady: boolean } }).client.isReady);
      expect(await analytics.performance()).toMatchObject({ systemOverview: expect.any(Object), cacheInfo: { cached: false } });
      expect(await analytics.performance()).toMatchObject({ cacheInfo: { cached: true } });
      expect(await cache.fetch('before', minute, () => 'computed')).toMatchObject({ value: 'computed', cached: false });
      const { errors, timeouts } = (await cache.statistics()).failures;
      expect(errors + timeouts).toBeGreaterThan(0);
      // A command of ours that waited for a connection would hold up the client, and so the end of the application, for ever.
      await module.close();
      await dying.stop();
    });

    it('ends while Redis hangs, too, with a store that does not wait for its last answers', async () => {
      const module = await start([CacheModule.register({ stores: [ending(redis.url)] })], { timeout: '50ms' });
      const cache = module.get(CacheFetcher);
      await cache.fetch('before', minute, () => 1);
      redis.hang();
      try {
        expect(await cache.fetch('k', minute, () => 'computed')).toMatchObject({ value: 'computed' });
        await module.close();
      } finally {
        redis.resume();
      }
    });

    it('needs no right to run scripts or to look at the server', async () => {
      await redis.command('ACL', 'SETUSER', 'cache', 'on', '>secret', '~*', '+@all', '-@scripting', '-info');
      const keyv = createKeyv(redis.url.replace('//', '//cache:secret@'));
      const module = await start([CacheModule.register({ stores: [keyv] })]);
      const cache = module.get(CacheFetcher);
      expect(await strategyOf(module)).toBe('distributed_atomic');
      for (const key of ['k', 'l']) expect(await cache.fetch(key, minute, () => key)).toMatchObject({ value: key, cached: false });
      expect((await redis.keys()).map((key) => key.slice(-2))).toEqual([':k', ':l']);
      expect(await cache.statistics()).toMatchObject({ failures: { errors: 0, timeouts: 0 }, utilization: null });
      expect(engine.logs.with('Cache store allows no scripts: locks are given back in two steps')).toHaveLength(1);
    });

    it('believes nothing that is none of its own', async () => {
      const cache = (await onRedis()).get(CacheFetcher);
      const { key } = await cache.fetch('k', minute, () => 1);
      await redis.command('SET', key, '{"value":{"form":1,"key":"other"}}');
      expect(await cache.fetch('k', minute, () => 2)).toMatchObject({ value: 2, cached: false });
      await redis.command('SET', key, 'no JSON');
      expect(await cache.fetch('k', minute, () => 3)).toMatchObject({ value: 3, cached: false });
      await redis.command('DEL', key);
      await redis.command('LPUSH', key, 'a list');
      expect(await cache.fetch('k', minute, () => 4)).toMatchObject({ value: 4, cached: false });
      // The first two were looked at before the lock and with it; the list is an error that Keyv answers like an absent key.
      expect((await cache.statistics()).failures).toMatchObject({ garbage: 4, timeouts: 0 });
    });

    it('keeps answers in memory when Redis is full', async () => {
      const cache = (await onRedis()).get(CacheFetcher);
      await redis.command('CONFIG', 'SET', 'maxmemory', '1');
      try {
        expect(await cache.fetch('k', minute, () => 'computed')).toMatchObject({ value: 'computed', cached: false });
        expect(await cache.fetch('k', minute, () => 'again')).toMatchObject({ value: 'computed', cached: true });
      } finally {
        await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      }
    });

    it('keeps answers for a short time when Redis is nearly full', async () => {
      const cache = (await onRedis()).get(CacheFetcher);
      const used = /used_memory:(\d+)/.exec(await redis.command<string>('INFO', 'memory'))![1];
      await redis.command('CONFIG', 'SET', 'maxmemory', String(Math.round(Number(used) * 1.1)));
      try {
        expect(await cache.fetch('k', minute, () => 1)).toMatchObject({ ttlSeconds: 30, baseTtlSeconds: 60 });
        expect((await cache.statistics()).utilization).toBeGreaterThan(0.8);
      } finally {
        await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      }
    });

    it('keeps answers as long as ever in a Redis that makes room by itself, and so is always nearly full', async () => {
      const cache = (await onRedis()).get(CacheFetcher);
      const used = /used_memory:(\d+)/.exec(await redis.command<string>('INFO', 'memory'))![1];
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru', 'maxmemory', String(Math.round(Number(used) * 1.1)));
      try {
        expect(await cache.fetch('k', minute, () => 1)).toMatchObject({ ttlSeconds: 60 });
      } finally {
        await redis.command('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
      }
    });

    it('finds out by trying what a class that nobody knows can do', async () => {
      class Wrapper {
        constructor(readonly client: unknown) {}
        get = () => undefined;
        set = () => true;
        del = () => true;
      }
      @Module({})
      class HostModule {}
      const { store } = createKeyv(redis.url) as { store: KeyvRedis<string> };
      const providers = [{ provide: 'CACHE_MANAGER', useValue: new Wrapper(await store.getClient()) }];
      const module = await start([{ module: HostModule, providers }]);
      expect(await module.get(CacheStrategy).describe()).toMatchObject({
        strategy: 'distributed_atomic',
        store: 'Wrapper',
        sources: { distributed: 'runtime', locking: 'runtime' },
      });
      expect(await redis.keys()).toEqual([]);
      await store.disconnect();
    });

    it('can what the class of its store inherits, unless that says otherwise', async () => {
      class TeamRedis extends KeyvRedis<string> {}
      @CacheCapabilities({ locking: false })
      class CautiousRedis extends KeyvRedis<string> {}
      const strategies: string[] = [];
      for (const store of [new TeamRedis(redis.url), new CautiousRedis(redis.url)]) {
        strategies.push(await strategyOf(await start([CacheModule.register({ stores: [new Keyv({ store })] })])));
      }
      expect(strategies).toEqual(['distributed_atomic', 'distributed_basic']);
    });
  });
});
