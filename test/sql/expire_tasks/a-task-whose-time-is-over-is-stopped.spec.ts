import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks, type Blueprint, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { blocked, completed, failed, returned, stepRow, taskRow } from '../../support/worker.session.js';

describe('expire_tasks', () => {
  const engine = useEngine();
  let plan: Blueprint;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
  });
  const expire = async (limit = 10) => (await engine.client.query('select * from tasker.expire_tasks($1)', [limit])).rows;
  const limited = (steps = [{}], task: NewTask = {}) => createTask(engine.client, plan, steps, { max_seconds: 60, ...task });
  const pass = (seconds: number) =>
    engine.client.query(
      `with moved as (update tasker.task_deadlines set deadline_at = deadline_at - make_interval(secs => $1))
       update tasker.tasks set requested_at = requested_at - make_interval(secs => $1)`,
      [seconds],
    );
  const deadlines = async () => (await engine.rows('select task_id from tasker.task_deadlines')).map(({ task_id }) => task_id as string);
  const moves = (taskId: string) =>
    engine.rows('select from_state, to_state, reason from tasker.task_transitions where task_id = $1 order by task_transition_id', [
      taskId,
    ]);

  it('leaves tasks alone whose time is not over, and those without a limit', async () => {
    const taskId = await limited();
    await createTask(engine.client, plan);
    await pass(59);
    expect(await expire()).toEqual([]);
    expect(await deadlines()).toEqual([taskId]);
  });

  it('running steps fail for good, a retry is called off, what waits is held; the task rests in error', async () => {
    const taskId = await limited([{}, {}, {}, {}, { parents: [1] }]);
    const worker = await engine.worker();
    const claims = (await worker.claim()).sort((a, b) => a.workflow_step_id - b.workflow_step_id);
    await worker.advance([
      completed(claims[1]!, { kept: true }),
      failed(claims[2]!, { retryAfter: 900 }),
      failed(claims[3]!, { permanent: true, results: { half: 1 } }),
    ]);
    await pass(61);
    expect(await expire()).toEqual([{ task_id: taskId, state: 'error' }]);
    const message = 'the task was not finished within its limit of 60 s';
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({
      state: 'error',
      claimed_by: null,
      error: { message, errorClass: 'TaskTimeoutError', attempt: 1, permanent: true },
      last_attempted_at: expect.any(Date),
    });
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ state: 'complete', results: { kept: true } });
    expect(await stepRow(engine.client, taskId, 3)).toMatchObject({
      state: 'error',
      ready_at: null,
      backoff_request_seconds: null,
      error: { message: 'failed', permanent: true },
    });
    expect(await stepRow(engine.client, taskId, 4)).toMatchObject({ state: 'error', results: { half: 1 }, error: { message: 'failed' } });
    expect(await stepRow(engine.client, taskId, 5)).toMatchObject({ state: 'pending', ready_at: null, pending_parents: 1 });
    expect(await taskRow(engine.client, taskId)).toMatchObject({
      state: 'error',
      active_steps: 0,
      incomplete_steps: 4,
      finished_at: expect.any(Date),
    });
    expect((await moves(taskId)).at(-1)).toEqual({ from_state: 'in_progress', to_state: 'error', reason: 'max_execution_time' });
    expect(
      await engine.rows(
        `select workflow_step_id, attempt, started_at is not null as ran, from_state, to_state, error ->> 'message' as message
         from tasker.workflow_step_transitions where reason = 'max_execution_time' order by 1`,
      ),
    ).toEqual([{ workflow_step_id: 1, attempt: 1, ran: true, from_state: 'in_progress', to_state: 'error', message }]);
    expect(await deadlines()).toEqual([]);
  });

  it('a task of which nothing ran or failed rests in error too, and nothing of it can be claimed', async () => {
    const taskId = await limited([{}, { parents: [1] }]);
    await pass(61);
    expect(await expire()).toEqual([{ task_id: taskId, state: 'error' }]);
    expect(await moves(taskId)).toEqual([{ from_state: 'pending', to_state: 'error', reason: 'max_execution_time' }]);
    expect(await engine.rows('select state, ready_at from tasker.workflow_steps')).toEqual([
      { state: 'pending', ready_at: null },
      { state: 'pending', ready_at: null },
    ]);
    expect(await engine.rows('select task_id from tasker.dead_letters')).toEqual([{ task_id: taskId }]);
    expect(await engine.rows('select from tasker.workflow_step_transitions')).toEqual([]);
    expect(await (await engine.worker()).claim()).toEqual([]);
  });

  it('a held step keeps what its attempts have left: error, attempts and their limit', async () => {
    const taskId = await limited([{ retryLimit: 2 }]);
    const worker = await engine.worker();
    await worker.advance((await worker.claim()).map((claim) => failed(claim, { retryAfter: 0 })));
    await worker.advance((await worker.claim()).map((claim) => returned(claim)));
    const before = await stepRow(engine.client, taskId, 1);
    expect(before).toMatchObject({ state: 'pending', attempts: 2, retry_limit: 3, error: { message: 'failed' } });
    await pass(61);
    await expire();
    const { state, attempts, retry_limit, error, ready_at } = await stepRow(engine.client, taskId, 1);
    expect({ state, attempts, retry_limit, error }).toEqual({ state: 'pending', attempts: 2, retry_limit: 3, error: before.error });
    expect(ready_at).toBeNull();
  });

  it('a task whose first claim could not move it to in_progress goes to error at once', async () => {
    const taskId = await limited();
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks for update');
    await (await engine.worker()).claim();
    await holder.query('rollback');
    await pass(61);
    expect(await expire()).toEqual([{ task_id: taskId, state: 'error' }]);
    expect(await moves(taskId)).toEqual([{ from_state: 'pending', to_state: 'error', reason: 'max_execution_time' }]);
  });

  it('the late result of a running step is refused, and its worker is told: at once, and by its heartbeat', async () => {
    const taskId = await limited();
    const listener = await engine.session();
    const heard: unknown[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('listen "tasker.stopped"');
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    await pass(61);
    await expire();
    await listener.query('select 1');
    expect(heard).toEqual([taskId]);
    expect(await engine.rows("select gone from tasker.heartbeat($1, null, $2, '{1}', '{1}', '{}')", [worker.id, [taskId]])).toEqual([
      { gone: [[taskId, 1, 1]] },
    ]);
    expect((await worker.advance([completed(claim!)])).settled).toEqual([[taskId, 1, 1, 'rejected', null]]);
    expect((await stepRow(engine.client, taskId, 1)).state).toBe('error');
  });

  it('a serial task stops as a whole: nobody gets the turn', async () => {
    const taskId = await limited([{}, {}], { concurrent: false });
    await (await engine.worker()).claim();
    await pass(61);
    expect(await expire()).toEqual([{ task_id: taskId, state: 'error' }]);
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ state: 'pending', ready_at: null, pending_parents: 1 });
  });

  it('the deadline of a finished task is deleted, the task left as it is; one whose task is gone as well', async () => {
    const done = await limited();
    const cancelled = await limited();
    const worker = await engine.worker();
    const claims = await worker.claim();
    await worker.advance([completed(claims.find(({ task_id }) => task_id === done)!)]);
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [cancelled]);
    await engine.client.query('insert into tasker.task_deadlines values (gen_random_uuid(), now())');
    await pass(61);
    expect(await expire()).toEqual([]);
    expect([(await taskRow(engine.client, done)).state, (await taskRow(engine.client, cancelled)).state]).toEqual([
      'complete',
      'cancelled',
    ]);
    expect(await deadlines()).toEqual([]);
  });

  it('a task that is complete at its creation has no deadline', async () => {
    await limited([]);
    expect(await deadlines()).toEqual([]);
  });

  it('takes no more than asked for, the longest overdue first', async () => {
    const late = await limited();
    const latest = await limited([{}], { max_seconds: 30 });
    await pass(100);
    expect((await expire(1)).map(({ task_id }) => task_id)).toEqual([latest]);
    expect((await expire(1)).map(({ task_id }) => task_id)).toEqual([late]);
    expect(await expire(1)).toEqual([]);
  });

  it('does not wait for a task that somebody holds, and comes back for it', async () => {
    const held = await limited();
    const free = await limited();
    await pass(61);
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for no key update', [held]);
    expect((await expire()).map(({ task_id }) => task_id)).toEqual([free]);
    await holder.query('rollback');
    expect((await expire()).map(({ task_id }) => task_id)).toEqual([held]);
  });

  it('against a completion in flight: whoever has the task first decides, the other changes nothing', async () => {
    const taskId = await limited([{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    await pass(61);
    const clock = await engine.session();
    await clock.query('begin');
    expect((await clock.query('select * from tasker.expire_tasks(10)')).rows).toHaveLength(1);
    await engine.client.query("alter function tasker.advance set lock_timeout = '20s'");
    const late = worker.advance([completed(claim!)], { capacity: 5 });
    await blocked(worker.client, engine.client);
    await clock.query('commit');
    expect(await late).toMatchObject({ claimed: [], settled: [[taskId, 1, 1, 'rejected', null]] });
  });

  it('two calls at once stop each task once', async () => {
    const { asked } = await createTasks(engine.client, plan, { tasks: Array.from({ length: 20 }, () => ({ max_seconds: 60 })) });
    await pass(61);
    const sessions = await Promise.all([1, 2, 3, 4].map(() => engine.session()));
    const stopped = await Promise.all(sessions.map(async (session) => (await session.query('select * from tasker.expire_tasks(8)')).rows));
    for (let more = await expire(); more.length > 0; more = await expire()) stopped.push(more);
    expect(stopped.flat().map(({ task_id }) => task_id).sort()).toEqual([...asked].sort()); // prettier-ignore
    expect(await engine.rows('select from tasker.task_transitions')).toHaveLength(20);
  });

  it('next_deadline_ms says when the next one is due, and null without any', async () => {
    const next = async () => (await engine.rows<{ ms: number | null }>('select tasker.next_deadline_ms() as ms'))[0]!.ms;
    expect(await next()).toBeNull();
    await limited();
    await limited([{}], { max_seconds: 3600 });
    expect(await next()).toBeGreaterThan(0);
    expect(await next()).toBeLessThanOrEqual(60_000);
    await pass(70);
    expect(await next()).toBeLessThan(-9_000);
  });

  it.each([
    [0, true],
    [-5, true],
    [1e300, false],
  ])('a limit of %d s is due at once: %s', async (seconds, due) => {
    await limited([{}], { max_seconds: seconds });
    expect(await expire()).toHaveLength(due ? 1 : 0);
  });

  it('a limit of a fraction is named as it was given', async () => {
    const taskId = await limited([{}], { max_seconds: 1.25 });
    await (await engine.worker()).claim();
    await pass(2);
    await expire();
    expect((await stepRow(engine.client, taskId, 1)).error.message).toBe('the task was not finished within its limit of 1.25 s');
  });
});
