import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { diamond, DIAMOND_ROWS, single } from '../../support/workflows.js';
import { completed, failed, returned } from '../../support/worker.session.js';
import { insertTask } from '../../support/rows.js';

describe('invariant 2: state lives in the row, history is appended', () => {
  const engine = useEngine();

  it('a task whose history is lost goes on from its rows', async () => {
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const worker = await engine.worker();
    const [top] = await worker.claim();
    await worker.advance([failed(top!, { retryAfter: 0 })]);
    await engine.client.query('truncate tasker.workflow_step_transitions, tasker.task_transitions');
    const app = await engine.app([diamond()]);
    const done = await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect([done.state, done.steps[0]!.attempts]).toEqual(['complete', 2]);
  });

  it('completion, failure, return, theft and cancellation only append to the history', async () => {
    // The guards of useEngine find every update and delete of a history row.
    const [first, second] = [await engine.worker(), await engine.worker()];
    await insertTask(engine.client, [{}, {}, {}, {}]);
    const doomed = await insertTask(engine.client, [{}, { parents: [1] }]);
    const claims = (await first.claim(5)).filter(({ task_id }) => task_id !== doomed);
    await first.advance([completed(claims[0]!), failed(claims[1]!), returned(claims[2]!)]);
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [doomed]);
    await first.fallSilent(engine.client);
    await second.reap();
    const moves = await engine.rows('select distinct from_state, to_state from tasker.workflow_step_transitions order by 1, 2');
    expect(moves).toEqual(
      [
        ['in_progress', 'cancelled'],
        ['in_progress', 'complete'],
        ['in_progress', 'error'],
        ['in_progress', 'pending'],
        ['pending', 'cancelled'],
      ].map(([from_state, to_state]) => ({ from_state, to_state })),
    );
  });

  it('an attempt that runs shows in its step row, and in the history once it has ended', async () => {
    const app = await engine.app([single(() => ({}))], { worker: false });
    await app.orchestrator.createTask({ name: 'single', context: {} });
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    const attempts = 'select attempt, worker_id, from_state, to_state from tasker.workflow_step_transitions';
    expect(await engine.rows(attempts)).toEqual([]);
    await worker.advance([completed(claim!)]);
    expect(await engine.rows(attempts)).toEqual([{ attempt: 1, worker_id: worker.id, from_state: 'in_progress', to_state: 'complete' }]);
  });
});
