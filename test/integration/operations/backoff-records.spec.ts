import { RetryableError } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { single } from '../../support/workflows.js';

describe('the log record of a back-off', () => {
  const engine = useEngine();
  const records = () => engine.logs.with('event_type=backoff');

  it('is written for each failed attempt that is tried again, and says who chose the wait', async () => {
    const attempts = [new Error('computed'), new RetryableError('asked for', { retryAfter: 0 }), new Error('the last one')];
    const Order = single(
      () => {
        throw attempts.shift() ?? new Error('no more');
      },
      { backoff: { type: 'fixed', waits: [10] } },
    );
    const { run } = await engine.app([Order], { backoff: { jitterEnabled: false } });
    const { taskId } = await run(Order);
    const facts = `step_id=1 task_id=${taskId}`;
    expect(records()).toEqual([
      `log step 1 waits 0.01 s for its next attempt component=backoff_calculator event_type=backoff backoff_seconds=0.01 backoff_type=exponential ${facts} attempts=1`,
      `log step 1 waits 0 s for its next attempt component=backoff_calculator event_type=backoff backoff_seconds=0 backoff_type=server_requested ${facts} attempts=2`,
    ]);
  });

  it('is written for an attempt that was lost with its worker, by the one that takes the step back', async () => {
    const Order = single(() => ({}));
    const web = await engine.app([Order], { worker: false });
    const dead = await engine.worker();
    const { taskId } = await web.orchestrator.createTask(Order, { context: {} });
    await dead.claim();
    await dead.fallSilent(engine.client);
    await engine.app([Order]);
    await web.orchestrator.waitForTask(taskId, { timeout: '30s' });
    expect(records()).toEqual([expect.stringMatching(new RegExp(`backoff_type=exponential step_id=1 task_id=${taskId} attempts=1$`))]);
  });
});
