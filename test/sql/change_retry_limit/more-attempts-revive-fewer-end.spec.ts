import { describe, expect, it } from 'vitest';
import { createTask } from '../../support/creation.js';
import { deedsOf, MIDDLE, stepWords } from '../../support/situations.js';
import { describeStepAction, stepActionTest } from '../../support/step.action.table.js';
import { failed, stepRow, taskRow } from '../../support/worker.session.js';

const RAISE = "change_retry_limit($1, $2, 9, 'ann', 'outage')";
const LOWER = "change_retry_limit($1, $2, 1, 'ann', 'enough')";

describeStepAction('change_retry_limit to more', RAISE, {
  blocked: ['pending+ pending pending', 'pending'],
  ready: ['complete pending+ pending', 'in_progress'],
  running: 'refused',
  retrying: ['complete error~ pending', 'in_progress'],
  exhausted: ['complete pending+ pending', 'pending'],
  failed: ['complete error pending', 'error'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'refused',
});

describeStepAction('change_retry_limit to one', LOWER, {
  blocked: ['pending+ pending pending', 'pending'],
  ready: ['complete pending+ pending', 'in_progress'],
  running: 'refused',
  retrying: ['complete error pending', 'error'],
  exhausted: 'unchanged',
  failed: ['complete error pending', 'error'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'refused',
});

describe('change_retry_limit', () => {
  const { engine, worker, plan, at, act } = stepActionTest(RAISE);
  const lower = (taskId: string, place = MIDDLE) => engine.client.query(`select tasker.${LOWER}`, [taskId, place]);

  it('is written to the history with both numbers, also where the state stays', async () => {
    const taskId = await at('retrying');
    await act(taskId);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ state: 'error', retry_limit: 9, attempts: 1 });
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual(['2: error > error {"to": 9, "from": 3, "action": "change_retry_limit"}']);
  });

  it('revives a step whose attempts were used up: the task leaves error', async () => {
    const taskId = await at('exhausted');
    await act(taskId);
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual([
      '2: error > pending {"to": 9, "from": 1, "action": "change_retry_limit"}',
      'error > pending',
    ]);
    expect((await worker().claim())[0]).toMatchObject({ workflow_step_id: MIDDLE, attempt: 2 });
  });

  it('a limit that leaves no attempt makes a waiting step final, and the same step is revived by a higher one', async () => {
    const taskId = await at('retrying');
    await lower(taskId);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({
      ready_at: null,
      backoff_request_seconds: null,
      error: { message: 'failed', permanent: true, exhausted: true },
    });
    expect([(await taskRow(engine.client, taskId)).state, await engine.rows('select from tasker.dead_letters')]).toEqual(['error', [{}]]);
    await act(taskId);
    expect(await stepWords(engine.client, taskId)).toBe('complete pending+ pending');
  });

  it('a limit that still leaves an attempt lets the waiting step wait', async () => {
    const taskId = await at('retrying');
    await engine.client.query("select tasker.change_retry_limit($1, 2, 2, 'ann', null)", [taskId]);
    expect(await stepWords(engine.client, taskId)).toBe('complete error~ pending');
  });

  it('as many attempts as were made revive nothing', async () => {
    const taskId = await createTask(engine.client, plan(), [{ retryLimit: 2 }]);
    for (const _ of [1, 2]) await worker().advance((await worker().claim()).map((claim) => failed(claim, { retryAfter: 0 })));
    await engine.client.query("select tasker.change_retry_limit($1, 1, 1, 'ann', null)", [taskId]);
    await engine.client.query("select tasker.change_retry_limit($1, 1, 2, 'ann', null)", [taskId]);
    expect(await stepWords(engine.client, taskId)).toBe('error');
    await engine.client.query("select tasker.change_retry_limit($1, 1, 3, 'ann', null)", [taskId]);
    expect(await stepWords(engine.client, taskId)).toBe('pending+');
  });

  it('a step that may not be retried stays failed', async () => {
    const taskId = await at('exhausted');
    await engine.client.query('update tasker.workflow_steps set retryable = false');
    await act(taskId);
    expect(await stepWords(engine.client, taskId)).toBe('complete error pending');
  });

  it('the first attempt is always allowed, whatever the limit', async () => {
    const taskId = await at('ready');
    await lower(taskId);
    expect(await worker().claim()).toHaveLength(1);
  });

  it('a limit below one is refused by the rows themselves', async () => {
    const taskId = await at('ready');
    await expect(engine.client.query("select tasker.change_retry_limit($1, 2, 0, 'ann', null)", [taskId])).rejects.toThrow(
      'workflow_steps_attempts',
    );
  });

  it('in a serial task a revived step waits for its turn', async () => {
    const taskId = await createTask(engine.client, plan(), [{ retryLimit: 1 }, {}], { concurrent: false });
    await worker().advance((await worker().claim()).map((claim) => failed(claim)));
    await worker().claim();
    await act(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('pending in_progress');
  });
});
