import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { expectSound } from '../../support/audit.js';
import { startApp, useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { startPostgres } from '../../support/postgres.server.js';
import { RecordedLogs } from '../../support/recorded.logs.js';
import { diamond, single, workflow } from '../../support/workflows.js';
import { installGuards } from '../../support/write.guards.js';

const TASKS = 150;

describe('connections cut by the server', () => {
  const engine = useEngine();
  const cut = () =>
    engine.rows<{ pid: number; query: string }>(
      `select pid, query, pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );

  it('again and again, the listening one included: workers recover by themselves and nothing is lost', async () => {
    const runs = new Map<string, number>();
    const handler = diamond(async ({ step }) => {
      runs.set(step.idempotencyKey, (runs.get(step.idempotencyKey) ?? 0) + 1);
      await pause(1);
      return {};
    });
    const app = await engine.app([handler], { worker: { concurrency: 8, pollInterval: '200ms' } });
    let created = 0;
    let cuts = 0;
    const done = () => engine.rows<{ n: number }>("select count(*)::int as n from tasker.tasks where state = 'complete'");
    for (; created < TASKS || (await done())[0]!.n < created;) {
      for (let more = 0; more < 10 && created < TASKS; more += 1) {
        const taskId = crypto.randomUUID();
        // Repeating a create with its id is harmless, so it is repeated until it is answered.
        await eventually(() => app.orchestrator.createTask(handler, { context: {}, taskId }).catch(() => undefined), { what: 'a create' });
        created += 1;
      }
      if (cuts < 12) {
        await cut();
        cuts += 1;
        await expectSound(engine.client);
      }
      await pause(5);
    }
    expect((await done())[0]!.n).toBe(TASKS);
    expect(runs.size).toBe(TASKS * 4);
    // An answer that was lost may cost an attempt's second run, never a second completion: the audit after the test counts those.
    expect(engine.logs.with('no answer from the database').length + engine.logs.with('listening connection lost').length).toBeGreaterThan(
      0,
    );
  });

  it('with a call in flight: the steps that it claimed run, though its answer never came', async () => {
    const gates = new Gates();
    const handler = workflow('parts', { first: { run: () => gates.pass('first') }, second: { dependsOn: 'first' } });
    const app = await engine.app([handler]);
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('first');
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for update', [task.taskId]);
    gates.open('first');
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const [{ pid }] = (await eventually(async () => {
      const rows = await engine.rows(waiting);
      return rows.length > 0 ? rows : undefined;
    })) as [{ pid: number }];
    await engine.client.query('select pg_terminate_backend($1)', [pid]);
    await holder.query('rollback');
    const done = await app.orchestrator.waitForTask(task, { timeout: '20s' });
    expect([done.state, ...done.steps.map(({ attempts }) => attempts)]).toEqual(['complete', 1, 1]);
  });

  it('at the moment of an answer: the process lives on, though the answer and the end arrive together', async () => {
    const app = await engine.app([single(() => ({}))], { worker: false });
    const database = app.module.get(EngineDatabase, { strict: false });
    const killer = await engine.session();
    const crashes: unknown[] = [];
    const crashed = (error: unknown) => crashes.push(error);
    process.on('uncaughtException', crashed);
    const pids = `select pid from pg_stat_activity where datname = current_database() and application_name = 'nestjs-tasker'`;
    const end = killer.query(`select pg_sleep(0.3), (select count(pg_terminate_backend(pid)) from (${pids}) as p)`);
    const answer = database.rows({ name: 'answer', text: 'select 1', values: [] });
    // The statements leave in these turns; then this process reads nothing until the server has answered and closed the connection.
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    await expect(answer).resolves.toEqual([[1]]);
    await end;
    process.off('uncaughtException', crashed);
    expect(crashes).toEqual([]);
    expect((await eventually(() => database.rows({ name: 'again', text: 'select 2', values: [] }).catch(() => undefined)))[0]).toEqual([2]);
  });

  it('the listening connection alone: work of others is found by looking, and listening comes back', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: { pollInterval: '300ms' } });
    const creator = await engine.app([handler], { worker: false });
    const listeners = `select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'`;
    const [first] = await eventually(async () => {
      const rows = await engine.rows<{ pid: number }>(listeners);
      return rows.length > 0 ? rows : undefined;
    });
    await engine.client.query('select pg_terminate_backend($1)', [first!.pid]);
    const task = await creator.orchestrator.createTask(handler, { context: {} });
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    await eventually(async () => (await engine.rows<{ pid: number }>(listeners)).some(({ pid }) => pid !== first!.pid), {
      what: 'it listens again',
    });
  });
});

describe('PostgreSQL restarted in the middle', () => {
  it('workers recover by themselves, every task completes, and no completed result is lost', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'tasker-restart-'));
    let server = await startPostgres({ dataDirectory });
    const { port, url } = server;
    try {
      await migrateDatabase({ url }, { schema: 'tasker' });
      const observer = () => new pg.Client({ connectionString: url });
      const before = observer();
      before.on('error', () => undefined);
      await before.connect();
      await installGuards(before);
      const handler = diamond(async () => {
        await pause(2);
        return { n: 1 };
      });
      const logs = new RecordedLogs();
      const apps = await Promise.all(
        [1, 2].map(() => startApp([handler], { database: { url }, worker: { concurrency: 4, pollInterval: '200ms' }, logs })),
      );
      const requests = Array.from({ length: TASKS }, () => ({ name: 'diamond', context: {} }));
      const tasks = await apps[0]!.orchestrator.createTasks(requests);
      const finished = 'select task_id, workflow_step_id, results, processed_at from tasker.workflow_steps where state = $1 order by 1, 2';
      const kept = await eventually(async () => {
        const { rows } = await before.query(finished, ['complete']);
        return rows.length > TASKS ? rows : undefined;
      });
      expect(kept.length).toBeLessThan(4 * TASKS);
      await server.stop();
      server = await startPostgres({ dataDirectory, port });
      await Promise.all(
        tasks.map((task, n) =>
          eventually(() => apps[n % 2]!.orchestrator.waitForTask(task.taskId, { timeout: '30s' }).catch(() => undefined), {
            what: 'a task completes',
            within: 50_000,
          }).then(({ state }) => expect(state).toBe('complete')),
        ),
      );
      const after = observer();
      await after.connect();
      const { rows } = await after.query(finished, ['complete']);
      const key = (row: Record<string, unknown>) => JSON.stringify(row);
      const found = new Set(rows.map(key));
      expect(kept.filter((row) => !found.has(key(row)))).toEqual([]);
      await Promise.all(apps.map((app) => app.close()));
      await expectSound(after);
      await after.end();
      await before.end().catch(() => undefined);
    } finally {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });
});
