import { DuplicateTaskError, type IdentityOptions, type TaskView } from 'nestjs-tasker';
import { DataSource } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';

const APPS = 4;
const REQUESTS = 200;
const Order = () => workflow('order', { a: {}, b: { dependsOn: 'a' } });
const CASES: [string, IdentityOptions, object][] = [
  ['with one idempotency key', {}, { idempotencyKey: 'order-17' }],
  ['of the strategy hash', { strategy: 'hash', window: '1h' }, {}],
  ['of the strategy custom', { strategy: 'custom', custom: async ({ context }) => String(context['id']) }, {}],
];

describe(`${REQUESTS} concurrent requests over ${APPS} applications`, () => {
  const engine = useEngine();
  const apps = (identity: IdentityOptions) =>
    Promise.all(
      Array.from({ length: APPS }, (_, place) => engine.app([Order()], { identity, ...(place < 2 ? {} : { worker: false as const }) })),
    );
  const count = async () => (await engine.rows<{ n: number }>('select count(*)::integer as n from tasker.tasks'))[0]!.n;

  it.each(CASES)('%s give exactly one task, whose id all of them get', async (_, identity, extra) => {
    const started = await apps(identity);
    const request = { name: 'order', context: { id: 17 }, ...extra };
    const views = await Promise.all(
      Array.from({ length: REQUESTS }, (_n, place) => started[place % APPS]!.orchestrator.createTask(request)),
    );
    expect(await count()).toBe(1);
    expect(new Set(views.map(({ taskId }) => taskId)).size).toBe(1);
    expect(views.filter(({ duplicate }) => duplicate === undefined)).toHaveLength(1);
    expect((await started[3]!.orchestrator.waitForTask(views[0]!, { timeout: '20s' })).steps.map(({ attempts }) => attempts)).toEqual([
      1, 1,
    ]);
  });

  it('give one task and refuse the others, with its id, when duplicates are refused', async () => {
    const started = await apps({ onDuplicate: 'refuse' });
    const request = { name: 'order', context: {}, idempotencyKey: 'k' };
    const outcomes = await Promise.allSettled(
      Array.from({ length: REQUESTS }, (_n, place) => started[place % APPS]!.orchestrator.createTask(request)),
    );
    const created = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as DuplicateTaskError] : []));
    expect([created.length, refused.length, await count()]).toEqual([1, REQUESTS - 1, 1]);
    expect(refused.every((error) => error instanceof DuplicateTaskError && error.taskId === created[0]!.taskId)).toBe(true);
  });

  it('of several tasks each, in opposite orders, do not wait for each other for ever', async () => {
    const started = await apps({});
    const requests = Array.from({ length: 10 }, (_n, place) => ({ name: 'order', context: { place }, idempotencyKey: `k${place}` }));
    const views = await Promise.all(
      Array.from({ length: 40 }, (_n, place) =>
        started[place % APPS]!.orchestrator.createTasks(place % 2 === 0 ? requests : [...requests].reverse()),
      ),
    );
    expect(await count()).toBe(10);
    expect(new Set(views.flat().map(({ taskId }) => taskId)).size).toBe(10);
  });
});

describe('an identity inside a transaction of the caller', () => {
  const engine = useEngine();
  const open: DataSource[] = [];
  afterEach(() => Promise.all(open.splice(0).map((dataSource) => dataSource.destroy())));
  const request = { name: 'order', context: { id: 17 }, idempotencyKey: 'order-17' };
  const waitsForAnother = () =>
    eventually(
      async () =>
        (await engine.rows('select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0'))
          .length > 0,
      { what: 'the second request waits for the first' },
    );

  async function scene() {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url }).initialize();
    open.push(dataSource);
    const { orchestrator } = await engine.app([Order()], { worker: false });
    return { dataSource, orchestrator };
  }

  it('gives the existing task, and what else the transaction wrote stays', async () => {
    const { dataSource, orchestrator } = await scene();
    await engine.rows('create table public.orders (id integer)');
    const first = await orchestrator.createTask(request);
    const second = await dataSource.transaction(async (manager) => {
      await manager.query('insert into public.orders values (1)');
      return orchestrator.createTask(request, { manager });
    });
    expect(second).toMatchObject({ taskId: first.taskId, duplicate: true });
    expect(await engine.rows('select * from public.orders')).toEqual([{ id: 1 }]);
  });

  it('may be asked for twice in one transaction', async () => {
    const { dataSource, orchestrator } = await scene();
    const [one, two] = await dataSource.transaction(async (manager): Promise<TaskView[]> => [
      await orchestrator.createTask(request, { manager }),
      await orchestrator.createTask(request, { manager }),
    ]);
    expect(two).toMatchObject({ taskId: one!.taskId, duplicate: true });
  });

  it.each([
    ['goes to the other request when the first is rolled back', true],
    ['stays with the first when it is committed', false],
  ])('%s', async (_, rolledBack) => {
    const { dataSource, orchestrator } = await scene();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    const first = await orchestrator.createTask(request, { manager: runner.manager });
    const waiting = orchestrator.createTask(request);
    await waitsForAnother();
    await (rolledBack ? runner.rollbackTransaction() : runner.commitTransaction());
    await runner.release();
    const second = await waiting;
    expect([second.taskId === first.taskId, second.duplicate]).toEqual(rolledBack ? [false, undefined] : [true, true]);
    expect(await engine.rows('select task_id from tasker.tasks')).toEqual([{ task_id: second.taskId }]);
  });

  it('that is refused leaves the transaction to its caller: it can go on and commit', async () => {
    const { dataSource, orchestrator } = await scene();
    await orchestrator.createTask(request);
    const other = { ...request, context: { id: 18 } };
    await dataSource.transaction(async (manager) => {
      await expect(orchestrator.createTask(other, { manager })).rejects.toBeInstanceOf(DuplicateTaskError);
      await orchestrator.createTask({ ...other, idempotencyKey: 'order-18' }, { manager });
    });
    expect(await engine.rows("select context ->> 'id' as id from tasker.tasks order by 1")).toEqual([{ id: '17' }, { id: '18' }]);
  });
});
