import { describe, expect, it } from 'vitest';
import { deedsOf, everythingOf, MIDDLE, STEP_SITUATIONS, stepWords, type StepSituation } from '../../support/situations.js';
import { stepActionTest, type StepExpectation } from '../../support/step.action.table.js';
import { stepRow, taskRow } from '../../support/worker.session.js';

const CHANGE = `change_inputs($1, $2, '{"amount": 12}', 'ann', 'wrong currency')`;

const EXPECTED: Readonly<Record<StepSituation, StepExpectation>> = {
  blocked: ['pending+ pending pending', 'pending'],
  ready: ['complete pending+ pending', 'in_progress'],
  running: 'refused',
  retrying: ['complete error~ pending', 'in_progress'],
  exhausted: ['complete error pending', 'error'],
  failed: ['complete error pending', 'error'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'refused',
};

describe('change_inputs', () => {
  const { engine, worker, at, act } = stepActionTest(CHANGE);

  it.each(STEP_SITUATIONS)('of a step that is %s', async (what) => {
    const expected = EXPECTED[what];
    const taskId = await at(what);
    const before = await everythingOf(engine.client, taskId);
    expect(await act(taskId)).toMatchObject({ refused: expected === 'refused', changed: expected !== 'refused' });
    if (expected === 'refused') return expect(await everythingOf(engine.client, taskId)).toEqual(before);
    const words = [await stepWords(engine.client, taskId), (await taskRow(engine.client, taskId)).state];
    expect(words).toEqual(expected);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ inputs: { amount: 12 } });
    const after = await everythingOf(engine.client, taskId);
    expect(await act(taskId)).toMatchObject({ refused: false, changed: false });
    expect(await everythingOf(engine.client, taskId)).toEqual(after);
  });

  it('is written to the history with the former inputs and the new ones; null stands for the context', async () => {
    const taskId = await at('ready');
    await act(taskId);
    await engine.client.query("select tasker.change_inputs($1, 2, null, 'ann', null)", [taskId]);
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual([
      '2: pending > pending {"to": {"amount": 12}, "from": null, "action": "change_inputs"}',
      '2: pending > pending {"to": null, "from": {"amount": 12}, "action": "change_inputs"}',
    ]);
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ inputs: null, attempts: 0 });
  });

  it('the next attempt reads them', async () => {
    const taskId = await at('ready');
    await act(taskId);
    expect(await worker().claim()).toMatchObject([{ workflow_step_id: MIDDLE, inputs: { amount: 12 } }]);
    expect(await act(taskId)).toMatchObject({ refused: true, step_state: 'in_progress', attempt: 1, since: expect.any(Date) });
  });

  it('a step that failed for good stays so: its task rests until somebody retries it', async () => {
    const taskId = await at('failed');
    await act(taskId);
    expect([await stepWords(engine.client, taskId), (await taskRow(engine.client, taskId)).state]).toEqual([
      'complete error pending',
      'error',
    ]);
    await engine.client.query('select tasker.retry_steps($1, 2, null, null, null)', [taskId]);
    expect(await worker().claim()).toMatchObject([{ workflow_step_id: MIDDLE, inputs: { amount: 12 } }]);
  });
});
