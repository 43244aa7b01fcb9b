import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single, diamond } from '../../support/workflows.js';

describe('invariant 8: no user code runs inside an engine transaction, and none asks the pool twice', () => {
  const engine = useEngine();

  it('while a handler runs, no connection of the engine is in a transaction and no row is locked', async () => {
    const gates = new Gates();
    const handler = single(() => gates.pass('running'));
    const app = await engine.app([handler]);
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    const open = `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`;
    await eventually(async () => (await engine.rows<{ n: number }>(open))[0]!.n === 0, { what: 'no open transaction' });
    const lock = (table: string) => engine.client.query(`select from tasker.${table} where task_id = $1 for update nowait`, [task.taskId]);
    await expect(Promise.all([lock('tasks'), lock('workflow_steps')])).resolves.toBeDefined();
    gates.open('running');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
  });

  it('a handler that uses the shared DataSource itself works with a pool of a single connection', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url, poolSize: 1 }).initialize();
    const handler = diamond(async () => ({ rows: (await dataSource.query<unknown[]>('select 1')).length }));
    const app = await engine.app([handler], { database: { dataSource } });
    expect((await app.run(handler)).state).toBe('complete');
    await app.close();
    await dataSource.destroy();
  });

  it('a task created in a transaction asks for no connection besides that of the transaction', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url, poolSize: 1 }).initialize();
    const handler = single(() => ({}));
    const app = await engine.app([handler], { database: { dataSource }, worker: false });
    const taskId = crypto.randomUUID();
    const states = await dataSource.transaction(async (manager) => {
      const first = await app.orchestrator.createTask(handler, { context: {}, taskId }, { manager });
      const again = await app.orchestrator.createTask(handler, { context: {}, taskId }, { manager });
      return [first.state, again.taskId];
    });
    expect(states).toEqual(['pending', taskId]);
    await app.close();
    await dataSource.destroy();
  });

  it('with every connection of the pool in use the worker waits, and goes on when one is free', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url, poolSize: 4 }).initialize();
    const gates = new Gates();
    const handler = single(() => gates.pass('running'));
    const app = await engine.app([handler], { database: { dataSource } });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    const runners = Array.from({ length: 4 }, () => dataSource.createQueryRunner());
    await Promise.all(runners.map((runner) => runner.connect()));
    gates.open('running');
    const state = 'select state from tasker.tasks where task_id = $1';
    expect(await engine.rows(state, [task.taskId])).toEqual([{ state: 'in_progress' }]);
    await Promise.all(runners.map((runner) => runner.release()));
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    await app.close();
    await dataSource.destroy();
  });
});
