import { describe, expect, it } from 'vitest';
import { deedsOf, everythingOf, MIDDLE } from '../../support/situations.js';
import { stepActionTest } from '../../support/step.action.table.js';
import { stepRow } from '../../support/worker.session.js';

describe('update_step', () => {
  const { engine, at, act } = stepActionTest(`update_step($1, $2, true, '{"a": 1}', 9, 'ann', null)`);
  const update = async (taskId: string, values: unknown[]) =>
    (await engine.rows(`select * from tasker.update_step($1, 2, $2, $3, $4, 'ann', null)`, [taskId, ...values]))[0];

  it.each(['ready', 'running', 'exhausted', 'complete'] as const)(
    'a step that is %s: inputs and retry limit are changed together or not at all',
    async (what) => {
      const taskId = await at(what);
      const before = await everythingOf(engine.client, taskId);
      const open = what === 'ready' || what === 'exhausted';
      expect(await act(taskId)).toMatchObject({ refused: !open, changed: open });
      if (open) {
        expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ inputs: { a: 1 }, retry_limit: 9 });
        expect((await deedsOf(engine.client, taskId, 'ann')).filter((deed) => deed.startsWith('2:'))).toHaveLength(2);
        expect(await act(taskId)).toMatchObject({ refused: false, changed: false });
      } else {
        expect(await everythingOf(engine.client, taskId)).toEqual(before);
      }
    },
  );

  it('a limit that lets the step go on comes after the inputs', async () => {
    const taskId = await at('exhausted');
    expect(await act(taskId)).toMatchObject({ step_state: 'pending', task_state: 'pending' });
    const deeds = await deedsOf(engine.client, taskId, 'ann');
    expect(deeds.map((deed) => deed.replace(/ \{.*"action": "/, ' ').replace(/"\}$/, ''))).toEqual([
      '2: error > error change_inputs',
      '2: error > pending change_retry_limit',
      'error > pending',
    ]);
  });

  it('either alone leaves the other as it is', async () => {
    const taskId = await at('ready');
    expect(await update(taskId, [true, '[5]', null])).toMatchObject({ changed: true });
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ inputs: [5], retry_limit: 3 });
    expect(await update(taskId, [false, null, 4])).toMatchObject({ changed: true });
    expect(await stepRow(engine.client, taskId, MIDDLE)).toMatchObject({ inputs: [5], retry_limit: 4 });
    expect(await update(taskId, [true, '[5]', 5])).toMatchObject({ changed: true });
    expect(await update(taskId, [true, '[6]', 5])).toMatchObject({ changed: true });
  });

  it('an unknown task has no row, an unknown step no state', async () => {
    expect(await act('0197f3a2-1111-7abc-8def-0123456789ab')).toBeUndefined();
    expect(await act(await at('ready'), 9)).toMatchObject({ step_state: null, refused: true, changed: false });
  });
});
