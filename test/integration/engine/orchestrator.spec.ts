import { randomUUID } from 'node:crypto';
import {
  InvalidRequestError,
  NotFoundError,
  StateTransitionError,
  StepHandler,
  TaskHandler,
  WaitTimeoutError,
  type NamedTaskRequest,
  type StepExecution,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { single, workflow } from '../../support/workflows.js';

const Single = single(() => ({}));
const request: NamedTaskRequest = { name: 'single', context: {} };

@TaskHandler({ name: 'count' })
class Count {
  @StepHandler() one({ task }: StepExecution<{ n: number }>) {
    return { n: task.context.n };
  }
  @StepHandler({ dependsOn: 'one' }) two({ sequence }: StepExecution<{ n: number }, Count>) {
    return { n: sequence.results('one').n + 1 };
  }
}

async function thrown(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error('it was accepted')),
    (error: Error) => error,
  );
}

describe('a task', () => {
  const engine = useEngine();
  const written = async () => (await engine.rows('select count(*)::integer as tasks from tasker.tasks'))[0]!.tasks as number;

  it('is created by its class and gives the results of its steps', async () => {
    const { orchestrator } = await engine.app([Count]);
    const created = await orchestrator.createTask(Count, { context: { n: 1 } });
    const done = await orchestrator.waitForTask(created, { timeout: '20s' });
    expect([done.state, done.results.one?.n, done.results.two?.n]).toEqual(['complete', 1, 2]);
    expect(done).toMatchObject({ incompleteSteps: 0, finishedAt: expect.any(Date) });
    expect(await orchestrator.getTask(created.taskId)).toEqual(done);
  });

  it('is refused with every field that is wrong, and nothing is written', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const error = (await thrown(orchestrator.createTask({ name: 'single', context: 7, tags: 'a' } as never))) as InvalidRequestError;
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.issues.map(({ path }) => path)).toEqual(['tags', 'context']);
    expect(await written()).toBe(0);
  });

  it('of an unknown definition is refused with near names', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const error = await thrown(orchestrator.createTask({ name: 'singel', context: {} }));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toMatch(/^name: no task 'singel' in namespace 'default'.*'?single'?/);
    const message =
      'handler: Count is not a registered task handler: decorate it with @TaskHandler and add it to the providers of a module';
    expect((await thrown(orchestrator.createTask(Count, { context: { n: 1 } }))).message).toBe(message);
  });

  it('stores its context as it was given', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const context = { text: '\\u0000 is six characters', emoji: '😀', deep: { list: [[], {}, null, 1e-7, 1e21] }, '': 'empty key' };
    const { taskId } = await orchestrator.createTask({ name: 'single', context });
    expect((await orchestrator.getTask(taskId)).context).toEqual(context);
  });

  it('nested as deeply as it can be written down is stored, or refused as a bad request', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    let context: Record<string, unknown> = {};
    for (let level = 0; level < 4_000; level += 1) context = { a: context };
    const outcome = await orchestrator.createTask({ name: 'single', context }).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InvalidRequestError);
    else expect(outcome).toMatchObject({ state: 'pending' });
  });
});

describe('many tasks', () => {
  const engine = useEngine();

  it('are created in one call, in the order of their requests', async () => {
    const { orchestrator } = await engine.app([Single, Count]);
    const created = await orchestrator.createTasks([...Array<NamedTaskRequest>(200).fill(request), { name: 'count', context: { n: 5 } }]);
    const done = await Promise.all(created.map((task) => orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(done.every(({ state }) => state === 'complete')).toBe(true);
    expect(done.at(-1)?.results).toEqual({ one: { n: 5 }, two: { n: 6 } });
    expect(new Set(created.map(({ taskId }) => taskId)).size).toBe(201);
  });

  it('are refused together when one is wrong, which is named by its place', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    for (const [wrong, path] of [
      [{ ...request, priority: 0.5 }, '2.priority'],
      [{ ...request, name: 'unknown' }, '2.name'],
      [null, '2'],
    ] as const) {
      const error = (await thrown(orchestrator.createTasks([request, request, wrong as never]))) as InvalidRequestError;
      expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    }
    expect(await engine.rows('select from tasker.tasks')).toEqual([]);
  });

  it('may be none, and must be a list', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    expect(await orchestrator.createTasks([])).toEqual([]);
    expect(await thrown(orchestrator.createTasks(request as never))).toBeInstanceOf(InvalidRequestError);
  });

  it('with one id for two of them are refused', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const taskId = randomUUID();
    const error = await thrown(orchestrator.createTasks([{ ...request, taskId }, request, { ...request, taskId: taskId.toUpperCase() }]));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(await engine.rows('select from tasker.tasks')).toEqual([]);
  });
});

