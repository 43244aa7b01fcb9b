import type { StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

describe('a worker that cannot send its last outcome before it shuts down', () => {
  const engine = useEngine();

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
    gates.open('step');
    await app.close();
    await somebody.query('rollback');
    expect(engine.logs.with('1 outcomes could not be sent: other workers take their steps back')).toHaveLength(1);
    expect(await engine.rows('select stopped_at, reaped_at from tasker.workers')).toEqual([{ stopped_at: null, reaped_at: null }]);
    const next = await engine.app([Handler], { backoff });
    const done = await next.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect([done.state, done.results]).toEqual(['complete', { only: { attempt: 2 } }]);
  });
});
