import { RetryableError } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { WorkerFunctions } from '../../../libs/tasker/src/database/worker.functions.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

/** Neither polls nor heartbeats come in time: what is found is found by timers and notifications. */
const UNTOLD = { pollInterval: '1h', lease: '1h' } as const;
const RETRY_SECONDS = 0.3;

describe('a second attempt whose moment only the worker of the first one knows', () => {
  const engine = useEngine();
  const failing = (first: () => Promise<void>) =>
    single(
      async ({ step }) => {
        if (step.attempt > 1) return {};
        await first();
        throw new RetryableError('not yet', { retryAfter: RETRY_SECONDS });
      },
      { name: 'again' },
    );
  const untilFailed = () =>
    // In the history it stays: the step itself may run again before anybody looks.
    eventually(async () => (await engine.rows("select from tasker.workflow_step_transitions where to_state = 'error'")).length > 0, {
      what: 'a failure',
    });

  it('is run by another worker when that one has stopped meanwhile', async () => {
    const gates = new Gates();
    const handler = failing(() => gates.pass('first'));
    const writer = await engine.app([handler], { worker: UNTOLD });
    const task = await writer.orchestrator.createTask(handler, { context: {} });
    await gates.reached('first');
    const other = await engine.app([handler], { worker: UNTOLD });
    gates.open('first');
    await untilFailed();
    await writer.close();
    expect((await other.orchestrator.waitForTask(task.taskId, { timeout: '10s' })).state).toBe('complete');
  });

  it('is run by another worker when that one is full at the moment', async () => {
    const gates = new Gates();
    const handler = failing(() => gates.pass('first'));
    const long = single(() => gates.pass('long'), { name: 'long', queue: 'writer' });
    const writer = await engine.app([handler, long], {
      worker: { pollInterval: '1h', lease: '1s', concurrency: 1, queues: ['default', 'writer'] },
    });
    const task = await writer.orchestrator.createTask(handler, { context: {} });
    await gates.reached('first');
    const other = await engine.app([handler, long], { worker: UNTOLD });
    // Heartbeats tell a worker whether it has company: nobody is notified without.
    const beats = vi.spyOn(writer.module.get(WorkerFunctions), 'heartbeat');
    await eventually(() => beats.mock.settledResults.filter(({ type }) => type === 'fulfilled').length >= 2, { what: 'two heartbeats' });
    await writer.orchestrator.createTask(long, { context: {} });
    gates.open('first');
    await gates.reached('long');
    expect((await other.orchestrator.waitForTask(task.taskId, { timeout: '10s' })).state).toBe('complete');
    gates.open('long');
  });
});
