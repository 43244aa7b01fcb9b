import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks, type Blueprint, type NewStep } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { taskRow } from '../../support/worker.session.js';

describe('create_tasks with serial tasks', () => {
  const engine = useEngine();
  let plan: Blueprint;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
  });
  const states = async (taskId: string) =>
    (
      await engine.rows(
        `select state, pending_parents as open, ready_at is not null as ready from tasker.workflow_steps where task_id = $1
         order by workflow_step_id`,
        [taskId],
      )
    ).map(({ state, open, ready }) => `${state} ${open}${ready ? ' ready' : ''}`);

  it.each<[string, NewStep[], number[], string[]]>([
    ['the first of several roots', [{}, {}, { parents: [1] }], [], ['pending 0 ready', 'pending 1', 'pending 2']],
    ['the root of the best priority', [{}, { priority: 5 }, { priority: 5 }], [], ['pending 1', 'pending 0 ready', 'pending 1']],
    ['a root, not a better step that waits', [{}, { priority: 9, parents: [1] }], [], ['pending 0 ready', 'pending 2']],
    [
      'a step without a priority has that of the task',
      [{ priority: 2 }, {}, { priority: 4 }],
      [],
      ['pending 1', 'pending 1', 'pending 0 ready'],
    ],
    [
      'a step that bypassing made a root',
      [{}, { parents: [1], priority: 4 }, {}],
      [1],
      ['resolved_manually 0', 'pending 0 ready', 'pending 1'],
    ],
    ['not a bypassed one, however good', [{ priority: 9 }, {}, {}], [1], ['resolved_manually 0', 'pending 0 ready', 'pending 1']],
  ])('%s', async (_, steps, bypass, expected) => {
    const taskId = await createTask(engine.client, plan, steps, { concurrent: false, bypass, priority: 3 });
    expect(await states(taskId)).toEqual(expected);
    expect((await taskRow(engine.client, taskId)).active_steps).toBe(1);
  });

  it('serial and concurrent tasks of one graph, of different priorities, begin each in its way', async () => {
    const { asked } = await createTasks(engine.client, plan, {
      steps: [{ priority: 1 }, {}],
      tasks: [{ concurrent: false }, { concurrent: true }, { concurrent: false, priority: 2 }, {}],
    });
    const rows: string[][] = [];
    for (const taskId of asked) rows.push(await states(taskId));
    expect(rows).toEqual([
      ['pending 0 ready', 'pending 1'],
      ['pending 0 ready', 'pending 0 ready'],
      ['pending 1', 'pending 0 ready'],
      ['pending 0 ready', 'pending 0 ready'],
    ]);
  });

  it('a serial task without steps, and one whose steps are all bypassed, are complete', async () => {
    const empty = await createTask(engine.client, plan, [], { concurrent: false });
    const bypassed = await createTask(engine.client, plan, [{}, { parents: [1] }], { concurrent: false, bypass: [1, 2] });
    for (const taskId of [empty, bypassed]) expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('the creating worker gets the one step that has the turn', async () => {
    const worker = await engine.worker();
    const { claimed } = await createTasks(engine.client, plan, {
      steps: [{}, { priority: 1 }, {}],
      tasks: [{ concurrent: false }],
      taker: { id: worker.id, capacity: 9 },
    });
    expect(claimed).toMatchObject([{ workflow_step_id: 2, attempt: 1 }]);
  });
});
