import { describe, expect, it } from 'vitest';
import type { StepExecution, TaskerOptions } from 'nestjs-tasker';
import { useEngine } from '../../support/engine.js';
import { single } from '../../support/workflows.js';

const engine = useEngine();
const HIGH = 40;
const started: string[] = [];
const run = ({ task }: StepExecution<{ name: string }>): object => {
  started.push(task.context.name);
  return {};
};
const Single = single(run);
const Queued = single(run, { name: 'queued', queue: 'slow' });
const Keyed = single(run, { name: 'keyed', concurrencyKey: 'customer', concurrencyLimit: 1 });

interface Given {
  readonly names: readonly { readonly name: string; readonly priority: number; readonly age: number }[];
  readonly definition?: string;
  readonly options?: Omit<TaskerOptions, 'database' | 'auth'>;
}

/** The order in which steps start that were ready for so many seconds before the worker came. */
async function orderOf({ names, definition = 'single', options = {} }: Given): Promise<string[]> {
  started.length = 0;
  const creator = await engine.app([Single, Queued, Keyed], { worker: false, queues: options.queues ?? {} });
  const tasks = await creator.orchestrator.createTasks(
    names.map(({ name, priority }) => ({ name: definition, priority, context: { name, customer: 'a' } })),
  );
  await engine.client.query(
    `update tasker.workflow_steps s set ready_at = clock_timestamp() - make_interval(secs => g.age)
     from unnest($1::uuid[], $2::double precision[]) as g (task_id, age) where s.task_id = g.task_id`,
    [tasks.map(({ taskId }) => taskId), names.map(({ age }) => age)],
  );
  const app = await engine.app([Single, Queued, Keyed], options);
  for (const { taskId } of tasks) await app.orchestrator.waitForTask(taskId, { timeout: '30s' });
  return [...started];
}

const high = Array.from({ length: HIGH }, (_, n) => ({ name: 'high', priority: 9, age: 20 - n / 100 }));

describe.each([
  ['of the queue', 'single', {}],
  ['under the limit of a queue', 'queued', { queues: { slow: { concurrency: 64 } }, worker: { queues: ['slow'] } }],
])('steps %s', (_, definition, given: Given['options']) => {
  const options = (concurrency: number, more: Given['options'] = {}) => ({
    ...given,
    ...more,
    worker: { ...(given?.worker as object), concurrency },
  });

  it.each([1, 2, 4])(
    'with %s at once, one of low priority that has waited for half of maxWait starts with the next five',
    async (concurrency) => {
      const names = [...high, { name: 'low', priority: 0, age: 31 }];
      const order = await orderOf({ names, definition, options: options(concurrency) });
      expect(order.indexOf('low')).toBeLessThan(4 + 4 * concurrency);
    },
  );

  it('with three priorities, each that has waited that long', async () => {
    const middle = Array.from({ length: 20 }, () => ({ name: 'middle', priority: 5, age: 600 }));
    const names = [...high, ...middle, { name: 'low', priority: 0, age: 31 }];
    const order = await orderOf({ names, definition, options: options(1) });
    expect(order.indexOf('low')).toBeLessThan(12);
    expect(order.indexOf('middle')).toBeLessThan(12);
  });

  it('one that has not waited that long starts last', async () => {
    const names = [...high, { name: 'low', priority: 0, age: 25 }];
    const order = await orderOf({ names, definition, options: options(1) });
    expect(order.at(-1)).toBe('low');
  });

  it('priority.maxWait says how long that is', async () => {
    const names = [...high, { name: 'low', priority: 0, age: 3_000 }];
    const order = await orderOf({ names, definition, options: options(1, { priority: { maxWait: '2h' } }) });
    expect(order.at(-1)).toBe('low');
  });
});

it('steps that wait for one key: low priority that has waited long gets every fourth turn or so', async () => {
  const names = [...high, { name: 'low', priority: 0, age: 31 }];
  const order = await orderOf({ names, definition: 'keyed', options: { worker: { concurrency: 8 } } });
  expect(order.indexOf('low')).toBeLessThan(HIGH);
});

it.each([{ maxWait: 0 }, { maxWait: '1s' }, { maxWait: 'soon' }, { maxwait: '60s' }])('%o is refused', async (priority) => {
  await expect(engine.app([Single], { priority: priority as never })).rejects.toThrow(/^priority\.max/);
});
