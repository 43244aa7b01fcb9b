import { TaskerMetrics } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../../support/engine.js';
import { eventually } from '../../../support/eventually.js';
import { samplesOf, sumOf } from '../../../support/metrics.js';
import { single } from '../../../support/workflows.js';

describe('figures of the rows, shown by one of several processes', () => {
  const engine = useEngine();
  const telemetry = { metrics: { interval: '100ms' as const } };
  const waiting = single(() => ({}), { name: 'waiting', queue: 'unserved' });
  const page = async ({ module }: EngineApp) => samplesOf((await module.get(TaskerMetrics, { strict: false }).page())!.body);
  const start = () => engine.app([waiting], { telemetry });
  /** What each process says of the steps that are ready. */
  const ready = async (...apps: EngineApp[]) => {
    const pages = [];
    for (const app of apps) pages.push(sumOf(await page(app), 'tasker_ready_steps'));
    return pages;
  };
  /** The rows are looked at once in an interval. */
  const readyBecomes = (app: EngineApp, steps: number | null) =>
    eventually(async () => (await ready(app))[0] === steps, { what: `${steps} steps are ready` });

  it('are the same as the rows, with the names of queue and definition', async () => {
    const app = await start();
    await app.orchestrator.createTasks(Array.from({ length: 3 }, () => ({ name: 'waiting', context: {} })));
    await engine.rows("update tasker.workflow_steps set ready_at = now() - interval '1 hour' where ready_at is not null");
    const samples = await page(app);
    const labels = { queue: 'unserved', namespace: 'default', name: 'waiting', version: '0.1.0' };
    expect(sumOf(samples, 'tasker_ready_steps', labels)).toBe(3);
    expect(sumOf(samples, 'tasker_oldest_ready_step_seconds', labels)).toBeCloseTo(3_600, -2);
    expect(sumOf(samples, 'tasker_tasks', { state: 'pending' })).toBe(3);
    expect(sumOf(samples, 'tasker_workers')).toBe(1);
    expect(sumOf(samples, 'tasker_figures_capped')).toBe(0);
  });

  it('go to 0 when nothing is ready any more, instead of away', async () => {
    const app = await start();
    const [task] = await app.orchestrator.createTasks([{ name: 'waiting', context: {} }]);
    expect(await ready(app)).toEqual([1]);
    await app.orchestrator.cancelTask(task!.taskId);
    await readyBecomes(app, 0);
    expect(sumOf(await page(app), 'tasker_oldest_ready_step_seconds')).toBe(0);
  });

  it('come from the process that was asked first, until it ends; then another one follows at once', async () => {
    const [first, second] = [await start(), await start()];
    await first.orchestrator.createTasks([{ name: 'waiting', context: {} }]);
    expect(await ready(second, first, second)).toEqual([1, null, 1]);
    await second.close();
    await readyBecomes(first, 1);
  });

  it('come from another process when the one that showed them is gone without a word', async () => {
    const [first, second] = [await start(), await start()];
    await first.orchestrator.createTasks([{ name: 'waiting', context: {} }]);
    expect(await ready(first, second)).toEqual([1, null]);
    await engine.rows("update tasker.job_leases set until = now() where name = 'tasker.figures'");
    await readyBecomes(second, 1);
    await readyBecomes(first, null);
  });

  it('are absent while they cannot be read, and everything else is shown', async () => {
    const app = await start();
    await engine.rows('alter function tasker.queue_figures(integer) rename to unreadable');
    const samples = await page(app);
    expect(sumOf(samples, 'tasker_workers')).toBeNull();
    expect(sumOf(samples, 'tasker_figures_failures_total')).toBe(1);
    expect(sumOf(samples, 'tasker_pool_limit')).toBe(10);
    expect(engine.logs.with('the figures of the queue cannot be read')).toHaveLength(1);
    await engine.rows('alter function tasker.unreadable(integer) rename to queue_figures');
    await eventually(async () => sumOf(await page(app), 'tasker_workers') === 1, { what: 'the figures are back' });
  });
});
