import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const failing = () => {
  throw new Error('no luck');
};
const atOnce = { backoff: { type: 'fixed', waits: [0] } } as const;

describe('the options of a step', () => {
  const engine = useEngine();

  it('retryable and retryLimit bound its attempts, by the defaults of the task where it says nothing', async () => {
    const attempted = async (options: object, defaults: object = {}) => {
      const Handler = workflow('tries', { only: { ...atOnce, ...options, run: failing } }, defaults);
      const app = await engine.app([Handler]);
      const { state, attempts, error } = (await app.run(Handler)).steps[0]!;
      await app.close();
      await engine.client.query(
        'truncate tasker.tasks, tasker.workflow_steps, tasker.dead_letters, tasker.workflow_step_transitions, tasker.task_transitions',
      );
      expect([state, error?.permanent]).toEqual(['error', true]);
      return attempts;
    };
    expect(await attempted({})).toBe(3);
    expect(await attempted({ retryLimit: 5 })).toBe(5);
    expect(await attempted({ retryLimit: 1 })).toBe(1);
    expect(await attempted({ retryable: false, retryLimit: 5 })).toBe(1);
    expect(await attempted({}, { defaultRetryLimit: 2 })).toBe(2);
    expect(await attempted({ retryLimit: 4 }, { defaultRetryLimit: 2 })).toBe(4);
    expect(await attempted({}, { defaultRetryable: false })).toBe(1);
    expect(await attempted({ retryable: true }, { defaultRetryable: false, defaultRetryLimit: 2 })).toBe(2);
  });

  it('queue: only a worker that serves it runs it, and what depends on it waits', async () => {
    const Handler = workflow('queued', {
      draw: { queue: 'gpu', run: () => ({ by: 'gpu' }) },
      send: { dependsOn: 'draw', run: ({ sequence }) => ({ drawn: sequence.results('draw').by }) },
      note: {},
    });
    const plain = await engine.app([Handler]);
    const { taskId } = await plain.orchestrator.createTask({ name: 'queued', context: {} });
    const states = async () => (await plain.orchestrator.getTask(taskId)).steps.map(({ name, state }) => `${name} ${state}`).sort();
    await eventually(async () => (await states()).includes('note complete'));
    expect(await states()).toEqual(['draw pending', 'note complete', 'send pending']);
    await engine.app([Handler], { worker: { queues: ['gpu'] } });
    const done = await plain.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(done.results).toMatchObject({ send: { drawn: 'gpu' } });
  });

  it('priority: of steps that are ready the highest runs first; a step that names none has the one of its task, or of its definition', async () => {
    const order: string[] = [];
    const run = ({ step }: { step: { name: string } }) => void order.push(step.name);
    const Handler = workflow('ranked', { low: { priority: -5, run }, own: { run }, high: { priority: 50, run } }, { priority: 7 });
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const { taskId, priority } = await orchestrator.createTask({ name: 'ranked', context: {} });
    const asked = await orchestrator.createTask({ name: 'ranked', context: {}, priority: 60 });
    const ranks = async (id: string) =>
      Object.fromEntries((await orchestrator.getTask(id)).steps.map((step) => [step.name, step.priority]));
    expect([priority, await ranks(taskId)]).toEqual([7, { low: -5, own: 7, high: 50 }]);
    expect([asked.priority, await ranks(asked.taskId)]).toEqual([60, { low: -5, own: 60, high: 50 }]);
    const worker = await engine.app([Handler], { worker: { concurrency: 1 } });
    await Promise.all([taskId, asked.taskId].map((id) => worker.orchestrator.waitForTask(id, { timeout: '20s' })));
    expect(order).toEqual(['own', 'high', 'high', 'own', 'low', 'low']);
  });

  it('timeout: ends the attempt of that step and of no other', async () => {
    const gates = new Gates();
    const reasons: string[] = [];
    const Handler = workflow('timed', {
      short: {
        timeout: 40,
        retryLimit: 1,
        run: async ({ signal }) => {
          signal.addEventListener('abort', () => reasons.push(String(signal.reason)));
          await gates.pass('short');
        },
      },
      long: { timeout: '1h', run: () => gates.pass('long') },
    });
    const { orchestrator } = await engine.app([Handler], { execution: { defaultStepTimeout: '1h' } });
    const { taskId } = await orchestrator.createTask({ name: 'timed', context: {} });
    const step = (name: string) => async () => (await orchestrator.getTask(taskId)).steps.find((found) => found.name === name)!;
    await gates.reached('long');
    await eventually(async () => (await step('short')()).state === 'error');
    expect((await step('short')()).error).toMatchObject({ errorClass: 'StepTimeoutError', message: 'no answer within 40 ms' });
    expect((await step('long')()).state).toBe('in_progress');
    expect(reasons).toEqual(['StepTimeoutError: no answer within 40 ms']);
    gates.open('long');
    gates.open('short');
    expect((await orchestrator.waitForTask(taskId, { timeout: '20s' })).results).toEqual({ long: {} });
  });

  it('handlerConfig: what the step says is laid over what the task says', async () => {
    const read = ({ step }: { step: { config: unknown } }) => step.config as object;
    const Handler = workflow(
      'configured',
      { own: { handlerConfig: { b: 'step', nested: { only: 1 } }, run: read }, none: { run: read } },
      { handlerConfig: { a: 'task', b: 'task', nested: { gone: 2 } } },
    );
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).results).toEqual({
      own: { a: 'task', b: 'step', nested: { only: 1 } },
      none: { a: 'task', b: 'task', nested: { gone: 2 } },
    });
  });
});
