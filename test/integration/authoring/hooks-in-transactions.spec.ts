import type { NewTask, StepList } from 'nestjs-tasker';
import { DataSource } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const POOL = 3;

/** Adds a step of the name that the context gives. */
function planned() {
  const Handler = workflow('planned', { base: { run: ({ step }) => ({ by: step.name }) } });
  Object.defineProperty(Handler.prototype, 'establishStepDependenciesAndDefaults', {
    value: ({ context }: NewTask<{ names: string[] }>, steps: StepList) => {
      for (const name of context.names) steps.add({ name, like: 'base' });
    },
  });
  return Handler;
}

describe('steps that a hook names', () => {
  const engine = useEngine();
  const open: DataSource[] = [];
  afterEach(() => Promise.all(open.splice(0).map((dataSource) => dataSource.destroy())));
  const connect = async (poolSize: number) => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: engine.url,
      poolSize,
      extra: { connectionTimeoutMillis: 10_000 },
    }).initialize();
    open.push(dataSource);
    return dataSource;
  };

  it(`may be new in ${POOL} transactions at once that hold every connection of the pool`, async () => {
    const dataSource = await connect(POOL);
    const { orchestrator } = await engine.app([planned()], { worker: false, database: { dataSource } });
    let holding = 0;
    let allHold!: () => void;
    const held = new Promise<void>((resolve) => (allHold = resolve));
    const created = await Promise.all(
      Array.from({ length: POOL }, (_, n) =>
        dataSource.transaction(async (manager) => {
          await manager.query('select 1');
          holding += 1;
          if (holding === POOL) allHold();
          await held;
          return orchestrator.createTask({ name: 'planned', context: { names: [`own_${n}`, 'of_all'] } }, { manager });
        }),
      ),
    );
    expect(created.map(({ steps }) => steps.map(({ name }) => name))).toEqual(created.map((_, n) => ['base', `own_${n}`, 'of_all']));
  });

  it('can be used although the transaction that was the first to name them is rolled back', async () => {
    const dataSource = await connect(POOL);
    const { orchestrator } = await engine.app([planned()], { database: { dataSource } });
    const failure = dataSource.transaction(async (manager) => {
      await orchestrator.createTask({ name: 'planned', context: { names: ['extra'] } }, { manager });
      throw new Error('changed my mind');
    });
    await expect(failure).rejects.toThrow('changed my mind');
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
    const { taskId } = await orchestrator.createTask({ name: 'planned', context: { names: ['extra'] } });
    const done = await orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(done.results).toEqual({ base: { by: 'base' }, extra: { by: 'extra' } });
  });

  it('may be the same in 80 tasks that four applications create at once, named in opposite orders', async () => {
    const apps = await Promise.all([1, 2, 3, 4].map(() => engine.app([planned()])));
    const names = Array.from({ length: 30 }, (_, n) => `step_${n}`);
    const created = await Promise.all(
      Array.from({ length: 80 }, (_, n) =>
        apps[n % 4]!.orchestrator.createTask({ name: 'planned', context: { names: n % 2 === 0 ? names : [...names].reverse() } }),
      ),
    );
    const done = await Promise.all(created.map((task) => apps[0]!.orchestrator.waitForTask(task, { timeout: '40s' })));
    expect(done.every(({ state, steps }) => state === 'complete' && steps.length === 31)).toBe(true);
    expect(done.every(({ steps }) => steps.every(({ name, results }) => (results as { by: string }).by === name))).toBe(true);
    expect(await engine.rows("select count(*)::integer as n from tasker.named_steps where name like 'step_%'")).toEqual([{ n: 30 }]);
  });
});
