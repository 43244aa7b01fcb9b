import { describe, expect, it } from 'vitest';
import type { StepExecution } from 'nestjs-tasker';
import { useEngine } from '../../support/engine.js';
import { single, workflow } from '../../support/workflows.js';

const engine = useEngine();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts how many handlers run at once, by a key. */
class Gauge {
  private readonly now = new Map<string, number>();
  readonly most = new Map<string, number>();
  runs = 0;

  readonly run = async ({ task }: StepExecution<{ key?: string }>): Promise<object> => {
    const key = task.context.key ?? '';
    const running = (this.now.get(key) ?? 0) + 1;
    this.now.set(key, running);
    this.most.set(key, Math.max(this.most.get(key) ?? 0, running));
    await pause(2);
    this.now.set(key, this.now.get(key)! - 1);
    this.runs += 1;
    return {};
  };
}

async function settle(taskIds: readonly string[]): Promise<void> {
  const app = await engine.app([], { worker: false });
  for (const taskId of taskIds) {
    const task = await app.orchestrator.waitForTask(taskId, { timeout: '30s' });
    expect(task.state).toBe('complete');
  }
  expect(await engine.rows('select * from tasker.limit_waits')).toEqual([]);
}

describe.each([1, 2, 4])('with %s applications, never more run at once than the limit, and all get done,', (count) => {
  it('in a queue', async () => {
    const gauge = new Gauge();
    const Slow = single(gauge.run, { queue: 'slow' });
    const options = { queues: { slow: { concurrency: 3 } }, worker: { queues: ['slow'] } };
    const apps = await Promise.all(Array.from({ length: count }, () => engine.app([Slow], options)));
    const tasks = await apps[0]!.orchestrator.createTasks(Array.from({ length: 60 }, () => ({ name: 'single', context: {} })));
    await settle(tasks.map(({ taskId }) => taskId));
    expect([gauge.most.get(''), gauge.runs]).toEqual([3, 60]);
  });

  it('of a dependent system', async () => {
    const gauge = new Gauge();
    const Charge = workflow('charge', {
      first: { run: gauge.run, dependentSystem: 'bank' },
      second: { run: gauge.run, dependentSystem: 'bank', dependsOn: 'first' },
    });
    const options = { dependentSystems: { bank: { concurrency: 2 } } };
    const apps = await Promise.all(Array.from({ length: count }, () => engine.app([Charge], options)));
    const tasks = await apps[0]!.orchestrator.createTasks(Array.from({ length: 30 }, () => ({ name: 'charge', context: {} })));
    await settle(tasks.map(({ taskId }) => taskId));
    expect([gauge.most.get(''), gauge.runs]).toEqual([2, 60]);
  });

  it('with one key', async () => {
    const gauge = new Gauge();
    const Keyed = workflow(
      'keyed',
      { first: { run: gauge.run }, second: { run: gauge.run, dependsOn: 'first' } },
      { concurrencyKey: 'key', concurrencyLimit: 2 },
    );
    const apps = await Promise.all(Array.from({ length: count }, () => engine.app([Keyed])));
    const tasks = await apps[0]!.orchestrator.createTasks(
      Array.from({ length: 60 }, (_, n) => ({ name: 'keyed', context: { key: `k${n % 3}` } })),
    );
    await settle(tasks.map(({ taskId }) => taskId));
    expect([...gauge.most.values(), gauge.runs]).toEqual([2, 2, 2, 120]);
  });
});
