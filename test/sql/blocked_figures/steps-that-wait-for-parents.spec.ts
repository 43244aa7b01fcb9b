import { describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

describe('blocked_figures', () => {
  const engine = useEngine({ guarded: false });
  const read = async (bound: number | null = 1_000, scope: (string | null)[] = [null, null, null]) =>
    (await engine.rows('select tasker.blocked_figures($1, $2, $3, $4) as figures', [...scope, bound]))[0]!.figures;
  const age = (taskIds: string[], hours: number) =>
    engine.rows(`update tasker.tasks set requested_at = now() - $2 * interval '1 hour' where task_id = any ($1)`, [taskIds, hours]);

  it('counts steps whose parents are not done, the parents they wait for, and since when', async () => {
    const plan = await blueprint(engine.client, 4);
    const fan = [{}, {}, { parents: [1, 2] }, { parents: [3] }];
    await age([await createTask(engine.client, plan, fan)], 2);
    await age([await createTask(engine.client, plan, fan)], 4);
    expect(await read()).toEqual({
      waitingSteps: 4,
      openDependencies: 6,
      averageWait: expect.closeTo(3 * 3_600, -1),
      longestWait: expect.closeTo(4 * 3_600, -1),
      mostBlocked: ['s3', 's4'].map((stepName) => ({
        stepName, taskName: 'blueprint', namespace: 'default', version: '1.0.0', steps: 2, averageWait: expect.closeTo(3 * 3_600, -1),
      })),
      looked: 8,
      sampled: false,
    }); // prettier-ignore
  });

  it('leaves out what is ready, what waits for its turn or its retry, and what is finished', async () => {
    const plan = await blueprint(engine.client, 3);
    await createTasks(engine.client, plan, { steps: [{}, {}, { parents: [1] }], tasks: [{ concurrent: false }] });
    const [bypassed] = (await createTasks(engine.client, plan, { steps: [{}, { parents: [1] }], tasks: [{ bypass: [1] }] })).created;
    const cancelled = await createTask(engine.client, plan, [{}, { parents: [1] }]);
    await engine.rows('select * from tasker.cancel_task($1, null, null)', [cancelled]);
    const without = await createTask(engine.client, plan, [{}, {}, { parents: [1, 2] }]);
    await engine.rows('select * from tasker.cancel_step($1, 3, null, null)', [without]);
    expect(bypassed).toBeDefined();
    expect(await read()).toMatchObject({ waitingSteps: 1, openDependencies: 1, looked: 8, mostBlocked: [{ stepName: 's3', steps: 1 }] });
  });

  it('names the three steps of which most wait, then those that have waited longest', async () => {
    const plan = await blueprint(engine.client, 5);
    const chain = [{}, ...[1, 2, 3, 4].map((parent) => ({ parents: [parent] }))];
    const other = await blueprint(engine.client, 5, 'other');
    await createTasks(engine.client, plan, { steps: chain.slice(0, 3), tasks: [{}, {}] });
    await age([await createTask(engine.client, other, chain)], 5);
    const { mostBlocked } = await read();
    expect(mostBlocked.map((step: Record<string, unknown>) => [step.taskName, step.stepName, step.steps])).toEqual([
      ['blueprint', 's2', 2], ['blueprint', 's3', 2], ['other', 's2', 1],
    ]); // prettier-ignore
  });

  it('looks at the tasks of its scope, and at none of a scope that there is not', async () => {
    const plan = await blueprint(engine.client, 2);
    const other = await blueprint(engine.client, 2, 'other');
    for (const one of [plan, plan, other]) await createTask(engine.client, one, [{}, { parents: [1] }]);
    expect(await read(100, ['default', 'other', null])).toMatchObject({ waitingSteps: 1, looked: 2 });
    expect(await read(100, [null, null, '1.0.0'])).toMatchObject({ waitingSteps: 3 });
    expect(await read(100, ['nobody', null, null])).toEqual({
      waitingSteps: 0, openDependencies: 0, averageWait: null, longestWait: null, mostBlocked: [], looked: 0, sampled: false,
    }); // prettier-ignore
  });

  it('stops at its bound, of tasks and of steps, and says so', async () => {
    const plan = await blueprint(engine.client, 2);
    await createTasks(engine.client, plan, { steps: [{}, { parents: [1] }], tasks: Array.from({ length: 20 }, () => ({})) });
    expect(await read(10)).toMatchObject({ looked: 10, waitingSteps: 5, sampled: true });
    expect(await read(39)).toMatchObject({ looked: 39, sampled: true });
    expect(await read(40)).toMatchObject({ looked: 40, waitingSteps: 20, sampled: false });
  });

  it('stops at 20,000 tasks when no bound is given', async () => {
    const plan = await blueprint(engine.client, 2);
    await createTask(engine.client, plan, [{}, { parents: [1] }]);
    expect(await read(null)).toMatchObject({ looked: 2, waitingSteps: 1, sampled: false });
    await engine.rows('begin');
    await engine.rows(
      `insert into tasker.tasks (task_id, named_task_id, requested_at, incomplete_steps, active_steps, context)
       select gen_random_uuid(), t.named_task_id, now(), 0, 0, '{}' from tasker.tasks t cross join generate_series(1, 20000)`,
    );
    expect(await read(null)).toMatchObject({ sampled: true });
    await engine.rows('rollback');
  });
});
