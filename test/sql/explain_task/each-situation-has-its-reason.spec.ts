import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint, type NewStep, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { explained, reasonsOf } from '../../support/explanations.js';
import { completed, failed, returned, type Claim, type WorkerSession } from '../../support/worker.session.js';

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

describe('explain_task, each situation made by a worker', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const create = (steps: readonly NewStep[] = [{}], task: NewTask = {}) => createTask(engine.client, plan, steps, task);
  const explain = (taskId: string) => explained(engine.client, taskId);
  const reasons = (taskId: string) => reasonsOf(engine.client, taskId);
  const claimed = async (steps: readonly NewStep[], task: NewTask = {}): Promise<[string, Claim[]]> => [
    await create(steps, task),
    await worker.claim(),
  ];

  it('queued: with the steps of better priority and the older ones of the queue before it', async () => {
    await create([{}, {}]);
    const mine = await create([{}, {}]);
    await create([{}]);
    await create([{ priority: 3 }]);
    const { task, steps } = await explain(mine);
    expect(steps.map(({ reason, detail }) => [reason, detail.ahead])).toEqual([
      ['queued', 3],
      ['queued', 4],
    ]);
    expect(steps[0]).toMatchObject({ name: 's1', state: 'pending', circuit: 'closed' });
    expect(steps[0]?.detail).toEqual({ since: moment, queue: 'default', priority: 0, ahead: 3, at_least: false });
    expect(task).toMatchObject({ reason: 'queued', state: 'pending', detail: { because: { workflow_step_id: 1, name: 's1', ahead: 3 } } });
  });

  it('running: who has it, since when, and how long it may take', async () => {
    const [mine] = await claimed([{ timeoutMs: 60_000 }]);
    const { task, steps } = await explain(mine);
    expect(task).toMatchObject({ state: 'in_progress', reason: 'running', detail: { because: { name: 's1', worker_id: worker.id } } });
    expect(steps).toEqual([expect.objectContaining({ reason: 'running', state: 'in_progress', circuit: 'closed' })]);
    expect(steps[0]?.detail).toEqual({
      worker_id: worker.id,
      host: 'session',
      pid: 1,
      claimed_at: moment,
      attempt: 1,
      timeout_ms: 60_000,
      timeout_at: moment,
      silent_since: moment,
    });
  });

  it('timed_out: beyond its limit, and its worker lives', async () => {
    const [mine] = await claimed([{ timeoutMs: 1_000 }]);
    await engine.client.query("update tasker.workflow_steps set timeout_at = clock_timestamp() - interval '1 second'");
    expect(await reasons(mine)).toEqual(['timed_out', { 1: 'timed_out' }]);
  });

  it.each([
    ['silent for longer than its lease', "update tasker.workers set heartbeat_at = clock_timestamp() - interval '1 hour'"],
    ['stopped', 'update tasker.workers set stopped_at = clock_timestamp()'],
    ['buried', 'update tasker.workers set lost_at = clock_timestamp()'],
  ])('lease_expired: its worker is %s', async (_, sentence) => {
    const [mine] = await claimed([{ timeoutMs: 1 }]);
    await engine.client.query(sentence);
    const { task, steps } = await explain(mine);
    expect([task.reason, steps[0]?.reason]).toEqual(['lease_expired', 'lease_expired']);
    expect(steps[0]?.detail).toMatchObject({ worker_id: worker.id, attempt: 1, silent_since: moment });
  });

  it('waiting_for_parents: those that are not done, by name and state', async () => {
    const [mine, [first]] = await claimed([{}, {}, { parents: [1, 2] }, { parents: [3] }]);
    await worker.advance([completed(first!)]);
    const { steps } = await explain(mine);
    expect(steps.map(({ workflow_step_id, reason }) => [workflow_step_id, reason])).toEqual([
      [2, 'running'],
      [3, 'waiting_for_parents'],
      [4, 'waiting_for_parents'],
    ]);
    expect(steps[1]?.detail).toEqual({ parents: [{ workflow_step_id: 2, name: 's2', state: 'in_progress' }], count: 1 });
  });

  it('backing_off: until when, after which attempt, and what went wrong', async () => {
    const [mine, [first]] = await claimed([{ retryLimit: 5 }, { parents: [1] }]);
    await worker.advance([failed(first!, { retryAfter: 90 })]);
    const { task, steps } = await explain(mine);
    expect(task).toMatchObject({ reason: 'backing_off', state: 'in_progress' });
    expect(steps[0]).toMatchObject({
      reason: 'backing_off',
      circuit: 'open',
      detail: {
        until: moment,
        attempts: 1,
        retry_limit: 5,
        backoff_seconds: 90,
        exhausted: false,
        error: { message: 'failed', error_class: 'Error' },
      },
    });
    expect(steps[0]?.detail.seconds).toBeGreaterThan(60);
    expect(steps[1]).toMatchObject({ reason: 'waiting_for_parents' });
  });

  it('queued again when the back-off is over: the circuit is half open', async () => {
    const [mine, [first]] = await claimed([{}]);
    await worker.advance([failed(first!, { retryAfter: 0 })]);
    const { steps } = await explain(mine);
    expect(steps[0]).toMatchObject({ state: 'error', reason: 'queued', circuit: 'half_open' });
    await worker.claim();
    expect((await explain(mine)).steps[0]).toMatchObject({ state: 'in_progress', reason: 'running', circuit: 'half_open' });
  });

  it('deferred: until when, and the reason that it was handed back with last', async () => {
    const [mine, [first]] = await claimed([{}]);
    await worker.advance([{ ...returned(first!), e: { reason: 'too early' } }]);
    const [again] = await worker.claim();
    await worker.advance([{ ...returned(again!), w: 90, e: { reason: 'bank is closed' } }]);
    const { task, steps } = await explain(mine);
    expect(task).toMatchObject({
      reason: 'deferred',
      detail: { because: { name: 's1', reason: 'deferred', until: moment, said: 'bank is closed' } },
    });
    expect(steps[0]).toMatchObject({ state: 'pending', reason: 'deferred', detail: { until: moment, reason: 'bank is closed' } });
    expect(steps[0]?.detail.seconds).toBeGreaterThan(60);
  });

  it('failed and blocked_by_failure: every step behind it, the parent in the way first', async () => {
    const graph = [{}, { retryLimit: 1 }, { parents: [1, 2] }, { parents: [3] }, { parents: [1] }];
    const [mine, [, second]] = await claimed(graph);
    await worker.advance([failed(second!)]);
    expect(await reasons(mine)).toEqual([
      'running',
      { 1: 'running', 2: 'failed', 3: 'blocked_by_failure', 4: 'blocked_by_failure', 5: 'waiting_for_parents' },
    ]);
    const { steps } = await explain(mine);
    expect([steps[1]?.circuit, steps[1]?.detail]).toEqual([
      'open',
      {
        error: { message: 'failed', error_class: 'Error', error_code: null },
        attempts: 1,
        retry_limit: 1,
        exhausted: true,
        failed_at: moment,
      },
    ]);
    expect(steps[2]?.detail.parents.map(({ name }: { name: string }) => name)).toEqual(['s2', 's1']);
  });

  it('blocked_by_failure: a task that rests in error, with what failed', async () => {
    const [mine, claims] = await claimed([{}, {}, { parents: [1] }]);
    await worker.advance(claims.map((claim) => failed(claim, { permanent: true })));
    const { task } = await explain(mine);
    expect(task).toMatchObject({ state: 'error', reason: 'blocked_by_failure' });
    expect(task.detail).toMatchObject({
      count: 2,
      failed: [
        { workflow_step_id: 1, name: 's1', attempts: 1, exhausted: false },
        { workflow_step_id: 2, name: 's2' },
      ],
      counts: { total: 3, error: 2, pending: 1, complete: 0 },
      reasons: { failed: 2, blocked_by_failure: 1 },
    });
  });

  const stopAll = () =>
    engine.client.query(
      `select tasker.stop_tasks(array_agg(t.task_id), array_agg('over'::text), 'TaskTimeoutError', 'max_execution_time', clock_timestamp())
       from tasker.tasks t`,
    );

  it('stopped and held: when the task was stopped and why, and what could run', async () => {
    const mine = await create([{}, {}, { parents: [1] }]);
    await stopAll();
    expect(await reasons(mine)).toEqual(['stopped', { 1: 'held', 2: 'held', 3: 'waiting_for_parents' }]);
    const { task, steps } = await explain(mine);
    expect(task).toMatchObject({ state: 'error', detail: { at: moment, reason: 'max_execution_time', counts: { pending: 3 } } });
    expect(steps[0]?.detail).toEqual({ reason: 'max_execution_time' });
    expect(steps[2]?.detail.parents).toEqual([{ workflow_step_id: 1, name: 's1', state: 'pending' }]);
  });

  it('held beside what ran: that has failed, and what waits for it is blocked', async () => {
    const [mine] = await claimed([{}, { parents: [1] }, {}, { parents: [3] }]);
    await engine.client.query(
      "update tasker.workflow_steps set state = 'pending', claimed_by = null, ready_at = now() where workflow_step_id = 3",
    );
    await stopAll();
    expect(await reasons(mine)).toEqual([
      'blocked_by_failure',
      { 1: 'failed', 2: 'blocked_by_failure', 3: 'held', 4: 'waiting_for_parents' },
    ]);
  });

  it('held in a serial task and in a paused one', async () => {
    const serial = await create([{}, {}, { parents: [1] }], { concurrent: false });
    const paused = await create([{}, { parents: [1] }]);
    await engine.client.query("select tasker.pause_task($1, 'ann', null)", [paused]);
    await stopAll();
    expect(await reasons(serial)).toEqual(['stopped', { 1: 'held', 2: 'held', 3: 'waiting_for_parents' }]);
    expect(await reasons(paused)).toEqual(['stopped', { 1: 'held', 2: 'waiting_for_parents' }]);
    await engine.client.query("select tasker.resume_task($1, 'ben', 'never mind')", [paused]);
    expect((await explain(paused)).steps[0]).toMatchObject({ reason: 'held', detail: { reason: 'max_execution_time' } });
  });

  it('waiting_for_turn: which step has the turn', async () => {
    const mine = await create([{}, {}, { parents: [1] }], { concurrent: false });
    const { steps } = await explain(mine);
    expect(steps.map(({ reason }) => reason)).toEqual(['queued', 'waiting_for_turn', 'waiting_for_parents']);
    expect(steps[1]?.detail).toEqual({ active: { workflow_step_id: 1, name: 's1', state: 'pending' } });
  });

  it('paused: by whom and why; what runs is finished, what waits for parents waits for them', async () => {
    const [mine, [first]] = await claimed([{ retryLimit: 5 }, {}, { parents: [1] }]);
    await worker.advance([failed(first!, { retryAfter: 60 })]);
    await engine.client.query("select tasker.pause_task($1, 'ann', 'stock-taking')", [mine]);
    expect(await reasons(mine)).toEqual(['paused', { 1: 'paused', 2: 'running', 3: 'waiting_for_parents' }]);
    const { task, steps } = await explain(mine);
    const facts = { since: moment, by: 'ann', reason: 'stock-taking' };
    expect([task.detail.paused, steps[0]?.detail]).toEqual([facts, facts]);
    expect(task.detail.because).toMatchObject({ name: 's2', reason: 'running' });
    await worker.advance([
      completed(
        (
          await engine.rows('select task_id, workflow_step_id, attempts as attempt from tasker.workflow_steps where workflow_step_id = 2')
        )[0] as Claim,
      ),
    ]);
    expect((await explain(mine)).task.detail.because).toMatchObject({ name: 's1', reason: 'paused', by: 'ann' });
  });

  it('cancelled because a step was: which one, by whom and why', async () => {
    const [mine, [, second]] = await claimed([{}, {}, { parents: [1] }]);
    await engine.client.query("select * from tasker.cancel_step($1, 1, 'ann', 'out of stock')", [mine]);
    await worker.advance([completed(second!)]);
    const { task } = await explain(mine);
    expect(task).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
    const step = { workflow_step_id: 1, name: 's1' };
    expect(task.detail).toMatchObject({ at: moment, actor: 'ann', reason: 'out of stock', step });
  });

  it.each(['at once', 'later'])('cancelled as a whole by nobody in particular, after a step was (%s)', async (when) => {
    const [mine, [first]] = await claimed([{}, {}, {}]);
    await engine.client.query("select * from tasker.cancel_step($1, 2, 'ann', 'out of stock')", [mine]);
    if (when === 'later') await worker.advance([completed(first!)]);
    await engine.client.query('select tasker.cancel_task($1, null, null)', [mine]);
    expect((await explain(mine)).task.detail).toMatchObject({ at: moment, actor: null, reason: null, step: null });
  });

  it.each([
    ['a step of it', "select tasker.cancel_step($1, 1, 'ann', 'out of stock')", { workflow_step_id: 1, name: 's1' }],
    ['the whole task', "select tasker.cancel_task($1, 'ann', 'out of stock')", null],
  ])('cancelled: that ann cancelled %s, whoever changes its tags afterwards', async (_, sentence, step) => {
    const [mine, [, second]] = await claimed([{}, {}, { parents: [1] }]);
    await engine.client.query(sentence, [mine]);
    await worker.advance([completed(second!)]);
    const before = (await explain(mine)).task.detail;
    expect(before).toMatchObject({ actor: 'ann', reason: 'out of stock', step });
    await engine.client.query("select * from tasker.update_task($1, null, '{vip}', null, null)", [mine]);
    expect((await explain(mine)).task.detail).toEqual(before);
    await engine.client.query("select * from tasker.update_task($1, null, '{eu}', 'bea', 'moved')", [mine]);
    expect((await explain(mine)).task.detail).toEqual(before);
  });

  it('complete, cancelled and resolved_manually: when, by whom and why', async () => {
    const [done, [first]] = await claimed([{}]);
    await worker.advance([completed(first!)]);
    const cancelled = await create([{}]);
    const resolved = await create([{}, { parents: [1] }]);
    await engine.client.query("select tasker.cancel_task($1, 'ann', 'ordered twice')", [cancelled]);
    await engine.client.query("select tasker.resolve_task($1, 'ben', 'done by hand')", [resolved]);
    const shown = [];
    for (const id of [done, cancelled, resolved]) {
      const { task, steps } = await explain(id);
      expect(steps).toEqual([]);
      shown.push([task.state, task.reason, task.detail.at, task.detail.actor, task.detail.reason]);
    }
    expect(shown).toEqual([
      ['complete', 'complete', moment, null, null],
      ['cancelled', 'cancelled', moment, 'ann', 'ordered twice'],
      ['resolved_manually', 'resolved_manually', moment, 'ben', 'done by hand'],
    ]);
  });

  it('empty: a task without steps', async () => {
    const { task, steps } = await explain(await create([]));
    expect([task.state, task.reason, steps]).toEqual(['complete', 'empty', []]);
    expect(task.detail).toMatchObject({ at: moment, counts: { total: 0 } });
  });

  it('says when the time of the task is over', async () => {
    const { task } = await explain(await create([{}], { max_seconds: 60 }));
    expect(task.detail.deadline_at).toEqual(moment);
  });

  it('no row for an unknown task', async () => {
    expect(await engine.rows("select * from tasker.explain_task('00000000-0000-7000-8000-000000000000')")).toEqual([]);
  });
});
