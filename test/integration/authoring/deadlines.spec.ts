import { RetryableError, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const limited = { maxExecutionTime: '1h' } as const;

describe('maxExecutionTime', () => {
  const engine = useEngine();
  const overdue = () => engine.rows("update tasker.task_deadlines set deadline_at = clock_timestamp() - interval '1 second'");
  const deadlines = () => engine.rows('select task_id from tasker.task_deadlines');

  it('stops a task whose time is over: the running step is aborted and in error, what waits is held, what is done stays', async () => {
    const gates = new Gates();
    const reasons: string[] = [];
    const Handler = workflow(
      'limited',
      {
        done: { run: () => ({ n: 1 }) },
        running: {
          run: async ({ signal }: StepExecution) => {
            signal.addEventListener('abort', () => {
              reasons.push(String(signal.reason));
              gates.open('running');
            });
            await gates.pass('running');
            return { late: true };
          },
        },
        waiting: { dependsOn: 'running' },
      },
      limited,
    );
    const { orchestrator } = await engine.app([Handler]);
    const { taskId } = await orchestrator.createTask({ name: 'limited', context: {} });
    await gates.reached('running');
    const isDone = async () => (await orchestrator.getTask(taskId)).steps.find(({ name }) => name === 'done')!.state === 'complete';
    await eventually(isDone, { what: 'the other step is complete' });
    await overdue();
    const over = await orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(over.state).toBe('error');
    expect(Object.fromEntries(over.steps.map(({ name, state }) => [name, state]))).toEqual({
      done: 'complete',
      running: 'error',
      waiting: 'pending',
    });
    expect(over.steps.find(({ name }) => name === 'running')).toMatchObject({
      results: null,
      error: { errorClass: 'TaskTimeoutError', permanent: true, attempt: 1, message: expect.stringContaining('limit of ') },
    });
    await gates.reached('running');
    await eventually(() => reasons.length === 1);
    expect(reasons).toEqual([expect.stringMatching(/^StepAbortedError: the t(ime of the task is over|ask was stopped)$/)]);
    expect(await deadlines()).toEqual([]);
  });

  it('runs over by itself: nobody has to ask', async () => {
    const Handler = workflow(
      'limited',
      { only: { run: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)) } },
      {
        maxExecutionTime: '150ms',
      },
    );
    const { orchestrator } = await engine.app([Handler], { worker: { pollInterval: '1h' } });
    const task = await orchestrator.createTask({ name: 'limited', context: {} });
    const over = await orchestrator.waitForTask(task, { timeout: '20s' });
    expect(over.steps[0]!.error).toMatchObject({ message: 'the task was not finished within its limit of 0.15 s' });
  });

  it('aborts the step of a task in the process that runs it, whichever process finds it overdue', async () => {
    const gates = new Gates();
    const aborted: string[] = [];
    const Handler = workflow(
      'limited',
      {
        only: {
          queue: 'far',
          run: ({ signal }: StepExecution) => {
            gates.open('begun');
            return new Promise((resolve) => signal.addEventListener('abort', () => resolve(void aborted.push(String(signal.reason)))));
          },
        },
      },
      limited,
    );
    const runner = await engine.app([Handler], { worker: { queues: ['far'], pollInterval: '1h' } });
    const { taskId } = await runner.orchestrator.createTask({ name: 'limited', context: {} });
    await gates.pass('begun');
    await overdue();
    const finder = await engine.app([Handler]);
    expect((await finder.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('error');
    await eventually(() => aborted.length === 1, { what: 'the runner is told' });
    expect(aborted[0]).toMatch(/^StepAbortedError: the t/);
  });

  it('ends the wait for another attempt: the step keeps its error, for good', async () => {
    const Handler = workflow(
      'limited',
      {
        flaky: {
          run: () => {
            throw new RetryableError('busy', { retryAfter: 3_600 });
          },
        },
      },
      limited,
    );
    const { orchestrator } = await engine.app([Handler]);
    const { taskId } = await orchestrator.createTask({ name: 'limited', context: {} });
    await eventually(async () => (await orchestrator.getTask(taskId)).steps[0]!.state === 'error');
    await overdue();
    const over = await orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(over.state).toBe('error');
    expect(over.steps[0]).toMatchObject({ attempts: 1, readyAt: null, error: { message: 'busy', permanent: true } });
  });

  it('of a task of which nothing has begun stops it too: in error, with nothing failed, for a person to decide', async () => {
    const Handler = workflow('limited', { only: { queue: 'nowhere' } }, limited);
    const { orchestrator } = await engine.app([Handler]);
    const { taskId } = await orchestrator.createTask({ name: 'limited', context: {} });
    await overdue();
    const over = await orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect([over.state, over.steps[0]!.state, over.steps[0]!.readyAt]).toEqual(['error', 'pending', null]);
    expect(over.summary).toMatchObject({ status: 'blocked_by_failures', recommendedAction: 'handle_failures', health: 'blocked' });
    const [step] = await orchestrator.readiness(taskId);
    expect(step).toMatchObject({ canExecuteNow: false, blockingReason: 'held', timeUntilReady: null });
    expect(await orchestrator.explain(taskId)).toMatchObject({
      reason: 'stopped',
      message: expect.stringMatching(/^rests: it was stopped at .*: max_execution_time; retry, resolve or cancel it$/),
      unblock: ['retry_task', 'resolve_task', 'cancel_task'],
      steps: [{ reason: 'held', detail: { reason: 'max_execution_time' }, unblock: ['retry_task', 'resolve_task', 'cancel_task'] }],
    });
  });

  it('means nothing to a task that has finished', async () => {
    const Handler = workflow('limited', { only: { run: () => ({ n: 1 }) } }, limited);
    const app = await engine.app([Handler]);
    const done = await app.run(Handler);
    await overdue();
    await eventually(async () => (await deadlines()).length === 0, { what: 'the deadline is gone' });
    expect(await app.orchestrator.getTask(done.taskId)).toEqual(done);
  });

  it('is not there for a task whose definition gives none', async () => {
    const Handler = workflow('free', { only: {} });
    const app = await engine.app([Handler], { worker: false });
    await app.orchestrator.createTask({ name: 'free', context: {} });
    expect(await deadlines()).toEqual([]);
  });

  it('is followed by updateAnnotations', async () => {
    const states: string[] = [];
    const Handler = workflow('limited', { only: { queue: 'nowhere' } }, limited);
    Object.defineProperty(Handler.prototype, 'updateAnnotations', { value: (task: { state: string }) => void states.push(task.state) });
    const { orchestrator } = await engine.app([Handler]);
    await orchestrator.createTask({ name: 'limited', context: {} });
    await overdue();
    await eventually(() => states.length === 1);
    expect(states).toEqual(['error']);
  });
});
