import { describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { stepRow, taskRow } from '../../support/worker.session.js';

const backoff = JSON.stringify({ default: { seconds: [0], max: 0, multiplier: 1, jitter: 0 } });

describe('reap_worker with limits on lost attempts', () => {
  const engine = useEngine();

  /** Loses the next attempt of every step with its worker. */
  async function lose(staleness: object | null): Promise<void> {
    await engine.rows("update tasker.workflow_steps set ready_at = now() where state = 'error' and ready_at is not null");
    const dead = await engine.worker();
    await dead.claim();
    await dead.fallSilent(engine.client);
    const reaper = await engine.worker();
    await engine.rows("select * from tasker.reap_worker($1, $2, interval '1 second', $3)", [
      reaper.id,
      backoff,
      staleness === null ? null : JSON.stringify(staleness),
    ]);
  }
  const declare = (plan: Blueprint, staleness: unknown) =>
    engine.rows(
      "update tasker.named_tasks set configuration = configuration || jsonb_build_object('staleness', $2::jsonb) where named_task_id = $1",
      [plan.namedTask, JSON.stringify(staleness)],
    );
  const warnings = () => engine.rows('select task_id, kind, workflow_step_id as step, detail from tasker.task_warnings');

  it('after as many lost attempts as allowed there is a warning, and the step goes on', async () => {
    const plan = await blueprint(engine.client, 1);
    const id = await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    await lose({ lostAttempts: 2, fail: false });
    expect(await warnings()).toEqual([]);
    await lose({ lostAttempts: 2, fail: false });
    expect(await warnings()).toEqual([{ task_id: id, kind: 'lost_attempts', step: 1, detail: { lost: 2, limit: 2, fail: false } }]);
    expect(await stepRow(engine.client, id, 1)).toMatchObject({ state: 'error', error: { permanent: false, lostAttempts: 2 } });
    await lose({ lostAttempts: 2, fail: false });
    expect(await warnings()).toMatchObject([{ detail: { lost: 3 } }]);
  });

  it('where the definition says so the step gets no further attempt, and its task rests', async () => {
    const plan = await blueprint(engine.client, 1);
    await declare(plan, { lostAttempts: 1, action: 'fail' });
    const id = await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    await lose({ lostAttempts: 5, fail: false });
    const step = await stepRow(engine.client, id, 1);
    expect(step).toMatchObject({
      state: 'error',
      ready_at: null,
      error: { permanent: true, lostAttempts: 1, errorClass: 'WorkerLostError' },
    });
    expect(step['error']).not.toHaveProperty('exhausted');
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'error' });
    expect(await warnings()).toHaveLength(1);
  });

  it.each([
    ['nobody looks', null, undefined],
    ['the module has no limit', { lostAttempts: null, fail: false }, undefined],
    ['the definition is never stale', { lostAttempts: 1, fail: true }, false],
    ['the definition has no such limit', { lostAttempts: 1, fail: true }, { lostAttempts: false }],
  ])('nothing is noted when %s', async (_, staleness, own) => {
    const plan = await blueprint(engine.client, 1);
    if (own !== undefined) await declare(plan, own);
    await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    await lose(staleness);
    expect(await warnings()).toEqual([]);
  });

  it('attempts count anew after a person let the step run again, and so does its warning', async () => {
    const plan = await blueprint(engine.client, 1);
    const id = await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    const limits = { lostAttempts: 2, fail: true };
    await lose(limits);
    await lose(limits);
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'error' });
    await engine.rows("select * from tasker.retry_steps($1, 1, 3, 'ann', 'the leak is mended')", [id]);
    await engine.rows('update tasker.task_warnings set told_at = now()');
    await engine.rows('select tasker.clear_warnings($1, null, 10)', [
      JSON.stringify({ [plan.namedTask]: { lostAttempts: 2, fail: true } }),
    ]);
    expect(await warnings()).toEqual([]);
    await lose(limits);
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'in_progress' });
    await lose(limits);
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'error' });
    expect(await warnings()).toMatchObject([{ detail: { lost: 2 } }]);
  });

  it('a raised limit takes the warning away, one that still holds does not', async () => {
    const plan = await blueprint(engine.client, 1);
    await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    await lose({ lostAttempts: 1, fail: false });
    await engine.rows('update tasker.task_warnings set told_at = now()');
    const clear = (lostAttempts: number) =>
      engine.rows('select tasker.clear_warnings($1, null, 10)', [JSON.stringify({ [plan.namedTask]: { lostAttempts, fail: false } })]);
    await clear(1);
    expect(await warnings()).toHaveLength(1);
    await clear(2);
    expect(await warnings()).toEqual([]);
  });

  it('attempts that failed in another way do not count', async () => {
    const plan = await blueprint(engine.client, 1);
    await createTask(engine.client, plan, [{ retryLimit: 9 }]);
    await lose({ lostAttempts: 2, fail: false });
    await engine.rows('alter table tasker.workflow_step_transitions disable trigger guard');
    await engine.rows(`update tasker.workflow_step_transitions set error = error || '{"errorClass": "Error"}'`);
    await lose({ lostAttempts: 2, fail: false });
    expect(await warnings()).toEqual([]);
  });
});
