import type { StepExecution } from 'nestjs-tasker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { IdleWatch } from '../../../libs/tasker/src/orchestration/idle.watch.js';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

/** What a worker has for its last outcomes, which is five seconds otherwise: enough for a call that waits for a row in vain. */
const LAST_CALLS_MS = 800;

describe('a worker that cannot send its last outcome before it shuts down', () => {
  const engine = useEngine();
  afterEach(() => vi.restoreAllMocks());

  it('leaves its step to others: it does not say goodbye, and they take the step back when its lease runs out', async () => {
    const gates = new Gates();
    const Handler = single(async ({ step }: StepExecution) => {
      await gates.pass('step');
      return { attempt: step.attempt };
    });
    const backoff = { defaultBackoffSeconds: [0] };
    const app = await engine.app([Handler], { worker: { lease: '1s', drainTimeout: 0 }, backoff });
    const { taskId } = await app.orchestrator.createTask({ name: 'single', context: {} });
    await gates.reached('step');
    const somebody = await engine.session();
    await somebody.query('begin');
    await somebody.query('select from tasker.tasks where task_id = $1 for update', [taskId]);
    const { within } = IdleWatch.prototype;
    vi.spyOn(IdleWatch.prototype, 'within').mockImplementation(function (this: IdleWatch, limitMs) {
      return within.call(this, Math.min(limitMs, LAST_CALLS_MS));
    });
    gates.open('step');
    await app.close();
    await somebody.query('rollback');
    expect(engine.logs.with('1 outcomes could not be sent: other workers take their steps back')).toHaveLength(1);
    expect(await engine.rows('select stopped_at, reaped_at from tasker.workers')).toEqual([{ stopped_at: null, reaped_at: null }]);
    const next = await engine.app([Handler], { worker: { lease: '1s' }, backoff });
    const done = await next.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect([done.state, done.results]).toEqual(['complete', { only: { attempt: 2 } }]);
  });
});
