import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';

describe('task_graph', () => {
  const session = useSession();
  const graph = async (taskId: string) => await session.rows('select * from tasker.task_graph($1)', [taskId]);

  it('has the row of the task first, then its steps in order', async () => {
    const taskId = await insertTask(session.client, [
      { name: 'validate', state: 'complete' },
      { name: 'charge', state: 'error', parents: [1], readyIn: 60, backoffSeconds: 60, attempts: 2 },
      { name: 'reserve', state: 'error', parents: [1], attempts: 3 },
      { name: 'pack', state: 'in_progress', parents: [1] },
      { name: 'ship', parents: [2, 3] },
      { name: 'note', parents: [1], readyIn: -5 },
    ]);
    await session.rows(
      `update tasker.workflow_steps set claimed_at = now() - interval '7 seconds' where task_id = $1 and claimed_by is not null`,
      [taskId],
    );
    const [task, ...steps] = await graph(taskId);
    expect(task).toMatchObject({
      workflow_step_id: null,
      name: 'rows',
      state: 'in_progress',
      task: { namespace: 'default', version: '1.0.0', concurrent: true, paused: false, health: 'recovering', finishedAt: null },
    });
    const step = (name: string, parents: number[], rest: object) => ({
      ...{ name, parent_ids: parents, retry_limit: 3, retryable: true, ready_in: null, next_retry_in: null, running_for: null, task: null },
      ...rest,
    });
    expect(steps).toMatchObject([
      step('validate', [], { state: 'complete', attempts: 1 }),
      step('charge', [1], { state: 'error', attempts: 2, ready_in: expect.closeTo(60, -1), next_retry_in: expect.closeTo(60, -1) }),
      step('reserve', [1], { state: 'error', attempts: 3 }),
      step('pack', [1], { state: 'in_progress', attempts: 1, running_for: expect.closeTo(7, -1) }),
      step('ship', [2, 3], { state: 'pending', attempts: 0 }),
      step('note', [1], { state: 'pending', attempts: 0, ready_in: expect.closeTo(-5, -1) }),
    ]);
    expect(steps.map(({ workflow_step_id: id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('gives the declared step of its lane for a step that a hook named: its durations are kept under that', async () => {
    const taskId = await insertTask(session.client, [{ name: 'declared' }, { name: 'named_by_a_hook' }], { definition: 'hooked' });
    const [declared] = await session.rows(
      `update tasker.workflow_steps s set lane = d.lane from tasker.workflow_steps d
       where s.task_id = $1 and s.workflow_step_id = 2 and d.task_id = $1 and d.workflow_step_id = 1 returning d.named_step_id as id`,
      [taskId],
    );
    expect((await graph(taskId)).slice(1).map(({ name, named_step_id: id }) => [name, id])).toEqual([
      ['declared', declared!.id],
      ['named_by_a_hook', declared!.id],
    ]);
  });

  it('knows when a back-off ends that a pause or a limit keeps waiting, but not when the step may be claimed', async () => {
    const taskId = await insertTask(session.client, [{ state: 'error', readyIn: 60, backoffSeconds: 60 }]);
    await session.rows(`update tasker.workflow_steps set ready_at = 'infinity' where task_id = $1`, [taskId]);
    expect((await graph(taskId))[1]).toMatchObject({ ready_in: null, next_retry_in: expect.any(Number) });
  });

  it('is the row of the task alone without steps, and nothing for an unknown id', async () => {
    const rows = await graph(await insertTask(session.client, []));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'complete', task: { health: 'healthy', finishedAt: expect.any(String) } });
    expect(await graph(UNKNOWN)).toEqual([]);
  });
});

describe('task_graph_mark', () => {
  const session = useSession();
  const mark = async (taskId: string) => (await session.rows('select * from tasker.task_graph_mark($1)', [taskId]))[0];
  const STEPS = [{ state: 'complete' }, { parents: [1] }, { parents: [1, 2], state: 'error', attempts: 3 }] as const;

  it.each([
    ['a claim', `update tasker.workflow_steps set state = 'in_progress', claimed_by = gen_random_uuid(), ready_at = null, attempts = 1`, 2],
    ['an end', `update tasker.workflow_steps set state = 'complete', ready_at = null`, 2],
    ['a further attempt', 'update tasker.workflow_steps set attempts = attempts + 1', 2],
    ['another limit', 'update tasker.workflow_steps set retry_limit = 9', 3],
    ['a time that has come', `update tasker.workflow_steps set ready_at = now() + interval '1 hour'`, 2],
    ['a limit that is reached', `update tasker.workflow_steps set ready_at = 'infinity'`, 2],
    ['a parent that is done', 'update tasker.workflow_steps set pending_parents = 0', 3],
  ])('changes with %s', async (_, change, step) => {
    const taskId = await insertTask(session.client, STEPS);
    const before = await mark(taskId);
    expect(await mark(taskId)).toEqual(before);
    await session.rows(`${change} where task_id = $1 and workflow_step_id = $2`, [taskId, step]);
    expect((await mark(taskId))!.mark).not.toBe(before!.mark);
  });

  it('changes when a back-off ends, without a write', async () => {
    const taskId = await insertTask(session.client, [{ state: 'error', readyIn: 60, backoffSeconds: 60 }, {}]);
    await session.rows(
      `update tasker.workflow_steps set ready_at = clock_timestamp() + interval '1 second' where task_id = $1 and state = 'error'`,
      [taskId],
    );
    const before = await mark(taskId);
    await eventually(async () => (await mark(taskId))!.mark !== before!.mark, { what: 'another mark' });
  });

  it('changes with a pause and with the state of the task', async () => {
    const taskId = await insertTask(session.client, STEPS);
    const marks = new Set([(await mark(taskId))!.mark]);
    await session.rows('update tasker.tasks set paused_at = now() where task_id = $1', [taskId]);
    marks.add((await mark(taskId))!.mark);
    await session.rows(`update tasker.tasks set state = 'error' where task_id = $1`, [taskId]);
    marks.add((await mark(taskId))!.mark);
    expect(marks.size).toBe(3);
  });

  it('tells steps and edges; there is none for an unknown id', async () => {
    expect(await mark(await insertTask(session.client, STEPS))).toMatchObject({ size: '6' });
    expect(await mark(await insertTask(session.client, []))).toMatchObject({ size: '0', mark: expect.stringMatching(/^complete/) });
    expect(await mark(UNKNOWN)).toBeUndefined();
  });
});
