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
  /** A row of history, of step 3 or of the task. */
  const moved = (subject: 'task' | 'step', from: string, to: string, metadata?: string) => {
    const said = metadata === undefined ? 'null' : `'${metadata}'`;
    return subject === 'task'
      ? `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata) values ($1, now(), '${from}', '${to}', ${said})`
      : `insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state, metadata)
         values ($1, 3, 1, now(), '${from}', '${to}', ${said})`;
  };

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
    ['a pending step without open parents is ready, or held in a stopped task', step(5, 'ready_at = null'), [5]],
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
    ['pending_parents equals the parents that are not done', task('concurrent = false'), [4]],
    ['one step of a serial task is active at a time', task('concurrent = false'), [null]],
    ['a task has a definition', task('named_task_id = -1'), [null]],
    ['dead letters are exactly the tasks that rest in error', 'insert into tasker.dead_letters values ($1, 1, now())', [null]],
    [
      'of the tasks that rest those in error have a step in error, or were stopped',
      task(`finished_at = now(), state = 'cancelled'`),
      [null],
    ],
    ['of the tasks that rest those in error have a step in error, or were stopped', step(6, `state = 'cancelled'`), []],
    ['a finished task is not paused', task(`paused_at = now(), state = 'complete'`), [null]],
    ['a finished task is not paused', task(`paused_at = now(), state = 'error'`), []],
    ['nothing of a paused task is due', task('paused_at = now()'), [5]],
    ['a step waits without a time only in a paused task or for a limit', step(5, `ready_at = 'infinity'`), [5]],
    ['every row of history is an allowed move', moved('task', 'complete', 'pending'), [null]],
    ['every row of history is an allowed move', moved('task', 'pending', 'pending'), [null]],
    ['every row of history is an allowed move', moved('task', 'pending', 'complete', '{"action": "x"}'), []],
    ['every row of history is an allowed move', moved('task', 'pending', 'pending', '{"action": "pause"}'), []],
    ['every row of history is an allowed move', moved('step', 'cancelled', 'complete'), [3]],
    ['every row of history is an allowed move', moved('step', 'error', 'error'), [3]],
    ['every row of history is an allowed move', moved('step', 'error', 'error', '{"action": "change_retry_limit"}'), []],
    ['every row of history is an allowed move', moved('step', 'complete', 'pending', '{"action": "retry"}'), [3]],
    ['a state is one of the words', task(`state = 'lost'`), [null]],
    ['a state is one of the words', step(4, `state = 'lost'`), [4]],
    ['a step belongs to a task', 'delete from tasker.tasks where task_id = $1', [1, 2, 3, 4, 5, 6]],
  ])('%s: %s', async (rule, statement, places) => {
    await session.client.query(statement, [taskId]);
    const found = (await audit(session.client)).filter((violation) => violation.rule === rule);
    expect(found.map((violation) => violation.workflow_step_id).sort()).toEqual(places);
    expect(found.every((violation) => violation.task_id === taskId)).toBe(true);
  });

  it('a serial task: the steps that wait for their turn have one parent more, and do not wait in vain', async () => {
    const rules = async (serialId: string) =>
      (await audit(session.client)).filter(({ task_id }) => task_id === serialId).map(({ rule }) => rule);
    const serialId = await insertTask(session.client, [{ state: 'in_progress' }, { readyIn: null }, { parents: [1] }]);
    await session.client.query(task('concurrent = false'), [serialId]);
    expect(await rules(serialId)).toContain('pending_parents equals the parents that are not done');
    const waiting = `update tasker.workflow_steps set pending_parents = pending_parents + 1 where task_id = $1 and state = 'pending'`;
    await session.client.query(waiting, [serialId]);
    expect(await rules(serialId)).toEqual([]);
    await session.client.query(`${step(1, `state = 'error', claimed_by = null`)}`, [serialId]);
    await session.client.query(task(`state = 'error', active_steps = 0, finished_at = now()`), [serialId]);
    await session.client.query('insert into tasker.dead_letters values ($1, 1, now())', [serialId]);
    expect(await rules(serialId)).toEqual(['a serial task rests only when it was stopped, or no step waits for its turn alone']);
  });

  describe('a task that was stopped', () => {
    const stop = (id: string) =>
      session.client.query(
        "select tasker.stop_tasks(array[$1::uuid], '{over}', 'TaskTimeoutError', 'max_execution_time', clock_timestamp())",
        [id],
      );
    const rules = async () => (await audit(session.client)).map(({ rule }) => rule);

    it.each([[[{}, { parents: [1] }]], [[{ state: 'in_progress' as const }, {}, { parents: [1, 2] }]]])(
      'holds what could run: %j',
      async (steps) => {
        const id = await insertTask(session.client, steps);
        await stop(id);
        expect(await rules()).toEqual([]);
      },
    );

    it('is one in whose history the stop is the last move into error', async () => {
      const id = await insertTask(session.client, [{}]);
      await stop(id);
      await session.client.query('update tasker.task_transitions set metadata = null where task_id = $1', [id]);
      expect((await rules()).sort()).toEqual([
        'a pending step without open parents is ready, or held in a stopped task',
        'of the tasks that rest those in error have a step in error, or were stopped',
      ]);
    });

    it('has a step that can go on', async () => {
      const id = await insertTask(session.client, [{ state: 'cancelled' }, {}, { parents: [1] }]);
      await stop(id);
      expect(await rules()).toEqual([]);
      await session.client.query(step(2, `state = 'cancelled'`), [id]);
      expect(await rules()).toEqual(['a stopped task has a step that can go on']);
    });

    it('may be a serial one whose step waits for its turn alone', async () => {
      const id = await insertTask(session.client, [{ state: 'in_progress' }, { readyIn: null }]);
      await session.client.query(task('concurrent = false'), [id]);
      await session.client.query('update tasker.workflow_steps set pending_parents = 1 where task_id = $1 and workflow_step_id = 2', [id]);
      await stop(id);
      expect(await rules()).toEqual([]);
    });
  });

  it('a paused task waits without a time, and for no limit besides; a dead letter needs its task', async () => {
    const rules = async () => (await audit(session.client)).map(({ rule }) => rule);
    await session.client.query(`${task('paused_at = now()')}`, [taskId]);
    await session.client.query(step(5, `ready_at = 'infinity'`), [taskId]);
    expect(await rules()).toEqual([]);
    const limit =
      "insert into tasker.limit_waits (task_id, workflow_step_id, limit_id, key, lane, priority, since) values ($1, 5, 1, 'k', 1, 0, now())";
    await session.client.query(limit, [taskId]);
    expect(await rules()).toEqual(['a step waits without a time only in a paused task or for a limit']);
    await session.client.query(task('paused_at = null'), [taskId]);
    expect(await rules()).toEqual([]);
    await session.client.query('insert into tasker.dead_letters values (gen_random_uuid(), 1, now())');
    expect(await rules()).toEqual(['dead letters are exactly the tasks that rest in error']);
  });

  it('deadlines and hooks belong to tasks, hooks to tasks of their definition that annotate', async () => {
    const rules = async () => (await audit(session.client)).map(({ rule }) => rule);
    await session.client.query('insert into tasker.task_deadlines values ($1, now())', [taskId]);
    await session.client.query('update tasker.tasks set annotates = true');
    await session.client.query('insert into tasker.annotation_hooks select task_id, named_task_id, now() from tasker.tasks');
    expect(await rules()).toEqual([]);
    await session.client.query('insert into tasker.task_deadlines values (gen_random_uuid(), now())');
    expect(await rules()).toEqual(['a deadline belongs to a task']);
    await session.client.query('delete from tasker.task_deadlines');
    for (const change of [
      'tasks set annotates = false',
      'annotation_hooks set named_task_id = -1',
      'annotation_hooks set task_id = gen_random_uuid()',
    ]) {
      await session.client.query(`savepoint sound; update tasker.${change}`);
      expect(await rules()).toEqual(['a hook belongs to a task of its definition that annotates']);
      await session.client.query('rollback to sound');
    }
  });
});
