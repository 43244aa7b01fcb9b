import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useCacheProcesses, type CacheProcess, type CacheStoreName } from '../../support/cache.processes.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { startRedis, withoutRedis, type RedisServer } from '../../support/redis.server.js';

describe('two processes', () => {
  const processes = useCacheProcesses();
  let database: TestDatabase;
  let directory: string;
  let redis: RedisServer | undefined;
  let a: CacheProcess;
  let b: CacheProcess;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tasker-cache-'));
    [database, redis] = await Promise.all([createTestDatabase(), withoutRedis ? undefined : startRedis()]);
    const cache = { lease: '300ms', maxWait: '1h' } as const;
    const plan = { url: database.url, ...(redis && { redis: redis.url }), directory, stopAtMark: 'twice', cache };
    [a, b] = await Promise.all([processes.start(plan), processes.start(plan)]);
  });
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  const strategyOf = async (store: CacheStoreName) => (await a.said('ready'))['strategies'][store];
  const computedBy = (key: string) =>
    [a, b].flatMap(({ messages }) => messages.filter((one) => one.kind === 'computing' && one['key'] === key).map(({ pid }) => pid));

  describe('on a store that is not known to be shared (local_only)', () => {
    it('share nothing, even where they could see it', async () => {
      expect(await strategyOf('files')).toBe('local_only');
      for (const process of [a, b]) process.open('own');
      a.fetch('files', 'own');
      await a.said('fetched', 'own');
      b.fetch('files', 'own');
      expect(await b.said('fetched', 'own')).toMatchObject({ cached: false, value: { by: b.pid } });
      expect((await readdir(directory)).filter((file) => file.endsWith('own'))).toHaveLength(2);
    });
  });

  describe('on a store without a lock (distributed_basic, as Memcached)', () => {
    it('share an answer', async () => {
      expect(await strategyOf('marked')).toBe('distributed_basic');
      a.open('shared');
      a.fetch('marked', 'shared');
      await a.said('fetched', 'shared');
      b.fetch('marked', 'shared');
      expect(await b.said('fetched', 'shared')).toMatchObject({ cached: true, value: { by: a.pid } });
    });

    it('may compute it twice when they come at the same moment', async () => {
      for (const process of [a, b]) process.fetch('marked', 'twice');
      // Neither sees a mark of the other.
      await Promise.all([a.said('unmarked'), b.said('unmarked')]);
      a.open('mark');
      await a.said('computing', 'twice');
      b.open('mark');
      await b.said('computing', 'twice');
      for (const process of [a, b]) process.open('twice');
      expect([await a.said('fetched', 'twice'), await b.said('fetched', 'twice')].map(({ cached }) => cached)).toEqual([false, false]);
    });
  });

  describe.skipIf(withoutRedis)('on one Redis (distributed_atomic)', () => {
    it('compute an answer once: the second waits for the first, and finds it later', async () => {
      expect(await strategyOf('redis')).toBe('distributed_atomic');
      a.fetch('redis', 'once');
      await a.said('computing', 'once');
      const locks = await redis!.calls('set');
      b.fetch('redis', 'once');
      // Its attempt at the lock has been refused.
      await eventually(async () => (await redis!.calls('set')) > locks);
      a.open('once');
      expect(await a.said('fetched', 'once')).toMatchObject({ cached: false, value: { by: a.pid } });
      expect(await b.said('fetched', 'once')).toMatchObject({ cached: true, value: { by: a.pid } });
      b.fetch('redis', 'once');
      await eventually(() => b.messages.filter((one) => one.kind === 'fetched' && one['key'] === 'once').length === 2);
      expect(computedBy('once')).toEqual([a.pid]);
      expect((await redis!.keys()).filter((key) => key.endsWith(':flight'))).toEqual([]);
    });
  });

  // The last one: it ends one of the processes.
  it.skipIf(withoutRedis)('go on when the one that computes is killed: its lock ends with its lease', async () => {
    a.fetch('redis', 'killed');
    await a.said('computing', 'killed');
    await a.kill();
    b.open('killed');
    b.fetch('redis', 'killed');
    expect(await b.said('fetched', 'killed')).toMatchObject({ cached: false, value: { by: b.pid } });
  });
});
