import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint, type NewStep, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { completed, failed, stepRow, taskRow, type WorkerSession } from '../../support/worker.session.js';

describe('carry_on', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const create = (steps: readonly NewStep[], task: NewTask = {}) => createTask(engine.client, plan, steps, task);
  /** Runs every ready step: those of the given places fail for good. */
  const work = async (...failing: number[]) => {
    for (let claims = await worker.claim(); claims.length > 0; claims = await worker.claim()) {
      await worker.advance(
        claims.map((claim) => (failing.includes(claim.workflow_step_id) ? failed(claim, { permanent: true }) : completed(claim))),
      );
    }
  };
  /** Ends a step as an action would, with a row of history, and lets the task go on. */
  const settle = async (taskId: string, place: number, state: string, change = '') => {
    await engine.client.query('begin');
    await engine.client.query('select * from tasker.hold_task($1)', [taskId]);
    await engine.client.query(
      `with changed as (
         update tasker.workflow_steps s set state = $3, ready_at = null, claimed_by = null ${change}
         from tasker.workflow_steps f
         where s.task_id = $1 and s.workflow_step_id = $2 and f.task_id = $1 and f.workflow_step_id = $2
         returning s.attempts, f.state as former, f.claimed_at, f.claimed_by)
       insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, started_at, created_at, from_state, to_state)
       select $1, $2, c.attempts, case when c.former = 'in_progress' then c.claimed_at end, clock_timestamp(), c.former, $3 from changed c`,
      [taskId, place, state],
    );
    const { rows } = await engine.client.query("select * from tasker.carry_on($1, 'ann', 'because', clock_timestamp())", [taskId]);
    await engine.client.query('commit');
    return rows[0];
  };
  const states = async (taskId: string) =>
    (await engine.rows('select state, ready_at from tasker.workflow_steps where task_id = $1 order by workflow_step_id', [taskId])).map(
      ({ state, ready_at }) => (ready_at === null ? state : ready_at === Infinity ? `${state} held` : `${state} ready`),
    );
  const moves = async (taskId: string) =>
    (await engine.rows('select * from tasker.task_transitions where task_id = $1 order by task_transition_id', [taskId])).map(
      ({ from_state, to_state, actor }) => `${from_state} > ${to_state}${actor === null ? '' : ` by ${actor}`}`,
    );
  const counted = async (table: string) => (await engine.rows(`select from tasker.${table}`)).length;

  it('frees what waits for nothing any more, and tells the workers', async () => {
    const taskId = await create([{}, { parents: [1] }, { parents: [1] }, { parents: [2, 3] }]);
    expect(await settle(taskId, 1, 'resolved_manually')).toEqual({ former: 'pending', state: 'pending', released: true });
    expect(await states(taskId)).toEqual(['resolved_manually', 'pending ready', 'pending ready', 'pending']);
    expect(await taskRow(engine.client, taskId)).toMatchObject({ incomplete_steps: 3, active_steps: 2, finished_at: null });
    expect(await moves(taskId)).toEqual([]);
    await work();
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('a step that was resolved before its parents counts as done for its children', async () => {
    const taskId = await create([{}, { parents: [1] }, { parents: [2] }]);
    await settle(taskId, 2, 'resolved_manually');
    expect(await states(taskId)).toEqual(['pending ready', 'resolved_manually', 'pending ready']);
    await work();
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('takes a task out of error: pending, without its dead letter, no longer finished', async () => {
    const taskId = await create([{}, { parents: [1] }]);
    await work(1);
    expect([await taskRow(engine.client, taskId), await counted('dead_letters')]).toMatchObject([{ state: 'error' }, 1]);
    expect(await settle(taskId, 1, 'pending')).toEqual({ former: 'error', state: 'pending', released: true });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'pending', finished_at: null, active_steps: 1 });
    expect(await counted('dead_letters')).toBe(0);
    await work();
    expect(await moves(taskId)).toEqual([
      'pending > in_progress',
      'in_progress > error',
      'error > pending by ann',
      'pending > in_progress',
      'in_progress > complete',
    ]);
  });

  it.each([
    ['resolved_manually', 'complete', ['error > pending by ann', 'pending > complete by ann']],
    ['cancelled', 'cancelled', ['error > cancelled by ann']],
  ])('a task in error whose last open step becomes %s rests in %s', async (step, task, last) => {
    const taskId = await create([{}]);
    await work(1);
    const before = await taskRow(engine.client, taskId);
    expect(await settle(taskId, 1, step)).toEqual({ former: 'error', state: task, released: false });
    const after = await taskRow(engine.client, taskId);
    expect(after).toMatchObject({ state: task, active_steps: 0 });
    expect(after['finished_at'].getTime()).toBeGreaterThanOrEqual(before['finished_at'].getTime());
    expect((await moves(taskId)).slice(2)).toEqual(last);
    expect(await counted('dead_letters')).toBe(0);
  });

  it('stays in error while another step has failed for good, and keeps its dead letter and its end', async () => {
    const taskId = await create([{}, {}]);
    await work(1, 2);
    const { finished_at } = await taskRow(engine.client, taskId);
    expect(await settle(taskId, 1, 'resolved_manually')).toEqual({ former: 'error', state: 'error', released: false });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'error', incomplete_steps: 1, finished_at });
    expect([await counted('dead_letters'), (await moves(taskId)).length]).toEqual([1, 2]);
  });

  it('comes to rest in error, with a dead letter, when nothing is left that could run', async () => {
    const taskId = await create([{}, {}]);
    const claims = await worker.claim();
    await worker.advance([
      failed(
        claims.find(({ workflow_step_id }) => workflow_step_id === 1)!,
        { permanent: true },
      ),
    ]);
    expect(await settle(taskId, 2, 'cancelled')).toEqual({ former: 'in_progress', state: 'error', released: false });
    expect([await counted('dead_letters'), (await taskRow(engine.client, taskId)).finished_at]).toEqual([1, expect.any(Date)]);
  });

  it('in a paused task what is freed waits without a time, and nobody is told', async () => {
    const taskId = await create([{}, { parents: [1] }]);
    await engine.client.query(
      "update tasker.tasks set paused_at = now(); update tasker.workflow_steps set ready_at = 'infinity' where ready_at is not null",
    );
    expect(await settle(taskId, 1, 'resolved_manually')).toEqual({ former: 'pending', state: 'pending', released: false });
    expect(await states(taskId)).toEqual(['resolved_manually', 'pending held']);
  });

  it('in a serial task the best free step gets the turn, and only while no step has it', async () => {
    const taskId = await create([{}, {}, { priority: 5, parents: [1] }, { parents: [3] }], { concurrent: false });
    expect(await states(taskId)).toEqual(['pending ready', 'pending', 'pending', 'pending']);
    await settle(taskId, 2, 'resolved_manually');
    expect(await states(taskId)).toEqual(['pending ready', 'resolved_manually', 'pending', 'pending']);
    await settle(taskId, 1, 'resolved_manually');
    expect(await states(taskId)).toEqual(['resolved_manually', 'resolved_manually', 'pending ready', 'pending']);
    await work();
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('in a serial task a step that is pending again waits for its turn', async () => {
    const taskId = await create([{}, {}], { concurrent: false });
    const [first] = await worker.claim();
    await worker.advance([failed(first!, { permanent: true })]);
    const [second] = await worker.claim();
    expect(second!.workflow_step_id).toBe(2);
    await settle(taskId, 1, 'pending');
    expect([await states(taskId), (await stepRow(engine.client, taskId, 1)).pending_parents]).toEqual([['pending', 'in_progress'], 1]);
    await worker.advance([completed(second!)]);
    await work();
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('the time limit begins anew when a task leaves error, and is gone when it rests for good', async () => {
    await engine.client.query(`update tasker.named_tasks set configuration = configuration || '{"maxExecutionTime": 90000}'`);
    const taskId = await create([{}], { max_seconds: 90 });
    await work(1);
    await engine.client.query('delete from tasker.task_deadlines');
    await settle(taskId, 1, 'pending');
    expect(
      await engine.rows(
        "select limit_seconds, deadline_at > now() + interval '80 s' and deadline_at < now() + interval '91 s' as anew from tasker.task_deadlines",
      ),
    ).toEqual([{ limit_seconds: 90, anew: true }]);
    await settle(taskId, 1, 'cancelled');
    expect(await counted('task_deadlines')).toBe(0);
  });

  it('a task that annotates gets a hook at its rest; one that did not run yet waits while the task runs again', async () => {
    const taskId = await create([{}], { annotates: true });
    await work(1);
    const hooks = () => engine.rows("select due_at < 'infinity' as due, attempts from tasker.annotation_hooks");
    expect(await hooks()).toEqual([{ due: true, attempts: 0 }]);
    await settle(taskId, 1, 'pending');
    expect(await hooks()).toEqual([{ due: false, attempts: 1 }]);
    await settle(taskId, 1, 'resolved_manually');
    expect(await hooks()).toEqual([{ due: true, attempts: 2 }]);
  });

  it('a finished or unknown task is left as it is', async () => {
    const taskId = await create([{}]);
    await work();
    const before = await taskRow(engine.client, taskId);
    const call = async (id: string) =>
      (await engine.rows("select * from tasker.carry_on($1, 'ann', 'because', clock_timestamp())", [id]))[0];
    expect(await call(taskId)).toEqual({ former: 'complete', state: 'complete', released: false });
    expect(await call('0197f3a2-1111-7abc-8def-0123456789ab')).toEqual({ former: null, state: null, released: false });
    expect(await taskRow(engine.client, taskId)).toEqual(before);
  });
});
