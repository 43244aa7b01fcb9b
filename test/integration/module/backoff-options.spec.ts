import { RetryableError, type BackoffOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single } from '../../support/workflows.js';

const ATTEMPTS = 5;
const Failing = single(
  () => {
    throw new Error('never works');
  },
  { retryLimit: ATTEMPTS },
);
const Throttled = single(({ task }) => {
  throw new RetryableError('busy', task.context as { retryAfter: number });
});

describe('the options of the back-off', () => {
  const engine = useEngine();

  /** The waits after each failed attempt; time is moved forward in the rows instead of passing. */
  async function waits(backoff: BackoffOptions): Promise<number[]> {
    const app = await engine.app([Failing], { backoff, worker: { pollInterval: '20ms' } });
    const { taskId } = await app.orchestrator.createTask({ name: 'single', context: {} });
    const found: number[] = [];
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      const [row] = await eventually(async () => {
        const rows = await engine.rows('select backoff_request_seconds as wait from tasker.workflow_steps where attempts = $1 and state = $2', [attempt, 'error']); // prettier-ignore
        return rows.length > 0 && rows;
      });
      found.push(row!.wait);
      await engine.client.query('update tasker.workflow_steps set ready_at = clock_timestamp() where task_id = $1', [taskId]);
    }
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('error');
    await app.close();
    return found;
  }
  const exact = { jitterEnabled: false };

  it('are doubling waits by default', async () => {
    expect(await waits(exact)).toEqual([2, 4, 8, 16]);
  });

  it('defaultBackoffSeconds gives the first waits, which double from the last one on', async () => {
    expect(await waits({ ...exact, defaultBackoffSeconds: [7, 10] })).toEqual([7, 10, 20, 40]);
  });

  it('backoffMultiplier is how fast they grow beyond the list', async () => {
    expect(await waits({ ...exact, defaultBackoffSeconds: [7, 10], backoffMultiplier: 5 })).toEqual([7, 10, 50, 250]);
  });

  it('maxBackoffSeconds bounds every computed wait', async () => {
    expect(await waits({ ...exact, maxBackoffSeconds: 5, defaultBackoffSeconds: [3, 100] })).toEqual([3, 5, 5, 5]);
  });

  it('jitterMaxPercentage varies each wait by at most its share, to both sides of it', async () => {
    const app = await engine.app([Failing], { backoff: { jitterMaxPercentage: 0.5, defaultBackoffSeconds: [200] } });
    await app.orchestrator.createTasks(Array.from({ length: 40 }, () => ({ name: 'single', context: {} })));
    const rows = await eventually(async () => {
      const failed = await engine.rows<{ wait: number }>(
        "select backoff_request_seconds as wait from tasker.workflow_steps where state = 'error'",
      );
      return failed.length === 40 && failed;
    });
    const found = rows.map(({ wait }) => wait);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...found)).toBeLessThanOrEqual(300);
    expect(Math.min(...found)).toBeLessThan(180);
    expect(Math.max(...found)).toBeGreaterThan(220);
  });

  it('maxRetryAfter caps what a handler asks for, and the log says so', async () => {
    const app = await engine.app([Throttled], { backoff: { maxRetryAfter: '90s' } });
    const asked = [30, 90, 91, 1e12];
    const tasks = await app.orchestrator.createTasks(asked.map((retryAfter) => ({ name: 'single', context: { retryAfter } })));
    const found = await eventually(async () => {
      const views = await Promise.all(tasks.map(({ taskId }) => app.orchestrator.getTask(taskId)));
      const seconds = views.map(({ steps }) => steps[0]!.backoffRequestSeconds);
      return seconds.every((wait) => wait !== null) && seconds;
    });
    expect(found).toEqual([30, 90, 90, 90]);
    expect(engine.logs.with('capped to 90 s (backoff.maxRetryAfter)')).toHaveLength(2);
  });
});
