import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { blocked, completed, failed, letAdvanceWait, stepRow, taskRow, type WorkerSession } from '../../support/worker.session.js';
import { insertTask } from '../../support/rows.js';

describe('invariant 3: one conditional statement a change; zero rows is a lost race', () => {
  const engine = useEngine();
  const image = async (taskId: string) => ({
    task: await taskRow(engine.client, taskId),
    steps: await engine.rows('select * from tasker.workflow_steps where task_id = $1 order by workflow_step_id', [taskId]),
    history: await engine.rows('select * from tasker.workflow_step_transitions where task_id = $1', [taskId]),
  });
  const stolen = async (from: WorkerSession, by: WorkerSession) => {
    await from.fallSilent(engine.client);
    await by.reap();
    await engine.client.query('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at is not null');
  };

  it.each([
    ['completion', completed],
    ['failure', failed],
  ])('a late %s of an old attempt by the same worker is refused and harms nothing', async (_, outcome) => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [old] = await worker.claim();
    await worker.advance([failed(old!, { retryAfter: 0 })]);
    const [current] = await worker.claim();
    expect(current!.attempt).toBe(2);
    const before = await image(taskId);
    const { settled, rested } = await worker.advance([outcome(old!)]);
    expect([settled, rested]).toEqual([[[taskId, 1, 1, 'rejected', null]], []]);
    expect(await image(taskId)).toEqual(before);
  });

  it('a late completion of a claim that another worker holds now is refused and harms nothing', async () => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }]);
    const [first, second, third] = [await engine.worker(), await engine.worker(), await engine.worker()];
    const [old] = await first.claim();
    await stolen(first, second);
    const [current] = await second.claim();
    expect(current!.attempt).toBe(2);
    const before = await image(taskId);
    // The right attempt, the wrong worker.
    const { settled } = await third.advance([completed({ ...old!, attempt: 2 })]);
    expect(settled).toEqual([[taskId, 1, 2, 'rejected', null]]);
    expect(await image(taskId)).toEqual(before);
  });

  it('of two completions of one claim at the same time exactly one counts', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const twin = Object.assign(Object.create(Object.getPrototypeOf(worker)), worker, { client: await engine.session() }) as WorkerSession;
    const [claim] = await worker.claim();
    await worker.client.query('begin');
    await worker.advance([completed(claim!, { by: 'first' })]);
    const second = twin.advance([completed(claim!, { by: 'second' })]);
    await blocked(twin.client, engine.client);
    await worker.client.query('commit');
    expect((await second).settled).toEqual([[taskId, 1, 1, 'rejected', null]]);
    expect((await stepRow(engine.client, taskId, 1)).results).toEqual({ by: 'first' });
    expect((await stepRow(engine.client, taskId, 2)).pending_parents).toBe(0);
  });

  it.each(['cancelled', 'resolved_manually'])('a %s child is not revived by the late completion of its parent', async (state) => {
    const taskId = await insertTask(engine.client, [{}, { state: state as 'cancelled', parents: [1] }]);
    const worker = await engine.worker();
    const [parent] = await worker.claim();
    const before = await stepRow(engine.client, taskId, 2);
    const { rested } = await worker.advance([completed(parent!)], { capacity: 8 });
    expect(await stepRow(engine.client, taskId, 2)).toEqual(before);
    expect(rested).toEqual([[taskId, state === 'cancelled' ? 'cancelled' : 'complete']]);
  });

  it('the children of a cancelled task are not revived by the completion that was on its way', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [parent] = await worker.claim();
    const operator = await engine.session();
    await operator.query('begin');
    await operator.query('select * from tasker.cancel_task($1, $2, $3)', [taskId, 'ann', 'wrong order']);
    const late = worker.advance([completed(parent!)], { capacity: 8 });
    await blocked(worker.client, engine.client);
    await operator.query('commit');
    expect((await late).settled).toEqual([[taskId, 1, 1, 'rejected', null]]);
    expect((await image(taskId)).steps.map(({ state, ready_at }) => [state, ready_at])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
    ]);
  });

  it('a cancellation that waits for a completion cancels what is left', async () => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [parent] = await worker.claim();
    await worker.client.query('begin');
    await worker.advance([completed(parent!)], { capacity: 8 });
    const operator = await engine.session();
    const cancelled = operator.query('select * from tasker.cancel_task($1, null, null)', [taskId]);
    await blocked(operator, engine.client);
    await worker.client.query('commit');
    await cancelled;
    expect((await image(taskId)).steps.map(({ state, claimed_by }) => [state, claimed_by])).toEqual([
      ['complete', null],
      ['cancelled', null],
    ]);
  });

  it('a cancellation that waits for a claim finds the claimed step as it is now, not as it was', async () => {
    const taskId = await insertTask(engine.client, [{}, {}]);
    const worker = await engine.worker();
    await worker.client.query('begin');
    const [claim] = await worker.claim(1);
    const operator = await engine.session();
    const cancelled = operator.query('select * from tasker.cancel_task($1, null, null)', [taskId]);
    await blocked(operator, engine.client);
    await worker.client.query('commit');
    await cancelled;
    const { task, steps, history } = await image(taskId);
    expect([task.state, task.active_steps, steps.map(({ state }) => state)]).toEqual(['cancelled', 0, ['cancelled', 'cancelled']]);
    expect(history.map(({ from_state }) => from_state).sort()).toEqual(['in_progress', 'pending']);
    expect((await worker.advance([completed(claim!)])).settled).toEqual([[taskId, claim!.workflow_step_id, 1, 'rejected', null]]);
  });

  it('a claim that comes while a cancellation holds the steps takes none of them', async () => {
    const taskId = await insertTask(engine.client, [{}, {}]);
    const other = await insertTask(engine.client, [{}]);
    const operator = await engine.session();
    await operator.query('begin');
    await operator.query('select * from tasker.cancel_task($1, null, null)', [taskId]);
    const worker = await engine.worker();
    expect((await worker.claim()).map(({ task_id }) => task_id)).toEqual([other]);
    await operator.query('commit');
    expect(await worker.claim()).toEqual([]);
  });
});