describe('the list of tasks', () => {
  const engine = useEngine();

  it('gives pages in the order of creation, forwards and backwards, each task once', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const ids = (await orchestrator.createTasks(Array<NamedTaskRequest>(7).fill(request))).map(({ taskId }) => taskId);
    for (const sortOrder of ['asc', 'desc'] as const) {
      const found: string[] = [];
      for (let cursor: string | null | undefined = undefined; cursor !== null;) {
        const page: Awaited<ReturnType<typeof orchestrator.listTasks>> = await orchestrator.listTasks({
          limit: 3,
          sortOrder,
          ...(cursor === undefined ? {} : { cursor }),
        });
        found.push(...page.tasks.map(({ taskId }) => taskId));
        cursor = page.nextCursor;
      }
      expect(found).toEqual(sortOrder === 'asc' ? ids : ids.toReversed());
    }
  });

  it('is narrowed by state, namespace, name and version', async () => {
    const Other = workflow('single', { only: {} }, { namespace: 'shop', version: '2.0.0' });
    const { orchestrator } = await engine.app([Single, Other], { worker: false });
    const [plain, other] = await orchestrator.createTasks([request, { ...request, namespace: 'shop' }]);
    await orchestrator.cancelTask(other!.taskId);
    const ids = async (query: Parameters<typeof orchestrator.listTasks>[0]) =>
      (await orchestrator.listTasks(query)).tasks.map(({ taskId }) => (taskId === plain!.taskId ? 'plain' : 'other'));
    expect(await ids({ state: 'cancelled' })).toEqual(['other']);
    expect(await ids({ state: 'pending' })).toEqual(['plain']);
    expect(await ids({ namespace: 'shop' })).toEqual(['other']);
    expect(await ids({ name: 'single' })).toEqual(['plain', 'other']);
    expect(await ids({ version: '2.0.0', state: 'pending' })).toEqual([]);
    expect(await ids({ name: "'; drop table tasker.tasks; --" })).toEqual([]);
  });
});

describe('waiting for a task', () => {
  const engine = useEngine();

  it('ends with an error when there is no such task', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const taskId = randomUUID();
    const calls = (id: string) => [
      () => orchestrator.waitForTask(id, { timeout: '10m' }),
      () => orchestrator.getTask(id),
      () => orchestrator.cancelTask(id),
    ];
    for (const call of calls(taskId)) {
      const error = await thrown(call());
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error.message).toBe(`there is no task ${taskId}`);
    }
    for (const call of calls('1')) {
      expect((await thrown(call())).message).toBe('taskId: must be a UUID');
    }
  });

  it('gives up after its time, and the task goes on', async () => {
    const gates = new Gates();
    const { orchestrator } = await engine.app([single(() => gates.pass('held'))]);
    const task = await orchestrator.createTask(request);
    const errors = await Promise.all([
      thrown(orchestrator.waitForTask(task, { timeout: '30ms' })),
      thrown(orchestrator.waitForTask(task.taskId, { timeout: 0 })),
    ]);
    expect(errors.map((error) => error instanceof WaitTimeoutError)).toEqual([true, true]);
    expect(errors.map(({ message }) => message)).toEqual(
      ['30ms', '0 ms'].map((time) => `task ${task.taskId} is still in_progress after ${time}`),
    );
    gates.open('held');
    expect((await orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    expect((await orchestrator.waitForTask(task, { timeout: 0 })).state).toBe('complete');
  });
});

describe('cancelling a task', () => {
  const engine = useEngine();

  it('aborts what runs, refuses its result and cancels what is left, with actor and reason in the history', async () => {
    const gates = new Gates();
    gates.open('runs');
    let signal!: AbortSignal;
    const Handler = workflow('order', {
      first: {
        run: async (execution) => {
          signal = execution.signal;
          await gates.pass('runs');
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return { late: true };
        },
      },
      second: { dependsOn: 'first' },
    });
    const { orchestrator } = await engine.app([Handler]);
    const { taskId } = await orchestrator.createTask({ name: 'order', context: {} });
    await gates.reached('runs');
    const cancelled = await orchestrator.cancelTask(taskId, { actor: 'ann', reason: 'sold out' });
    expect([cancelled.state, cancelled.steps.map(({ state }) => state)]).toEqual(['cancelled', ['cancelled', 'cancelled']]);
    // The notification of it may be faster than the answer to the call.
    expect((signal.reason as Error).message).toMatch(/^the task was (cancelled|stopped)$/);
    expect(cancelled.results).toEqual({});
    expect(await orchestrator.cancelTask(taskId)).toEqual(cancelled);
    expect(await engine.rows("select actor, reason from tasker.task_transitions where to_state = 'cancelled'")).toEqual([
      { actor: 'ann', reason: 'sold out' },
    ]);
  });

  it('wakes who waits for it', async () => {
    const { orchestrator } = await engine.app([Single], { worker: false });
    const { taskId } = await orchestrator.createTask(request);
    const waiting = orchestrator.waitForTask(taskId, { timeout: '20s' });
    await orchestrator.cancelTask(taskId);
    expect((await waiting).state).toBe('cancelled');
  });

  it('is refused once it is complete', async () => {
    const app = await engine.app([Single]);
    const { taskId } = await app.run(Single);
    const error = await thrown(app.orchestrator.cancelTask(taskId));
    expect(error).toBeInstanceOf(StateTransitionError);
    expect(error.message).toBe(`task ${taskId} is complete: it can no longer be cancelled`);
  });
});
