import { describe, expect, it } from 'vitest';
import { createTask } from '../../support/creation.js';
import { deedsOf, MIDDLE, stepWords } from '../../support/situations.js';
import { describeStepAction, stepActionTest } from '../../support/step.action.table.js';
import { completed, failed, stepRow, taskRow, type Claim } from '../../support/worker.session.js';

const CALL = "cancel_step($1, $2, 'ann', 'wrong')";

describeStepAction('cancel_step', CALL, {
  blocked: ['pending+ cancelled cancelled', 'pending'],
  ready: ['complete cancelled cancelled', 'cancelled'],
  running: ['complete cancelled cancelled', 'cancelled'],
  retrying: ['complete cancelled cancelled', 'cancelled'],
  exhausted: ['complete cancelled cancelled', 'cancelled'],
  failed: ['complete cancelled cancelled', 'cancelled'],
  complete: 'refused',
  cancelled: 'unchanged',
  resolved: 'refused',
});

describe('cancel_step', () => {
  const { engine, worker, plan, at, act } = stepActionTest(CALL);

  it('writes who, why, and of a running attempt which, by whom and since when; those lost with it name it', async () => {
    const taskId = await at('running');
    expect(await act(taskId)).toMatchObject({ step_state: 'cancelled', attempt: 1, since: expect.any(Date) });
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual([
      '2: in_progress > cancelled attempt 1',
      '3: pending > cancelled {"cancelled_with": 2}',
      'in_progress > cancelled',
    ]);
    expect(await engine.rows(`select distinct reason from tasker.workflow_step_transitions where actor = 'ann'`)).toEqual([
      { reason: 'wrong' },
    ]);
  });

  it('tells the worker which attempt is meant; its late result is refused, and its heartbeat says so too', async () => {
    const heard: unknown[] = [];
    const listener = await engine.session();
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('listen "tasker.stopped"');
    const taskId = await createTask(engine.client, plan(), [{}, {}]);
    const claims = await worker().claim();
    await act(taskId, 1);
    await listener.query('select 1');
    expect(heard).toEqual([`${taskId} 1 1`]);
    const beat = "select gone from tasker.heartbeat($1, null, $2, '{1,2}', '{1,1}', '{}')";
    expect(await engine.rows(beat, [worker().id, [taskId, taskId]])).toEqual([{ gone: [[taskId, 1, 1]] }]);
    const { settled, rested } = await worker().advance(claims.map((claim) => completed(claim)));
    expect([settled, rested]).toEqual([[[taskId, 1, 1, 'rejected', null]], [[taskId, 'cancelled']]]);
  });

  it('the task goes on with what is left and rests in cancelled, or in error when another step failed for good', async () => {
    for (const [outcome, state] of [
      [completed, 'cancelled'],
      [(claim: Claim) => failed(claim, { permanent: true }), 'error'],
    ] as const) {
      const taskId = await createTask(engine.client, plan(), [{}, {}, { parents: [1] }, { parents: [2] }]);
      await act(taskId, 1);
      expect(await stepWords(engine.client, taskId)).toBe('cancelled pending+ cancelled pending');
      expect((await taskRow(engine.client, taskId)).state).toBe('pending');
      for (let claims = await worker().claim(); claims.length > 0; claims = await worker().claim())
        await worker().advance(claims.map((claim) => outcome(claim)));
      expect((await taskRow(engine.client, taskId)).state).toBe(state);
    }
  });

  it('goes through pending steps only: what a person resolved or completed before holds its children', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { parents: [1] }, { parents: [2] }, { parents: [1, 3] }, { parents: [3] }]);
    await engine.client.query("select tasker.settle_step($1, 2, 'resolved_manually', '{}', null, null)", [taskId]);
    await act(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('cancelled resolved_manually pending+ cancelled pending');
  });

  it('a bypassed step can no longer be cancelled', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { parents: [1] }], { bypass: [1] });
    expect(await act(taskId, 1)).toMatchObject({ refused: true, step_state: 'resolved_manually' });
  });

  it('in a serial task the turn passes on', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { parents: [1] }, { priority: -1 }], { concurrent: false });
    await worker().claim();
    await act(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('cancelled cancelled pending+');
  });

  it('takes a whole row of steps with it', async () => {
    const large = 12;
    const taskId = await createTask(
      engine.client,
      plan(),
      Array.from({ length: large }, (_, place) => (place === 0 ? {} : { parents: [place] })),
    );
    await act(taskId, MIDDLE);
    expect(await stepWords(engine.client, taskId)).toBe(['pending+', ...Array<string>(large - 1).fill('cancelled')].join(' '));
    expect((await stepRow(engine.client, taskId, large)).state).toBe('cancelled');
  });
});
