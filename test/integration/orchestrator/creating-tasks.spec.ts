import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';
import { useEngine } from '../../support/engine.js';
import { single, workflow } from '../../support/workflows.js';

const open = (url: string) => new DataSource({ type: 'postgres', url, poolSize: 2 }).initialize();

describe('creating tasks', () => {
  const engine = useEngine();
  const count = async () => (await engine.rows<{ n: number }>('select count(*)::int as n from tasker.tasks'))[0]!.n;

  it.each(['its own', "the caller's"])('a repeated id over %s transaction creates one task and runs it once', async (whose) => {
    let runs = 0;
    const handler = single(() => void (runs += 1));
    const app = await engine.app([handler]);
    const taskId = crypto.randomUUID();
    const dataSource = await open(engine.url);
    const create = () =>
      whose === 'its own'
        ? app.orchestrator.createTask(handler, { context: { n: 1 }, taskId })
        : dataSource.transaction((manager) => app.orchestrator.createTask(handler, { context: { n: 1 }, taskId }, { manager }));
    await create();
    await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect((await create()).taskId).toBe(taskId);
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
    expect([await count(), runs]).toEqual([1, 1]);
    await dataSource.destroy();
  });

  it('an id that stands twice in one call creates one task with one set of steps', async () => {
    const handler = workflow('pair', { first: {}, second: { dependsOn: 'first' } });
    const app = await engine.app([handler], { worker: false });
    const taskId = crypto.randomUUID();
    const request = { name: 'pair', context: {}, taskId };
    const views = await app.orchestrator
      .createTasks([request, { ...request, taskId: taskId.toUpperCase() }])
      .catch((error: unknown) => error);
    // Refusing the call and naming the field is as good.
    if (views instanceof Error) expect(views).toMatchObject({ name: 'InvalidRequestError' });
    else expect([await count(), (await app.orchestrator.getTask(taskId)).steps.length]).toEqual([1, 2]);
  });

  it('two processes that create the same id at the same time create one task', async () => {
    const handler = single(() => ({}));
    const apps = [await engine.app([handler]), await engine.app([handler])];
    const taskId = crypto.randomUUID();
    const views = await Promise.all(apps.map((app) => app.orchestrator.createTask(handler, { context: {}, taskId })));
    expect(views.map((view) => view.taskId)).toEqual([taskId, taskId]);
    expect((await apps[0]!.orchestrator.waitForTask(taskId, { timeout: '20s' })).steps[0]!.attempts).toBe(1);
  });

  it("a task created in the caller's transaction is visible together with the caller's rows, and not before", async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    await engine.client.query('create table public.orders (id int)');
    const dataSource = await open(engine.url);
    const task = await dataSource.transaction(async (manager) => {
      await manager.query('insert into public.orders values (1)');
      const created = await app.orchestrator.createTask(handler, { context: {} }, { manager });
      expect([await count(), (await engine.rows('select from public.orders')).length]).toEqual([0, 0]);
      return created;
    });
    expect([await count(), (await engine.rows('select from public.orders')).length]).toEqual([1, 1]);
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    await dataSource.destroy();
  });

  it("a task created in the caller's transaction is rolled back with it", async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    const dataSource = await open(engine.url);
    const failure = dataSource.transaction(async (manager) => {
      await app.orchestrator.createTask(handler, { context: {} }, { manager });
      throw new Error('the order cannot be stored');
    });
    await expect(failure).rejects.toThrow('the order cannot be stored');
    expect([await count(), (await engine.rows('select from tasker.workflow_steps')).length]).toEqual([0, 0]);
    await dataSource.destroy();
  });

  it('a manager without a transaction is refused', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    const dataSource = await open(engine.url);
    const refused = app.orchestrator.createTask(handler, { context: {} }, { manager: dataSource.manager });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidRequestError', issues: [{ path: 'manager' }] });
    await dataSource.destroy();
  });

  it('a manager of another database is refused with the names of both, and nothing is written', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    const other = await createTestDatabase();
    const dataSource = await open(other.url);
    const refused = dataSource.transaction((manager) => app.orchestrator.createTask(handler, { context: {} }, { manager }));
    await expect(refused).rejects.toThrow(new RegExp(`${other.name}.*${new URL(engine.url).pathname.slice(1)}`));
    expect(await count()).toBe(0);
    expect(await dataSource.query('select from tasker.tasks')).toEqual([]);
    await dataSource.destroy();
    await other.drop();
  });

  it('one bad request among many refuses all and says which', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    const requests = [
      { name: 'single', context: {} },
      { name: 'single', context: { a: '\0' } },
    ];
    await expect(app.orchestrator.createTasks(requests)).rejects.toMatchObject({ issues: [{ path: '1.context.a' }] });
    expect(await count()).toBe(0);
  });

  it("a host whose TypeORM uses another database keeps its own; the engine's rows are in the engine's", async () => {
    const host = await createTestDatabase({ empty: true });
    const dataSource = await open(host.url);
    const handler = single(async () => ({
      database: (await dataSource.query<{ name: string }[]>('select current_database() as name'))[0]!.name,
    }));
    const app = await engine.app([handler]);
    const done = await app.run(handler);
    expect([done.state, done.results]).toEqual(['complete', { only: { database: host.name } }]);
    expect(await dataSource.query("select to_regnamespace('tasker') as schema")).toEqual([{ schema: null }]);
    await dataSource.destroy();
    await host.drop();
  });
});
