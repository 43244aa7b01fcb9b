import { ConfigurationError, RetryableError, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { startApp, useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { RecordedLogs } from '../../support/recorded.logs.js';
import { single, workflow } from '../../support/workflows.js';

const failing = (error: () => unknown = () => new Error('no luck')) =>
  single(
    () => {
      throw error();
    },
    { retryLimit: 5 },
  );

describe('invariant 12: an option that is unknown or cannot be used is refused at start-up with its path', () => {
  const started = (options: object) =>
    startApp([], { database: { url: 'postgres://localhost/nowhere' }, ...options, logs: new RecordedLogs() });

  it.each([
    ['bckoff', { bckoff: {} }],
    ['worker.concurency', { worker: { concurency: 5 } }],
    ['database.pool', { database: { url: 'postgres://localhost/x', pool: 3 } }],
    ['backoff.max', { backoff: { max: 3 } }],
    ['execution.timeout', { execution: { timeout: '1s' } }],
    ['limits.bytes', { limits: { bytes: 3 } }],
  ])('the unknown option %s is refused at start-up', async (path, options) => {
    const failure = await started(options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ConfigurationError' });
    expect((failure as ConfigurationError).message).toMatch(path);
  });

  it.each<[string, object]>([
    ['worker.concurrency', { worker: { concurrency: 0 } }],
    ['worker.lease', { worker: { lease: '10ms' } }],
    ['worker.queues', { worker: { queues: [] } }],
    ['worker.pollInterval', { worker: { pollInterval: 'soon' } }],
    ['backoff.jitterMaxPercentage', { backoff: { jitterMaxPercentage: 10 } }],
    ['backoff.defaultBackoffSeconds', { backoff: { defaultBackoffSeconds: [-1] } }],
    ['execution.minConcurrentSteps', { execution: { minConcurrentSteps: 9, maxConcurrentStepsLimit: 3 } }],
    ['execution.defaultStepTimeout', { execution: { defaultStepTimeout: 0 } }],
    ['limits.steps', { limits: { steps: 1.5 } }],
    ['database.schema', { database: { url: 'postgres://localhost/x', schema: 'a"b' } }],
  ])('a value that %s cannot have is refused at start-up', async (path, options) => {
    const failure = await started(options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ConfigurationError' });
    expect((failure as Error).message).toContain(path);
  });
});

describe('invariant 12: every option that is accepted changes behaviour', () => {
  const engine = useEngine();

  it.each<[string, Omit<TaskerOptions, 'database'>]>([
    ['worker.concurrency', { worker: { concurrency: 2 } }],
    ['execution.maxConcurrentStepsLimit', { execution: { maxConcurrentStepsLimit: 2 } }],
  ])('%s bounds the steps that run at once', async (_, options) => {
    const gates = new Gates();
    let running = 0;
    let most = 0;
    const steps = Object.fromEntries(
      Array.from({ length: 9 }, (__, n) => [
        `s${n}`,
        {
          run: async () => {
            running += 1;
            most = Math.max(most, running);
            await gates.pass('in');
            running -= 1;
          },
        },
      ]),
    );
    const handler = workflow('wide', steps);
    const app = await engine.app([handler], options);
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await eventually(() => running === 2, { what: 'two steps run' });
    gates.open('in');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    expect(most).toBe(2);
  });

  it('worker.queues says whose steps are claimed', async () => {
    const handler = workflow('queues', { plain: {}, heavy: { queue: 'heavy', dependsOn: 'plain' } });
    const other = single(() => ({}));
    const plain = await engine.app([handler, other]);
    const task = await plain.orchestrator.createTask(handler, { context: {} });
    await eventually(async () => (await plain.orchestrator.getTask(task.taskId)).steps[0]!.state === 'complete');
    expect((await plain.run(other)).state).toBe('complete');
    expect((await plain.orchestrator.getTask(task.taskId)).steps[1]).toMatchObject({ state: 'pending', readyAt: expect.any(Date) });
    const heavy = await engine.app([handler], { worker: { queues: ['heavy'] } });
    expect((await heavy.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
  });

  it.each<[string, TaskerOptions['backoff'], number, number]>([
    ['the default profile', {}, 1.8, 2.2],
    ['jitterEnabled: false', { jitterEnabled: false }, 2, 2],
    ['jitterMaxPercentage', { jitterMaxPercentage: 0 }, 2, 2],
    ['defaultBackoffSeconds', { defaultBackoffSeconds: [7], jitterEnabled: false }, 7, 7],
    ['maxBackoffSeconds', { maxBackoffSeconds: 1, jitterEnabled: false }, 1, 1],
    ['backoffMultiplier', { backoffMultiplier: 3, jitterEnabled: false }, 3, 3],
  ])('backoff, %s: the wait after the first failure', async (_, backoff, least, most) => {
    const handler = failing();
    const app = await engine.app([handler], { backoff });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    const step = await eventually(async () => {
      const [only] = (await app.orchestrator.getTask(task.taskId)).steps;
      return only!.state === 'error' ? only : undefined;
    });
    expect(step.backoffRequestSeconds! >= least && step.backoffRequestSeconds! <= most, String(step.backoffRequestSeconds)).toBe(true);
  });

  it.each<[string, number, TaskerOptions['backoff'], number]>([
    ['a fraction', 2.5, {}, 2.5],
    ['above the cap', 1e12, {}, 3600],
    ['above backoff.maxRetryAfter', 60, { maxRetryAfter: '5s' }, 5],
  ])('retryAfter %s is the wait, without jitter', async (_, retryAfter, backoff, wait) => {
    const handler = failing(() => new RetryableError('busy', { retryAfter }));
    const app = await engine.app([handler], { backoff });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    const waits = () =>
      engine.rows<{ wait: number }>(
        `select extract(epoch from t.ready_at - t.last_attempted_at)::float8 as wait from tasker.workflow_steps t
         where t.task_id = $1 and t.last_attempted_at is not null and t.ready_at is not null`,
        [task.taskId],
      );
    const [row] = await eventually(async () => {
      const rows = await waits();
      return rows.length > 0 ? rows : undefined;
    });
    expect(row!.wait).toBeCloseTo(wait, 3);
  });

  it.each([0, -3])('retryAfter %i starts the next attempt at once', async (retryAfter) => {
    const handler = failing(() => new RetryableError('busy', { retryAfter }));
    const app = await engine.app([handler]);
    const done = await app.run(handler);
    expect([done.state, done.steps[0]!.attempts]).toEqual(['error', 5]);
  });

  it('execution.defaultStepTimeout limits steps that declare no time limit, and only those', async () => {
    const handler = workflow('limited', {
      endless: { retryLimit: 1, run: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)) },
      patient: { timeout: '1h', run: async () => ({}) },
    });
    const app = await engine.app([handler], { execution: { defaultStepTimeout: '50ms' } });
    const done = await app.run(handler);
    expect(done.steps.map(({ state, error }) => [state, error?.errorClass])).toEqual([
      ['error', 'StepTimeoutError'],
      ['complete', undefined],
    ]);
  });

  it('limits bound the context, the results and the number of steps', async () => {
    const handler = workflow('bounded', { big: { run: () => ({ text: 'x'.repeat(200) }) }, small: {} });
    const app = await engine.app([handler], { limits: { contextBytes: 100, resultBytes: 100, steps: 2 } });
    await expect(app.orchestrator.createTask(handler, { context: { text: 'x'.repeat(200) } })).rejects.toThrow(/context.*100/);
    expect((await app.run(handler)).steps[0]!.error).toMatchObject({ errorCode: 'RESULT_TOO_LARGE' });
    const tight = await engine.app([handler], { limits: { steps: 1 } });
    await expect(tight.orchestrator.createTask(handler, { context: {} })).rejects.toThrow(/2 steps, the limit is 1/);
  });

  it('worker: false creates and reads, and runs nothing', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: false });
    const task = await app.orchestrator.createTask(handler, { context: {} });
    expect(await engine.rows('select from tasker.workers')).toEqual([]);
    expect((await app.orchestrator.getTask(task.taskId)).state).toBe('pending');
  });
});
