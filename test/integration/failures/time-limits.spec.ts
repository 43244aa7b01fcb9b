import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

describe('the time limit and the signal of a step', () => {
  const engine = useEngine();

  it('aborts the signal, fails the attempt as retryable, and drops the late answer', async () => {
    const gates = new Gates();
    const reasons: string[] = [];
    const handler = single(
      async ({ step, signal }) => {
        if (step.attempt > 1) return { attempt: step.attempt };
        signal.addEventListener('abort', () => reasons.push(String(signal.reason)));
        await gates.pass('late');
        return { late: true };
      },
      { timeout: '50ms' },
    );
    const app = await engine.app([handler], { backoff: { defaultBackoffSeconds: [0] } });
    const done = await app.run(handler);
    gates.open('late');
    expect(done.results).toEqual({ only: { attempt: 2 } });
    expect(reasons).toEqual(['StepTimeoutError: no answer within 50 ms']);
    const history = await engine.rows(
      "select attempt, error ->> 'errorClass' as error from tasker.workflow_step_transitions order by attempt",
    );
    expect(history).toEqual([
      { attempt: 1, error: 'StepTimeoutError' },
      { attempt: 2, error: null },
    ]);
    expect((await app.orchestrator.getTask(done.taskId)).results).toEqual({ only: { attempt: 2 } });
  });

  it('a handler that throws after its time limit harms nobody', async () => {
    const gates = new Gates();
    const handler = single(
      async () => {
        await gates.pass('late');
        throw new Error('too late');
      },
      { timeout: '50ms', retryLimit: 1 },
    );
    const app = await engine.app([handler]);
    const done = await app.run(handler);
    gates.open('late');
    expect(done.steps[0]!.error).toMatchObject({ errorClass: 'StepTimeoutError', permanent: true });
    expect((await app.run(handler)).state).toBe('error');
  });

  it.each(['in this process', 'in another process'])('a cancellation %s aborts the signal of the running step', async (where) => {
    const gates = new Gates();
    let reason = '';
    const handler = single(async ({ signal }) => {
      signal.addEventListener('abort', () => (reason = String(signal.reason)));
      await gates.pass('running');
    });
    const app = await engine.app([handler]);
    const other = where === 'in this process' ? app : await engine.app([handler], { worker: false });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    const cancelled = await other.orchestrator.cancelTask(task.taskId, { actor: 'ann', reason: 'wrong order' });
    expect([cancelled.state, cancelled.steps[0]!.state]).toEqual(['cancelled', 'cancelled']);
    await eventually(() => reason !== '', { what: 'the signal is aborted' });
    gates.open('running');
    expect(reason).toMatch(/StepAbortedError: the task was (cancelled|stopped)/);
    const history = await engine.rows(`select actor, reason from tasker.task_transitions where to_state = 'cancelled'`);
    expect(history).toEqual([{ actor: 'ann', reason: 'wrong order' }]);
  });

  it('shutdown lets a running step finish within the drain time, without aborting it', async () => {
    const gates = new Gates();
    let aborted = false;
    const handler = single(async ({ signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      await gates.pass('running');
      return { finished: true };
    });
    const app = await engine.app([handler], { worker: { drainTimeout: '30s' } });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    const closing = app.close();
    gates.open('running');
    await closing;
    expect(aborted).toBe(false);
    const rows = await engine.rows('select state, results from tasker.workflow_steps where task_id = $1', [task.taskId]);
    expect(rows).toEqual([{ state: 'complete', results: { finished: true } }]);
  });

  it('beyond the drain time the signal is aborted and the step goes back to the queue', async () => {
    const gates = new Gates();
    let reason = '';
    const handler = single(async ({ signal }) => {
      signal.addEventListener('abort', () => (reason = String(signal.reason)));
      await gates.pass('running');
    });
    const app = await engine.app([handler], { worker: { drainTimeout: '50ms' } });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    await app.close();
    expect(reason).toContain('shuts down');
    const rows = await engine.rows(
      'select state, ready_at is not null as ready, retry_limit from tasker.workflow_steps where task_id = $1',
      [task.taskId],
    );
    expect(rows).toEqual([{ state: 'pending', ready: true, retry_limit: 4 }]);
    const workers = await engine.rows('select stopped_at is not null as stopped from tasker.workers');
    expect(workers).toEqual([{ stopped: true }]);
  });

  it('a step that is handed back at shutdown is taken by another worker at once, not at its next look', async () => {
    const gates = new Gates();
    const handler = single(({ step }) => (step.attempt === 1 ? gates.pass('running') : {}));
    const leaving = await engine.app([handler], { worker: { drainTimeout: 0 } });
    const task = await leaving.orchestrator.createTask(handler, { context: {} });
    await gates.reached('running');
    const staying = await engine.app([handler], { worker: { pollInterval: '1h' } });
    await eventually(
      async () =>
        (await engine.rows("select from pg_stat_activity where datname = current_database() and query ilike 'listen%'")).length >= 2,
      {
        what: 'the other worker listens',
      },
    );
    await leaving.close();
    expect((await staying.orchestrator.waitForTask(task, { timeout: '15s' })).state).toBe('complete');
  });
});
