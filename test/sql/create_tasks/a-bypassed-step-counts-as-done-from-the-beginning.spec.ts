import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks, type Blueprint, type NewStep } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { completed, stepRow, taskRow } from '../../support/worker.session.js';

const chain: NewStep[] = [{}, { parents: [1] }, { parents: [2] }];
const diamond: NewStep[] = [{}, { parents: [1] }, { parents: [1] }, { parents: [2, 3] }];

describe('create_tasks with steps to bypass', () => {
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

  it('writes them resolved, with an empty result and a row of history', async () => {
    const taskId = await createTask(engine.client, plan, chain, { bypass: [2] });
    expect(await states(taskId)).toEqual(['pending 0 ready', 'resolved_manually 1', 'pending 0 ready']);
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ results: {}, attempts: 0, processed_at: expect.any(Date) });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'pending', incomplete_steps: 2, active_steps: 2 });
    expect(
      await engine.rows(
        'select workflow_step_id, attempt, started_at, from_state, to_state, metadata from tasker.workflow_step_transitions',
      ),
    ).toEqual([
      {
        workflow_step_id: 2,
        attempt: 0,
        started_at: null,
        from_state: 'pending',
        to_state: 'resolved_manually',
        metadata: { bypassed: true },
      },
    ]);
  });

  it.each<[string, NewStep[], number[], string[]]>([
    ['a root', chain, [1], ['resolved_manually 0', 'pending 0 ready', 'pending 1']],
    ['a leaf', chain, [3], ['pending 0 ready', 'pending 1', 'resolved_manually 1']],
    ['two in a row', chain, [1, 2], ['resolved_manually 0', 'resolved_manually 0', 'pending 0 ready']],
    ['one of two parents', diamond, [2], ['pending 0 ready', 'resolved_manually 1', 'pending 1', 'pending 1']],
    ['both parents', diamond, [3, 2], ['pending 0 ready', 'resolved_manually 1', 'resolved_manually 1', 'pending 0 ready']],
    ['a place twice, and one that is not there', chain, [1, 1, 99], ['resolved_manually 0', 'pending 0 ready', 'pending 1']],
    ['none', chain, [], ['pending 0 ready', 'pending 1', 'pending 1']],
  ])('the others wait for real parents only: %s', async (_, steps, bypass, expected) => {
    expect(await states(await createTask(engine.client, plan, steps, { bypass }))).toEqual(expected);
  });

  it('null bypasses nothing', async () => {
    expect(await states(await createTask(engine.client, plan, chain, { bypass: null }))).toEqual([
      'pending 0 ready',
      'pending 1',
      'pending 1',
    ]);
  });

  it('a task without any step left is complete at its creation', async () => {
    const taskId = await createTask(engine.client, plan, diamond, { bypass: [1, 2, 3, 4] });
    expect(await taskRow(engine.client, taskId)).toMatchObject({
      state: 'complete',
      incomplete_steps: 0,
      active_steps: 0,
      finished_at: expect.any(Date),
    });
    expect(await engine.rows('select from_state, to_state from tasker.task_transitions')).toEqual([
      { from_state: 'pending', to_state: 'complete' },
    ]);
  });

  it('tasks of one call and one graph bypass each their own', async () => {
    const { asked } = await createTasks(engine.client, plan, {
      steps: chain,
      tasks: [{ bypass: [1] }, {}, { bypass: [2, 1] }, { bypass: [1, 2] }, { bypass: [3], steps: [{}, {}, { parents: [1, 2] }] }],
    });
    const rows: string[][] = [];
    for (const taskId of asked) rows.push(await states(taskId));
    expect(rows).toEqual([
      ['resolved_manually 0', 'pending 0 ready', 'pending 1'],
      ['pending 0 ready', 'pending 1', 'pending 1'],
      ['resolved_manually 0', 'resolved_manually 0', 'pending 0 ready'],
      ['resolved_manually 0', 'resolved_manually 0', 'pending 0 ready'],
      ['pending 0 ready', 'pending 0 ready', 'resolved_manually 2'],
    ]);
  });

  it('a child whose parents are all bypassed is a root: the creating worker gets it, with their empty results', async () => {
    const worker = await engine.worker();
    const { asked, claimed } = await createTasks(engine.client, plan, {
      steps: chain,
      tasks: [{ bypass: [1] }],
      taker: { id: worker.id, capacity: 5 },
    });
    expect(claimed).toMatchObject([{ task_id: asked[0], workflow_step_id: 2, attempt: 1, parents: { [`s${plan.steps[0]![0]}`]: {} } }]);
    const next = (await worker.advance([completed(claimed[0]!)], { capacity: 5 })).claimed;
    expect((await worker.advance([completed(next[0]!)])).rested).toEqual([[asked[0], 'complete']]);
  });

  it('the readers count a bypassed step as done, before and after its own parent is', async () => {
    const taskId = await createTask(engine.client, plan, chain, { bypass: [2] });
    const readiness = async () =>
      (
        await engine.rows('select dependencies_satisfied, total_parents, completed_parents from tasker.get_step_readiness_status($1)', [
          taskId,
        ])
      ).map((row) => Object.values(row).join());
    expect(await readiness()).toEqual(['true,0,0', 'false,1,0', 'true,1,1']);
    const worker = await engine.worker();
    const claims = await worker.claim();
    await worker.advance([completed(claims.find((claim) => claim.workflow_step_id === 1)!)]);
    expect(await readiness()).toEqual(['true,0,0', 'true,1,1', 'true,1,1']);
    expect(await engine.rows('select completed_steps::int, execution_status from tasker.get_task_execution_context($1)', [taskId])).toEqual(
      [{ completed_steps: 2, execution_status: 'processing' }],
    );
    expect((await worker.advance([completed(claims.find((claim) => claim.workflow_step_id === 3)!)])).rested).toEqual([
      [taskId, 'complete'],
    ]);
    expect((await stepRow(engine.client, taskId, 2)).state).toBe('resolved_manually');
  });
});
