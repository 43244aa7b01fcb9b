import { describe, expect, it } from 'vitest';
import { createTask } from '../../support/creation.js';
import { deedsOf, everythingOf, MIDDLE, stepWords } from '../../support/situations.js';
import { describeStepAction, stepActionTest } from '../../support/step.action.table.js';
import { completed, stepRow, taskRow } from '../../support/worker.session.js';

const RESOLVE = "settle_step($1, $2, 'resolved_manually', '{}', 'ann', 'by post')";
const COMPLETE = `settle_step($1, $2, 'complete', '{"by": "ann"}', 'ann', 'by phone')`;

describeStepAction('settle_step without a result', RESOLVE, {
  blocked: ['pending+ resolved_manually pending+', 'pending'],
  ready: ['complete resolved_manually pending+', 'in_progress'],
  running: 'refused',
  retrying: ['complete resolved_manually pending+', 'in_progress'],
  exhausted: ['complete resolved_manually pending+', 'pending'],
  failed: ['complete resolved_manually pending+', 'pending'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'unchanged',
});

describeStepAction('settle_step with a result', COMPLETE, {
  blocked: ['pending+ complete pending+', 'pending'],
  ready: ['complete complete pending+', 'in_progress'],
  running: 'refused',
  retrying: ['complete complete pending+', 'in_progress'],
  exhausted: ['complete complete pending+', 'pending'],
  failed: ['complete complete pending+', 'pending'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'refused',
});

describe('settle_step', () => {
  const { engine, worker, plan, at, act } = stepActionTest(COMPLETE);
  const resolve = async (taskId: string, place = MIDDLE) => (await engine.rows(`select * from tasker.${RESOLVE}`, [taskId, place]))[0];

  it('the result of a person reaches the steps that depend on it; what had gone wrong is gone', async () => {
    const taskId = await at('failed');
    await act(taskId);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({
      results: { by: 'ann' },
      error: null,
      processed_at: expect.any(Date),
      backoff_request_seconds: null,
    });
    const [claim] = await worker().claim();
    expect(Object.values(claim!.parents!)).toEqual([{ by: 'ann' }]);
    await worker().advance([completed(claim!)]);
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual(['2: error > complete', 'error > pending']);
  });

  it('a resolved step has an empty result, and what went wrong stays to be read', async () => {
    const taskId = await at('failed');
    await resolve(taskId);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({
      results: {},
      error: { message: 'failed' },
      processed_at: expect.any(Date),
    });
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual(['2: error > resolved_manually', 'error > pending']);
  });

  it('a step that runs is refused, and the answer says which attempt runs since when', async () => {
    const taskId = await at('running');
    const { claimed_at } = await stepRow(engine.client, taskId, MIDDLE);
    for (const outcome of [await act(taskId), await resolve(taskId)]) {
      expect(outcome).toMatchObject({ refused: true, step_state: 'in_progress', attempt: 1, since: claimed_at });
    }
  });

  it('the same result again changes nothing; another one, or that of the handler, is not replaced', async () => {
    const taskId = await at('ready');
    await act(taskId);
    const before = await everythingOf(engine.client, taskId);
    expect(await act(taskId)).toMatchObject({ refused: false, changed: false });
    const other = await engine.rows("select * from tasker.settle_step($1, 2, 'complete', '[]', 'ann', 'x')", [taskId]);
    expect(other).toMatchObject([{ refused: true, changed: false, step_state: 'complete' }]);
    expect(await everythingOf(engine.client, taskId)).toEqual(before);
  });

  it('the last open step ends the task', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, {}]);
    await resolve(taskId, 1);
    expect((await taskRow(engine.client, taskId)).finished_at).toBeNull();
    await resolve(taskId, 2);
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'complete', incomplete_steps: 0, finished_at: expect.any(Date) });
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual([
      '1: pending > resolved_manually',
      '2: pending > resolved_manually',
      'pending > complete',
    ]);
  });

  it('a task whose steps were completed before their parents completes when the parents do', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { parents: [1] }]);
    await act(taskId, 2);
    expect(await stepWords(engine.client, taskId)).toBe('pending+ complete');
    await worker().advance((await worker().claim()).map((claim) => completed(claim)));
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('of two children of a join one resolved and one run free it once', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, {}, { parents: [1, 2] }]);
    await resolve(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('resolved_manually pending+ pending');
    await worker().advance((await worker().claim()).map((claim) => completed(claim)));
    expect(await stepWords(engine.client, taskId)).toBe('resolved_manually complete pending+');
  });

  it('a step that nobody can claim any more is not claimed: the claim that comes later passes over it', async () => {
    const taskId = await at('ready');
    await resolve(taskId);
    expect((await worker().claim()).map(({ workflow_step_id }) => workflow_step_id)).toEqual([3]);
  });

  it('in a serial task the turn passes from the settled step to the next', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, {}], { concurrent: false });
    await resolve(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('resolved_manually pending+');
  });
});
