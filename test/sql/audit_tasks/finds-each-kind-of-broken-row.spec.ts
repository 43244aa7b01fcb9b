import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit, insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('audit_tasks', () => {
  const session = useSession();
  let taskId: string;

  beforeEach(async () => {
    await session.client.query('begin');
    // Steps 1 and 2 are done, 3 is running, 4 waits for 2 and 3, 5 is ready, 6 has failed for good.
    taskId = await insertTask(session.client, [
      { state: 'complete' },
      { state: 'complete', parents: [1] },
      { state: 'in_progress', parents: [1] },
      { parents: [2, 3] },
      {},
      { state: 'error', attempts: 3 },
    ]);
  });
  afterEach(async () => {
    await session.client.query('rollback');
  });

  it('finds nothing in rows that hold together', async () => {
    await insertTask(session.client, []);
    await insertTask(session.client, [{ state: 'complete' }, { state: 'resolved_manually', parents: [1] }]);
    await insertTask(session.client, [{ state: 'error', attempts: 3 }, { parents: [1] }]);
    await insertTask(session.client, [{ state: 'cancelled' }, { state: 'cancelled', parents: [1] }]);
    await insertTask(session.client, [{ state: 'error', readyIn: 60 }, { readyIn: 60 }]);
    expect(await audit(session.client)).toEqual([]);
  });

  const step = (place: number, change: string) =>
    `update tasker.workflow_steps set ${change} where task_id = $1 and workflow_step_id = ${place}`;
  const task = (change: string) => `update tasker.tasks set ${change} where task_id = $1`;

  it.each<[string, string, (number | null)[]]>([
    ['counters equal a recount', task('incomplete_steps = incomplete_steps + 1'), [null]],
    ['counters equal a recount', task('active_steps = active_steps + 1'), [null]],
    ['counters equal a recount', step(5, `ready_at = null`), [null]],
    ['a task rests exactly when nothing of it can run', task('finished_at = now()'), [null]],
    ['a task rests exactly when nothing of it can run', task(`state = 'error'`), [null]],
    ['a task rests exactly when nothing of it can run', task(`state = 'complete'`), [null]],
    ['pending_parents equals the parents that are not done', step(4, 'pending_parents = 0'), [4]],
    ['pending_parents equals the parents that are not done', step(4, 'pending_parents = 2'), [4]],
    ['pending_parents equals the parents that are not done', step(2, `state = 'pending', processed_at = null`), [4]],
    ['edges stand on both sides', step(3, `child_ids = '{}'`), [4]],
    ['edges stand on both sides', step(5, `child_ids = '{4}'`), [5]],
    ['a step that may be claimed has no open parents', step(4, 'ready_at = now()'), [4]],
    ['a step that may be claimed has no open parents', step(3, 'pending_parents = 1'), [3]],
    ['edges stand on both sides', step(5, `parent_ids = '{1}'`), [5]],
    ['edges stand on both sides', step(5, `parent_ids = '{99}'`), [5]],
    ['a pending step without open parents is ready, in a task that runs', step(5, 'ready_at = null'), [5]],
    ['a claim belongs to a worker that is known and not reaped', step(3, 'claimed_by = gen_random_uuid()'), [3]],
    [
      'a claim belongs to a worker that is known and not reaped',
      'update tasker.workers set reaped_at = now() where $1::uuid is not null',
      [3],
    ],
    [
      'each attempt ended at most once',
      `insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, started_at, created_at, from_state, to_state)
       values ($1, 6, 3, now(), now(), 'in_progress', 'error')`,
      [6],
    ],
    [
      'a complete step completed exactly once, after its parents',
      `insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state)
       values ($1, 2, 2, now(), 'error', 'complete')`,
      [2],
    ],
    [
      'a complete step completed exactly once, after its parents',
      'delete from tasker.workflow_step_transitions where task_id = $1 and workflow_step_id = 1',
      [1],
    ],
    ['a complete step completed exactly once, after its parents', step(1, 'processed_at = now()'), [2]],
    ['a task has a definition', task('named_task_id = -1'), [null]],
    ['a step belongs to a task', 'delete from tasker.tasks where task_id = $1', [1, 2, 3, 4, 5, 6]],
  ])('%s: %s', async (rule, statement, places) => {
    await session.client.query(statement, [taskId]);
    const found = (await audit(session.client)).filter((violation) => violation.rule === rule);
    expect(found.map((violation) => violation.workflow_step_id).sort()).toEqual(places);
    expect(found.every((violation) => violation.task_id === taskId)).toBe(true);
  });
});
