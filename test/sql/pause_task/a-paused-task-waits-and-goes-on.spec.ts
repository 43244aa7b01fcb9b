import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint, type NewStep, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { deedsOf, everythingOf, situation, STEP_SITUATIONS, stepWords } from '../../support/situations.js';
import { completed, failed, returned, stepRow, taskRow, type WorkerSession } from '../../support/worker.session.js';

describe('pause_task and resume_task', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const create = (steps: readonly NewStep[], task: NewTask = {}) => createTask(engine.client, plan, steps, task);
  const act = async (action: 'pause' | 'resume', taskId: string) =>
    (await engine.rows(`select * from tasker.${action}_task($1, 'ann', 'stock count')`, [taskId]))[0];
  const words = (taskId: string) => stepWords(engine.client, taskId);
  const pauses = ['pending > pending {"action": "pause"}', 'pending > pending {"action": "resume"}'];

  it.each(STEP_SITUATIONS)('a task whose step is %s is paused if it does not rest; resuming brings everything back', async (what) => {
    const taskId = await situation({ observer: engine.client, worker, plan }, what);
    const { state } = await taskRow(engine.client, taskId);
    const before = await words(taskId);
    const rests = ['exhausted', 'failed', 'cancelled'].includes(what);
    const untouched = await everythingOf(engine.client, taskId);
    expect(await act('pause', taskId)).toEqual({ task_state: state, refused: rests, changed: !rests });
    if (rests) {
      expect(await everythingOf(engine.client, taskId)).toEqual(untouched);
      expect(await act('resume', taskId)).toEqual({ task_state: state, refused: true, changed: false });
      expect(await everythingOf(engine.client, taskId)).toEqual(untouched);
      return;
    }
    expect(await words(taskId)).toBe(before.replace(/[+~]/g, '='));
    expect(await worker.claim()).toEqual([]);
    const paused = await everythingOf(engine.client, taskId);
    expect(paused).toMatchObject({ task: { paused_at: expect.any(String), paused_by: 'ann', pause_reason: 'stock count', state } });
    expect(await act('pause', taskId)).toEqual({ task_state: state, refused: false, changed: false });
    expect(await everythingOf(engine.client, taskId)).toEqual(paused);
    expect(await act('resume', taskId)).toEqual({ task_state: state, refused: false, changed: true });
    expect(await words(taskId)).toBe(before);
    const resumed = await everythingOf(engine.client, taskId);
    expect(resumed).toMatchObject({ task: { paused_at: null, paused_by: null, pause_reason: null, state } });
    expect(await act('resume', taskId)).toEqual({ task_state: state, refused: false, changed: false });
    expect(await everythingOf(engine.client, taskId)).toEqual(resumed);
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual(pauses.map((row) => row.replaceAll('pending', state as string)));
  });

  it('an unknown task has no row', async () => {
    for (const action of ['pause', 'resume'] as const) expect(await act(action, '0197f3a2-1111-7abc-8def-0123456789ab')).toBeUndefined();
  });

  it('running steps finish, what they free waits; nobody claims it until the task is resumed', async () => {
    const taskId = await create([{}, { parents: [1] }]);
    const claims = await worker.claim();
    await act('pause', taskId);
    const { claimed, left_over } = await worker.advance(claims.map((claim) => completed(claim)), { capacity: 8 }); // prettier-ignore
    expect([claimed, left_over, await words(taskId)]).toEqual([[], false, 'complete pending=']);
    expect((await taskRow(engine.client, taskId)).state).toBe('in_progress');
    await act('resume', taskId);
    await worker.advance((await worker.claim()).map((claim) => completed(claim)));
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('a step that fails or is handed back while the task is paused waits too', async () => {
    const taskId = await create([{}, {}]);
    const claims = (await worker.claim()).sort((a, b) => a.workflow_step_id - b.workflow_step_id);
    await act('pause', taskId);
    await worker.advance([failed(claims[0]!, { retryAfter: 60 }), returned(claims[1]!)]);
    expect(await words(taskId)).toBe('error= pending=');
    await act('resume', taskId);
    expect(await words(taskId)).toBe('error~ pending+');
  });

  it('an automatic retry comes at its time, or at once when that has passed; one without a time at once', async () => {
    const taskId = await create([{}, {}, {}]);
    const claims = (await worker.claim()).sort((a, b) => a.workflow_step_id - b.workflow_step_id);
    await worker.advance(claims.map((claim) => failed(claim, { retryAfter: 60 })));
    await act('pause', taskId);
    await engine.client.query(
      `update tasker.workflow_steps set last_attempted_at = last_attempted_at - interval '61 s' where workflow_step_id = 2;
       update tasker.workflow_steps set backoff_request_seconds = null where workflow_step_id = 3`,
    );
    await act('resume', taskId);
    expect(await words(taskId)).toBe('error~ error+ error+');
    const { ready_at, last_attempted_at } = await stepRow(engine.client, taskId, 1);
    expect(ready_at - last_attempted_at).toBe(60_000);
  });

  it('resuming tells the workers, pausing does not, nor resuming what only waits for what runs', async () => {
    const heard: unknown[] = [];
    const listener = await engine.session();
    listener.on('notification', () => heard.push('work'));
    await listener.query('listen "tasker.work"');
    const taskId = await create([{}, { parents: [1] }]);
    await listener.query('select 1');
    heard.length = 0;
    await act('pause', taskId);
    await listener.query('select 1');
    expect(heard).toEqual([]);
    await act('resume', taskId);
    await listener.query('select 1');
    expect(heard).toEqual(['work']);
    await worker.claim();
    await act('pause', taskId);
    await act('resume', taskId);
    await listener.query('select 1');
    expect(heard).toEqual(['work']);
  });

  it('a serial task keeps its turn', async () => {
    const taskId = await create([{}, {}], { concurrent: false });
    await act('pause', taskId);
    expect(await words(taskId)).toBe('pending= pending');
    await act('resume', taskId);
    expect(await words(taskId)).toBe('pending+ pending');
  });

  it('a task that came to rest while it was paused can be resumed, and is retried into the pause otherwise', async () => {
    const taskId = await create([{}]);
    const claims = await worker.claim();
    await act('pause', taskId);
    await worker.advance(claims.map((claim) => failed(claim, { permanent: true })));
    expect(await act('pause', taskId)).toMatchObject({ refused: true, task_state: 'error' });
    await engine.client.query("select tasker.retry_steps($1, null, null, 'ann', null)", [taskId]);
    expect([await words(taskId), (await taskRow(engine.client, taskId)).state]).toEqual(['pending=', 'pending']);
    await act('resume', taskId);
    await worker.advance((await worker.claim()).map((claim) => failed(claim, { permanent: true })));
    expect(await act('resume', taskId)).toMatchObject({ refused: true });
    expect((await taskRow(engine.client, taskId)).state).toBe('error');
  });

  it.each([
    ['complete', 'by its last step', undefined],
    ['complete', 'by a person who resolves the last step', "settle_step($1, 1, 'resolved_manually', '{}', null, null)"],
    ['cancelled', 'by a person who cancels the last step', 'cancel_step($1, 1, null, null)'],
    ['cancelled', 'by a person', 'cancel_task($1, null, null)'],
    ['resolved_manually', 'by a person', 'resolve_task($1, null, null)'],
  ])('a task that ends %s %s is no longer paused', async (state, _, call) => {
    const taskId = await create([{}]);
    const claims = call === undefined ? await worker.claim() : [];
    await act('pause', taskId);
    await worker.advance(claims.map((claim) => completed(claim)));
    if (call !== undefined) await engine.client.query(`select tasker.${call}`, [taskId]);
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state, paused_at: null, paused_by: null, pause_reason: null });
    expect(await act('resume', taskId)).toMatchObject({ refused: true, changed: false });
  });

  it('a task of which a step was cancelled is no longer paused when its last running step has ended', async () => {
    const taskId = await create([{}, {}]);
    const claims = await worker.claim();
    await act('pause', taskId);
    await engine.client.query('select tasker.cancel_step($1, 2, null, null)', [taskId]);
    await worker.advance(claims.filter(({ workflow_step_id }) => workflow_step_id === 1).map((claim) => completed(claim)));
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'cancelled', paused_at: null, pause_reason: null });
  });

  it('of a dead worker’s steps the paused ones wait, and its time goes on', async () => {
    const taskId = await create([{}], { max_seconds: 60 });
    await worker.claim();
    await act('pause', taskId);
    await worker.fallSilent(engine.client);
    await (await engine.worker()).reap();
    expect(await words(taskId)).toBe('error=');
    await engine.client.query("update tasker.task_deadlines set deadline_at = now() - interval '1 s'");
    expect(await engine.rows('select state from tasker.expire_tasks(1)')).toEqual([{ state: 'error' }]);
    expect([await words(taskId), (await engine.rows('select from tasker.dead_letters')).length]).toEqual(['error', 1]);
  });

  it('what waited for a limit waits for the person now', async () => {
    const taskId = await create([{}]);
    await engine.client.query("update tasker.workflow_steps set ready_at = 'infinity'");
    await engine.client.query(
      `insert into tasker.limit_waits (task_id, workflow_step_id, limit_id, key, lane, priority, since)
       select task_id, workflow_step_id, 1, 'k', lane, 0, now() from tasker.workflow_steps`,
    );
    await act('pause', taskId);
    expect(await engine.rows('select from tasker.limit_waits')).toEqual([]);
    await act('resume', taskId);
    expect(await words(taskId)).toBe('pending+');
  });
});
