import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { expectCatalogued, hear } from '../../support/heard.events.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { single } from '../../support/workflows.js';
import { blocked, completed, failed, letAdvanceWait, returned, stepRow } from '../../support/worker.session.js';

describe('invariant 5: claims are fenced leases', () => {
  const engine = useEngine();

  it.each(['lost_at', 'stopped_at'])('a worker whose row has %s is refused as a whole: it settles and claims nothing', async (column) => {
    const taskId = await insertTask(engine.client, [{}, {}]);
    const worker = await engine.worker();
    const [claim] = await worker.claim(1);
    await engine.client.query(`update tasker.workers set ${column} = clock_timestamp() where worker_id = $1`, [worker.id]);
    await expect(worker.advance([completed(claim!)], { capacity: 8 })).rejects.toMatchObject({ code: 'TK001' });
    const states = await engine.rows('select state from tasker.workflow_steps where task_id = $1 order by workflow_step_id', [taskId]);
    expect(states).toEqual([{ state: 'in_progress' }, { state: 'pending' }]);
    // Back to life, so that the rows hold together again.
    await engine.client.query('update tasker.workers set stopped_at = null, lost_at = null where worker_id = $1', [worker.id]);
  });

  it('an id that was never registered is refused', async () => {
    const worker = await engine.worker();
    const stranger = Object.assign(Object.create(Object.getPrototypeOf(worker)), worker, { id: crypto.randomUUID() }) as typeof worker;
    await expect(stranger.claim()).rejects.toMatchObject({ code: 'TK001' });
  });

  it('the reaper leaves a worker alone whose advance is in flight, and takes its steps afterwards', async () => {
    const taskId = await insertTask(engine.client, [{}, {}]);
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    const [first] = await silent.claim(1);
    await silent.fallSilent(engine.client);
    await silent.client.query('begin');
    await silent.advance([completed(first!)], { capacity: 1 });
    expect(await reaper.reap()).toBeUndefined();
    await silent.client.query('commit');
    expect(await reaper.reap()).toMatchObject({ reaped_worker: silent.id, lost: true });
    expect([(await stepRow(engine.client, taskId, 1)).state, (await stepRow(engine.client, taskId, 2)).state]).toEqual([
      'complete',
      'error',
    ]);
  });

  it.each([
    ['the question what a worker holds', 'select workflow_step_id from tasker.recover_claims($1)', [{ workflow_step_id: 2 }]],
    ['the goodbye of a worker', 'select tasker.stop_worker($1)::text as stopped', [{ stopped: '' }]],
  ])('%s waits for a call of the worker that the server still runs', async (_, question, answer) => {
    await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [first] = await worker.claim(1);
    await worker.client.query('begin');
    await worker.advance([completed(first!)], { capacity: 1 });
    // Another connection of the same process: it has had no answer to the call and believes it dead.
    const other = await engine.session();
    const asked = other.query(question, [worker.id]);
    await blocked(other, engine.client);
    await worker.client.query('commit');
    expect((await asked).rows).toEqual(answer);
    const [row] = await engine.rows('select stopped_at is not null as stopped, reaped_at from tasker.workers where worker_id = $1', [
      worker.id,
    ]);
    expect(row).toEqual({ stopped: 'stopped' in answer[0]!, reaped_at: null });
  });

  it('a worker that keeps its heartbeat is not taken for hung, however long its last time limit is over', async () => {
    await insertTask(engine.client, [{}]);
    const [worker, reaper] = [await engine.worker(), await engine.worker()];
    await worker.claim(1);
    await engine.client.query("update tasker.workflow_steps set timeout_at = clock_timestamp() - interval '1 minute', timeout_ms = 1");
    await engine.client.query(
      "update tasker.workers set earliest_timeout_at = clock_timestamp() - interval '1 minute' where worker_id = $1",
      [worker.id],
    );
    expect(await reaper.reap()).toBeUndefined();
  });

  it('an advance that comes while its worker is being reaped waits for the end of it and is refused', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}]);
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    const [claim] = await silent.claim();
    await silent.fallSilent(engine.client);
    await reaper.client.query('begin');
    await reaper.reap();
    const late = silent.advance([completed(claim!)]);
    const refusal = expect(late).rejects.toMatchObject({ code: 'TK001' });
    await blocked(silent.client, engine.client);
    await reaper.client.query('commit');
    await refusal;
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ state: 'error', attempts: 1 });
  });

  it('a heartbeat that comes after the reaper says that the worker is dead', async () => {
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    await silent.fallSilent(engine.client);
    await reaper.reap();
    const { rows } = await silent.client.query("select alive from tasker.heartbeat($1, null, '{}', '{}', '{}', '{}')", [silent.id]);
    expect(rows).toEqual([{ alive: false }]);
  });

  it('of two reapers one takes the steps back, once', async () => {
    const taskId = await insertTask(engine.client, [{}]);
    const [silent, one, two] = [await engine.worker(), await engine.worker(), await engine.worker()];
    await silent.claim();
    await silent.fallSilent(engine.client);
    await one.client.query('begin');
    expect(await one.reap()).toMatchObject({ steps: [[taskId, 1, 1, expect.any(Number)]] });
    expect(await two.reap()).toBeUndefined();
    await one.client.query('commit');
    expect(await two.reap()).toBeUndefined();
  });

  it('attempts never go down: failure, return and theft only raise them', async () => {
    const taskId = await insertTask(engine.client, [{ retryLimit: 9 }]);
    const [worker, reaper] = [await engine.worker(), await engine.worker()];
    const next = async () => (await worker.claim())[0]!;
    await worker.advance([failed(await next(), { retryAfter: 0 })]);
    await worker.advance([returned(await next())]);
    const third = await next();
    expect([third.attempt, (await stepRow(engine.client, taskId, 1)).retry_limit]).toEqual([3, 10]);
    await worker.fallSilent(engine.client);
    await reaper.reap();
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ attempts: 3, retry_limit: 10 });
  });

  it('a worker that finds its lease lost aborts what runs, goes on under a new id, and its late result changes nothing', async () => {
    const gates = new Gates();
    let aborted: unknown;
    const slow = single(async ({ step, signal }) => {
      signal.addEventListener('abort', () => (aborted = signal.reason));
      if (step.attempt > 1) return { attempt: step.attempt };
      await gates.pass('first');
      return { late: true };
    });
    const app = await engine.app([slow], { worker: { lease: '1s' }, backoff: { defaultBackoffSeconds: [0] } });
    const task = await app.orchestrator.createTask(slow, { context: {} });
    await gates.reached('first');
    const [{ worker_id: oldId }] = (await engine.rows('select worker_id from tasker.workers')) as [{ worker_id: string }];
    await engine.client.query("update tasker.workers set lost_at = clock_timestamp(), heartbeat_at = heartbeat_at - interval '1 hour'");
    const done = await app.orchestrator.waitForTask(task, { timeout: '20s' });
    gates.open('first');
    expect(String(aborted)).toContain('lease');
    expect(done.results).toEqual({ only: { attempt: 2 } });
    const workers = await engine.rows<{ worker_id: string }>('select worker_id from tasker.workers');
    expect(workers.map(({ worker_id }) => worker_id)).toEqual(expect.arrayContaining([oldId]));
    expect(workers.length).toBe(2);
  });

  it('the late result of a step that was taken back is refused, logged and told as step.claim_lost, and the step runs again', async () => {
    const gates = new Gates();
    const slow = single(async ({ step }) => {
      await gates.pass(`attempt ${step.attempt}`);
      return { attempt: step.attempt };
    });
    const app = await engine.app([slow]);
    const heard = hear(app, 'step.claim_lost');
    const task = await app.orchestrator.createTask(slow, { context: {} });
    await gates.reached('attempt 1');
    // What the reaper of another worker sees when this one hangs beyond the time limit of its step.
    // In one transaction: a heartbeat of the worker would say again that no time limit is near.
    const other = await engine.worker();
    await other.client.query('begin');
    await other.client.query("update tasker.workflow_steps set timeout_at = clock_timestamp() - interval '1 minute', timeout_ms = 1");
    await other.client.query(
      `update tasker.workers set earliest_timeout_at = clock_timestamp() - interval '1 minute',
         heartbeat_at = clock_timestamp() - interval '8 seconds' where worker_id <> '${other.id}'`,
    );
    // The reaper passes over a worker whose call is in flight, so it is asked until it is not.
    expect(await eventually(() => other.reap())).toMatchObject({ lost: false });
    await other.client.query("update tasker.workflow_steps set ready_at = clock_timestamp() + interval '1 hour'");
    await other.client.query('commit');
    gates.open('attempt 1');
    await eventually(() => engine.logs.with('step.claim_lost').length === 1, { what: 'step.claim_lost is logged' });
    await eventually(() => heard.length > 0, { what: 'step.claim_lost is told' });
    expect(heard).toMatchObject([{ payload: { taskId: task.taskId, stepName: 'only', attemptNumber: 1, eventType: 'claim_lost' } }]);
    expectCatalogued(app, heard);
    expect(await stepRow(engine.client, task.taskId, 1)).toMatchObject({ attempts: 1, state: 'error', results: null });
    await engine.client.query('update tasker.workflow_steps set ready_at = clock_timestamp(), timeout_ms = null');
    gates.open('attempt 2');
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).results).toEqual({ only: { attempt: 2 } });
  });

  it('a worker that says goodbye with steps that it could not hand back leaves them to the reaper', async () => {
    const taskId = await insertTask(engine.client, [{}]);
    const [leaving, reaper] = [await engine.worker(), await engine.worker()];
    await leaving.claim();
    await leaving.client.query('select tasker.stop_worker($1)', [leaving.id]);
    expect(await reaper.reap()).toMatchObject({ reaped_worker: leaving.id, steps: [[taskId, 1, 1, expect.any(Number)]] });
    expect((await stepRow(engine.client, taskId, 1)).claimed_by).toBeNull();
    await expect(leaving.claim()).rejects.toMatchObject({ code: 'TK001' });
  });

  it('a dead worker whose task is held by somebody does not keep the steps of another dead worker from going back', async () => {
    const heldTask = await insertTask(engine.client, [{}]);
    const [first, second, reaper] = [await engine.worker(), await engine.worker(), await engine.worker()];
    await first.claim(1);
    const freeTask = await insertTask(engine.client, [{}]);
    await second.claim(1);
    await first.fallSilent(engine.client);
    await first.fallSilent(engine.client);
    await second.fallSilent(engine.client);
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for no key update', [heldTask]);
    for (let round = 0; round < 3; round += 1) await reaper.reap();
    expect((await stepRow(engine.client, freeTask, 1)).state).toBe('error');
    await holder.query('rollback');
    for (let round = 0; round < 3; round += 1) await reaper.reap();
    expect((await stepRow(engine.client, heldTask, 1)).state).toBe('error');
  });

  it('many dead workers without steps do not delay the steps of a dead worker beyond its lease and two seconds', async () => {
    for (let count = 0; count < 12; count += 1) await (await engine.worker()).fallSilent(engine.client);
    const owner = await engine.worker();
    const taskId = await insertTask(engine.client, [{ name: 'only' }], { definition: 'single' });
    await owner.claim();
    await owner.fallSilent(engine.client);
    await engine.client.query("update tasker.workers set heartbeat_at = heartbeat_at + interval '1 minute' where worker_id = $1", [
      owner.id,
    ]);
    const app = await engine.app([single(() => ({}), { name: 'other' })], { worker: { lease: '15s' } });
    await eventually(async () => (await stepRow(engine.client, taskId, 1)).claimed_by === null, {
      what: 'the steps of the dead worker are taken back',
      within: 2_000,
    });
    await app.close();
  });
});
