import { InvalidRequestError, type StepExecution, type TaskView } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { TaskWorker } from '../../../libs/tasker/src/orchestration/task.worker.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single, workflow } from '../../support/workflows.js';

const CALM = { poolWaitMs: 0, loopDelayMs: 20 };
const PRESSED = { poolWaitMs: 1_000, loopDelayMs: 1_000 };

describe('the options of execution', () => {
  const engine = useEngine();

  /** Tasks whose steps wait at one gate. */
  async function queued(app: EngineApp, count: number): Promise<TaskView[]> {
    return app.orchestrator.createTasks(Array.from({ length: count }, () => ({ name: 'single', context: {} })));
  }
  const running = async () =>
    (await engine.rows("select count(*)::integer as steps from tasker.workflow_steps where state = 'in_progress'"))[0]!.steps as number;

  it('minConcurrentSteps and maxConcurrentStepsLimit bound what runs at once: less under pressure, more once it is over', async () => {
    const gates = new Gates();
    let [now, most] = [0, 0];
    const Handler = single(async () => {
      most = Math.max(most, (now += 1));
      await gates.pass('held');
      now -= 1;
    });
    const app = await engine.app([Handler], {
      worker: { concurrency: 64 },
      execution: { minConcurrentSteps: 2, maxConcurrentStepsLimit: 6 },
    });
    const { governor } = app.module.get(TaskWorker, { strict: false });
    for (let times = 0; times < 20; times += 1) governor.observe(PRESSED);
    // From here on the pressure is what this test says, not what its machine suffers.
    const observe = governor.observe.bind(governor);
    vi.spyOn(governor, 'observe').mockImplementation(() => undefined);
    const tasks = await queued(app, 12);
    await eventually(async () => (await running()) === 2, { what: 'two steps run' });
    await pass(app);
    expect(most).toBe(2);
    for (let times = 0; times < 20; times += 1) observe(CALM);
    app.module.get(TaskWorker, { strict: false }).capacityChanged();
    await eventually(async () => (await running()) === 6, { what: 'six steps run' });
    await pass(app);
    gates.open('held');
    await Promise.all(tasks.map((task) => app.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(most).toBe(6);
  });

  /** Gives the worker the occasion to claim more than it may. */
  async function pass(app: EngineApp): Promise<void> {
    const worker = app.module.get(TaskWorker, { strict: false });
    worker.wake();
    await app.orchestrator.listTasks();
    await app.orchestrator.listTasks();
  }

  it('defaultStepTimeout ends attempts of steps that declare no limit of their own', async () => {
    const hang = ({ signal }: StepExecution) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const Hanging = workflow('hanging', {
      by_default: { run: hang, retryLimit: 1 },
      by_itself: { run: hang, retryLimit: 1, timeout: '40ms' },
    });
    const app = await engine.app([Hanging], { execution: { defaultStepTimeout: '20ms' } });
    const done = await app.run(Hanging);
    expect(done.state).toBe('error');
    expect(done.steps.map(({ error }) => [error?.errorClass, error?.message])).toEqual([
      ['StepTimeoutError', 'no answer within 20 ms'],
      ['StepTimeoutError', 'no answer within 40 ms'],
    ]);
  });
});

describe('the limits', () => {
  const engine = useEngine();
  const refusalOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => new Error('it was accepted'),
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(await engine.rows('select from tasker.tasks')).toEqual([]);
    return error.message;
  };

  it('contextBytes refuses a larger context, and nothing is written', async () => {
    const app = await engine.app([single(() => ({}))], { limits: { contextBytes: 20 } });
    expect(await refusalOf(app.orchestrator.createTask({ name: 'single', context: { text: 'x'.repeat(20) } }))).toBe(
      'context: 31 bytes of JSON, the limit is 20',
    );
    const fits = await app.orchestrator.createTask({ name: 'single', context: { text: 'x'.repeat(9) } });
    expect((await app.orchestrator.waitForTask(fits, { timeout: '20s' })).state).toBe('complete');
  });

  it('resultBytes refuses a larger result, for good', async () => {
    const Handler = single(({ task }) => ({ text: 'x'.repeat((task.context as { n: number }).n) }));
    const app = await engine.app([Handler], { limits: { resultBytes: 20 } });
    expect((await app.run(Handler, { n: 9 })).state).toBe('complete');
    const { state, steps } = await app.run(Handler, { n: 10 });
    expect(state).toBe('error');
    expect(steps[0]).toMatchObject({ attempts: 1, error: { errorCode: 'RESULT_TOO_LARGE', message: '21 bytes of JSON, the limit is 20' } });
  });

  it('steps refuses a task with more of them', async () => {
    const [Two, Three] = [workflow('two', { a: {}, b: {} }), workflow('three', { a: {}, b: {}, c: {} })];
    const app = await engine.app([Two, Three], { limits: { steps: 2 } });
    expect(await refusalOf(app.orchestrator.createTask({ name: 'three', context: {} }))).toBe('name: 3 steps, the limit is 2');
    expect((await app.run(Two)).state).toBe('complete');
  });
});
