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
    const record = (seconds: number, type: string, attempt: number) =>
      expect.stringMatching(
        `^log step 1 waits ${seconds} s for its next attempt component=backoff_calculator event_type=backoff backoff_seconds=${seconds} ` +
          `backoff_type=${type} step_id=1 task_id=${taskId} attempts=${attempt} step=only attempt=${attempt} correlation_id=tsk_\\S+ exception_class=`,
      );
    expect(records()).toEqual([record(0.01, 'exponential', 1), record(0, 'server_requested', 2)]);
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
    expect(records()).toEqual([
      expect.stringMatching(new RegExp(`backoff_type=exponential step_id=1 task_id=${taskId} attempts=1 attempt=1 correlation_id=tsk_`)),
    ]);
  });
});
