import { once } from 'node:events';
import { RetryableError, LiveChanges } from 'nestjs-tasker';
import { DataSource } from 'typeorm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { Listening } from '../../support/live.js';
import { startPgBouncer, withoutPgBouncer, type PgBouncerServer } from '../../support/pgbouncer.server.js';
import { insertTask } from '../../support/rows.js';
import { diamond, DIAMOND_ROWS, single } from '../../support/workflows.js';
import { runTask, useHosts } from '../module/hosts.js';
import { answering, looking, working } from '../../readme/pgbouncer.example.js';

describe.skipIf(withoutPgBouncer)('behind PgBouncer in transaction mode', () => {
  const engine = useEngine();
  const { start } = useHosts(engine);
  let bouncer: PgBouncerServer;
  beforeAll(async () => {
    // Fewer sessions than one process has connections: each of them serves everybody in turn.
    bouncer = await startPgBouncer(inject('serverUrl'), { default_pool_size: '3' });
  });
  afterAll(() => bouncer.stop());
  const database = () => ({ url: bouncer.urlOf(engine.client.database!), pooler: 'transaction' as const });

  it('two workers run what a process without one creates, each step once and with the results of its parents', async () => {
    const handled: string[] = [];
    const Diamond = diamond(({ task, step, sequence }) => {
      handled.push(`${task.taskId} ${step.name}`);
      const before = ['left', 'right'].map((name) => (step.name === 'bottom' ? (sequence.results(name) as { sum: number }).sum : 0));
      return { sum: 1 + before[0]! + before[1]! };
    });
    const creator = await engine.app([Diamond], { database: database(), worker: false });
    await Promise.all([1, 2].map(() => engine.app([Diamond], { database: database(), worker: { pollInterval: '20ms', concurrency: 8 } })));
    const tasks = await Promise.all(Array.from({ length: 12 }, () => creator.orchestrator.createTask(Diamond, { context: {} })));
    const done = await Promise.all(tasks.map((task) => creator.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(done.map(({ state, results }) => [state, results['bottom']])).toEqual(tasks.map(() => ['complete', { sum: 3 }]));
    expect(new Set(handled).size).toBe(48);
    expect(handled).toHaveLength(48);
    expect(engine.logs.with('warn')).toEqual([]);
  });

  it('leaves nothing in the sessions that others have next', async () => {
    const Job = single(({ step }) => {
      if (step.attempt === 1) throw new RetryableError('again', { retryAfter: 0 });
    });
    const app = await engine.app([Job], { database: database() });
    await Promise.all(Array.from({ length: 10 }, () => app.run(Job)));
    await app.close();
    const fresh = await engine.session();
    const plain = await leftIn(fresh);
    const clients = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = await engine.session({ connectionString: database().url });
        await client.query('begin');
        return client;
      }),
    );
    expect(new Set(await Promise.all(clients.map(async (client) => (await leftIn(client)).pid))).size).toBe(3);
    for (const client of clients) expect(await leftIn(client)).toEqual({ ...plain, pid: expect.any(Number) });
    await Promise.all(clients.map((client) => client.query('rollback')));
  });

  it('the handler of a step that another process cancels is told at the next look', async () => {
    const gates = new Gates();
    const Job = single(async ({ signal }) => {
      const stopped = once(signal, 'abort');
      await Promise.race([gates.pass('runs'), stopped]);
      await stopped;
      gates.open('told');
    });
    const remote = await engine.app([], { database: database(), worker: false });
    // A heartbeat, which would tell it too, comes every 20 seconds only.
    const app = await engine.app([Job], { database: database(), worker: { pollInterval: '20ms', lease: '1m' } });
    const { taskId } = await app.orchestrator.createTask(Job, { context: {} });
    await gates.reached('runs');
    await remote.orchestrator.cancelTask(taskId);
    await gates.pass('told');
    expect((await app.orchestrator.getTask(taskId)).state).toBe('cancelled');
  });

  it('the steps of a worker that is gone are run by another one', async () => {
    const Diamond = diamond();
    await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const dead = await engine.worker();
    expect((await dead.advance([], { capacity: 1 })).claimed).toHaveLength(1);
    await engine.rows("update tasker.workers set heartbeat_at = clock_timestamp() - interval '1 hour' where worker_id = $1", [dead.id]);
    await engine.app([Diamond], { database: database(), worker: { lease: '1s' }, backoff: { defaultBackoffSeconds: [0] } });
    await eventually(async () => (await engine.rows("select from tasker.tasks where state = 'complete'")).length === 1);
  });

  it('live changes and durable subscribers of other processes are told everything, in order', async () => {
    const Job = single(() => ({}));
    const subscriber = durableSubscriber('log', ['task.*']);
    const events = { durable: { pollInterval: '20ms' } } as const;
    const remote = await engine.app([declaring(subscriber)], {
      database: database(),
      worker: false,
      events,
      live: { pollInterval: '20ms' },
    });
    const live = new Listening(await remote.module.get(LiveChanges).tasks());
    const app = await engine.app([Job], { database: database() });
    const { taskId } = await app.run(Job);
    const told = await live.heard(4);
    expect(told.map(({ from, to }) => `${from} ${to}`).at(-1)).toBe('in_progress complete');
    await eventually(() => subscriber.names(taskId).includes('task.completed'), { what: 'the durable event' });
    await live.close();
  });

  it('a worker with a direct connection is told of what a process behind it creates', async () => {
    const Job = single(() => ({}));
    const remote = await engine.app([Job], { database: database(), worker: false });
    await engine.app([Job], { worker: { pollInterval: '1h' } });
    expect((await remote.run(Job)).state).toBe('complete');
  });

  it('the documented applications run a task', async () => {
    const Job = single(() => ({}));
    const [pooled, direct] = [database().url, engine.url];
    await start(working(direct), { providers: [Job] });
    const [requests, looks] = await Promise.all([answering, looking].map((documented) => start(documented(pooled), { providers: [Job] })));
    expect((await runTask(requests!, 'single')).state).toBe('complete');
    expect((await runTask(looks!, 'single')).state).toBe('complete');
    expect(engine.logs.with('warn')).toEqual([]);
  });

  it("creates tasks in a transaction of a host's DataSource, and not when that is rolled back", async () => {
    const Job = single(() => ({}));
    const dataSource = await new DataSource({ type: 'postgres', url: database().url }).initialize();
    try {
      const { orchestrator, close } = await engine.app([Job], { database: { dataSource } });
      const kept = await dataSource.transaction((manager) => orchestrator.createTask(Job, { context: {} }, { manager }));
      const undone = dataSource.transaction(async (manager) => {
        await orchestrator.createTask(Job, { context: {} }, { manager });
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      expect((await orchestrator.waitForTask(kept, { timeout: '20s' })).state).toBe('complete');
      expect(await engine.rows('select task_id from tasker.tasks')).toEqual([{ task_id: kept.taskId }]);
      expect(engine.logs.with('reached through a pooler')).toHaveLength(1);
      await close();
    } finally {
      await dataSource.destroy();
    }
  });
});

/** What a session keeps beyond a transaction; PgBouncer itself sees to the names of applications. */
async function leftIn(client: pg.Client): Promise<Record<string, unknown>> {
  const { rows } = await client.query(
    `select pg_backend_pid() as pid, (select count(*)::integer from pg_prepared_statements) as prepared,
       (select count(*)::integer from pg_listening_channels()) as channels,
       (select count(*)::integer from pg_locks l where l.pid = pg_backend_pid() and l.locktype = 'advisory') as locks,
       (select jsonb_object_agg(s.name, s.setting) from pg_settings s where s.source = 'session' and s.name !~ '^(application_name|transaction_)') as settings,
       current_setting('statement_timeout') as timeout, current_setting('default_transaction_isolation') as isolation`,
  );
  return rows[0] as Record<string, unknown>;
}
