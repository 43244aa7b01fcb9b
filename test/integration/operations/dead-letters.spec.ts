import { InvalidRequestError, PermanentError, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { workflow, type PlannedStep } from '../../support/workflows.js';

const backoff = { defaultBackoffSeconds: [0] };

describe('dead letters', () => {
  const engine = useEngine();
  const start = (
    steps: Readonly<Record<string, PlannedStep>>,
    options?: Parameters<typeof workflow>[2],
    module: Partial<TaskerOptions> = {},
  ) => engine.app([workflow('order', steps, options)], { backoff, ...module });
  const run = async (app: EngineApp, context: Record<string, unknown> = {}) =>
    app.orchestrator.waitForTask(await app.orchestrator.createTask({ name: 'order', context }), { timeout: '20s' });
  const fail = (error: Error) => () => {
    throw error;
  };
  const named = (actions: readonly { action: string; step?: string }[]) =>
    actions.map(({ action, step }) => (step === undefined ? action : `${action} ${step}`));

  it('a failure that said that no attempt can succeed: the step, what it blocks, and what a person can do', async () => {
    const app = await start({
      pay: { run: fail(new PermanentError('card declined', { errorCode: 'DECLINED' })) },
      ship: { dependsOn: 'pay' },
      thank: { dependsOn: 'ship' },
      log: {},
    });
    const { taskId } = await run(app, { order: 'o-1' });
    const { entries, nextCursor } = await app.orchestrator.deadLetters();
    expect(nextCursor).toBeNull();
    expect(entries).toMatchObject([
      {
        task: { taskId, name: 'order', state: 'error', context: { order: 'o-1' } },
        kind: 'failed_for_good',
        failedAt: expect.any(Date),
        moreFailedSteps: 0,
        failedSteps: [
          {
            stepId: expect.any(Number),
            name: 'pay',
            state: 'error',
            kind: 'failed_for_good',
            error: { message: 'card declined', errorCode: 'DECLINED', permanent: true },
            attempts: 1,
            exhausted: false,
            lostAttempts: 0,
            blocks: ['ship', 'thank'],
            history: [
              { attempt: 1, fromState: 'in_progress', toState: 'error', startedAt: expect.any(Date), workerId: expect.any(String) },
            ],
          },
        ],
      },
    ]);
    expect(named(entries[0]!.actions)).toEqual([
      'retryTask',
      'resolveTask',
      'cancelTask',
      'retryStep pay',
      'resolveStep pay',
      'completeStep pay',
      'cancelStep pay',
    ]);
    expect(await app.orchestrator.deadLetterCount()).toBe(1);
  });

  it('attempts that are used up: their history, at most the last ten, and one more way out', async () => {
    const app = await start({ pay: { retryLimit: 12, run: fail(new Error('busy')) } });
    await run(app);
    const [entry] = (await app.orchestrator.deadLetters()).entries;
    expect(entry).toMatchObject({ kind: 'attempts_exhausted', failedSteps: [{ exhausted: true, attempts: 12, retryLimit: 12 }] });
    expect(entry!.failedSteps[0]!.history.map(({ attempt }) => attempt)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(named(entry!.actions)).toContain('changeRetryLimit pay');
  });

  it('a task that was stopped because its time was over: to retry it is the first thing that helps', async () => {
    const app = await start({ pay: {}, ship: { dependsOn: 'pay' } });
    const taskId = await insertTask(engine.client, [{ state: 'in_progress' }, { parents: [1] }]);
    await engine.rows('insert into tasker.task_deadlines (task_id, deadline_at) values ($1, now())', [taskId]);
    await engine.rows('select * from tasker.expire_tasks(10)');
    const [entry] = (await app.orchestrator.deadLetters()).entries;
    expect(entry).toMatchObject({ kind: 'time_limit', failedSteps: [{ kind: 'time_limit', error: { errorClass: 'TaskTimeoutError' } }] });
    expect(named(entry!.actions).slice(0, 2)).toEqual(['retryTask', 'resolveTask']);
    await app.orchestrator.retryTask(taskId, { actor: 'ann' });
    expect(await app.orchestrator.deadLetterCount()).toBe(0);
  });

  it.each(['max_execution_time', 'stale: waiting'])('one that was stopped before a step of it had failed: %s', async (reason) => {
    const app = await start({ pay: {}, ship: { dependsOn: 'pay' } }, {}, { worker: false });
    const { taskId } = await app.orchestrator.createTask({ name: 'order', context: {} });
    await app.orchestrator.pauseTask(taskId, { actor: 'ann' });
    await engine.rows("select * from tasker.stop_tasks(array[$1::uuid], '{over}', 'TaskTimeoutError', $2, clock_timestamp())", [
      taskId,
      reason,
    ]);
    await app.orchestrator.resumeTask(taskId, { actor: 'ben', reason: 'the pause is over' });
    const { entries } = await app.orchestrator.deadLetters();
    expect(entries).toMatchObject([{ task: { taskId, state: 'error' }, kind: 'time_limit', failedAt: expect.any(Date), failedSteps: [] }]);
    expect(named(entries[0]!.actions)).toEqual(['retryTask', 'resolveTask', 'cancelTask']);
  });

  it('an unfinished task with a step that loses its workers stands in the list before it has failed', async () => {
    const app = await start({ pay: {} });
    const taskId = await insertTask(engine.client, [
      { name: 'pay', state: 'error', attempts: 3, retryLimit: 9, readyIn: 600, error: { message: 'lost', errorClass: 'WorkerLostError' } },
      { parents: [1] },
    ]);
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, workflow_step_id, since, noticed_at, detail) values ($1, 'lost_attempts', 1, now(), now(), '{}')",
      [taskId],
    );
    const { entries } = await app.orchestrator.deadLetters();
    expect(entries).toMatchObject([
      {
        task: { taskId, state: 'in_progress' },
        kind: 'poison_step',
        failedAt: null,
        failedSteps: [{ lostAttempts: 1, blocks: ['step_2'] }],
      },
    ]);
    expect(named(entries[0]!.actions).slice(0, 3)).toEqual(['pauseTask', 'resolveTask', 'cancelTask']);
    expect(await app.orchestrator.deadLetterCount()).toBe(1);
    await app.orchestrator.pauseTask(taskId, { actor: 'ann', reason: 'look at it' });
    expect(named((await app.orchestrator.deadLetters()).entries[0]!.actions)[0]).toBe('resumeTask');
  });

  it('a step that was done after all is no reason any more, before its warning is cleared', async () => {
    const app = await start({ pay: {} });
    const taskId = await insertTask(engine.client, [{ name: 'pay', state: 'complete' }, { state: 'in_progress' }]);
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, workflow_step_id, since, noticed_at, detail) values ($1, 'lost_attempts', 1, now(), now(), '{}')",
      [taskId],
    );
    expect(await app.orchestrator.deadLetters()).toEqual({ entries: [], nextCursor: null });
    expect(await app.orchestrator.deadLetterCount()).toBe(0);
  });

  it('leaves the list when a person lets it run again, and the actions that it names are open', async () => {
    let healed = false;
    const app = await start({
      pay: {
        retryLimit: 1,
        run: () => {
          if (!healed) throw new Error('busy');
        },
      },
    });
    const { taskId } = await run(app);
    healed = true;
    await app.orchestrator.retryTask(taskId, { actor: 'ann' });
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
    expect(await app.orchestrator.deadLetters()).toEqual({ entries: [], nextCursor: null });
    expect(await app.orchestrator.deadLetterCount()).toBe(0);
  });

  it('each named action of a step is accepted', async () => {
    const app = await start({ pay: { retryLimit: 1, run: fail(new Error('busy')) }, ship: { dependsOn: 'pay' } });
    const seen = new Set<string>();
    for (let round = 0; round < 8; round++) {
      await run(app);
      const [entry] = (await app.orchestrator.deadLetters()).entries;
      const open = entry!.actions.find(({ action }) => !seen.has(action));
      if (open === undefined) break;
      seen.add(open.action);
      const { taskId } = entry!.task;
      const acting = { actor: 'ann', reason: 'test' };
      await (open.step === undefined
        ? app.orchestrator[open.action as 'cancelTask'](taskId, acting)
        : app.orchestrator[open.action as 'retryStep'](taskId, open.step, {
            ...acting,
            ...(open.action === 'changeRetryLimit' ? { retryLimit: 2 } : {}),
          }));
      const task = await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
      if (task.state === 'error') await app.orchestrator.cancelTask(taskId);
    }
    expect([...seen].sort()).toEqual(
      ['retryTask', 'resolveTask', 'cancelTask', 'retryStep', 'resolveStep', 'completeStep', 'cancelStep', 'changeRetryLimit'].sort(),
    );
  });

  it('filters by definition and goes page by page', async () => {
    const app = await start({ pay: {} });
    for (const definition of ['a', 'a', 'b']) await insertTask(engine.client, [{ state: 'error' }], { definition });
    const ids = (await engine.rows('select task_id from tasker.tasks order by task_id')).map(({ task_id }) => task_id as string);
    const first = await app.orchestrator.deadLetters({ limit: 2 });
    expect(first).toMatchObject({ entries: [{ task: { taskId: ids[0] } }, { task: { taskId: ids[1] } }], nextCursor: ids[1] });
    expect(await app.orchestrator.deadLetters({ limit: 2, cursor: ids[1]! })).toMatchObject({
      entries: [{ task: { taskId: ids[2] } }],
      nextCursor: null,
    });
    const of = async (query: object) => (await app.orchestrator.deadLetters(query)).entries.map(({ task }) => task.name);
    expect(await of({ name: 'a' })).toEqual(['a', 'a']);
    expect(await of({ namespace: 'default', name: 'b', version: '1.0.0' })).toEqual(['b']);
    expect(await of({ version: '9.9.9' })).toEqual([]);
  });

  it('of many failed steps the first fifty are shown and the others counted', async () => {
    const app = await start({ pay: {} });
    await insertTask(
      engine.client,
      Array.from({ length: 60 }, () => ({ state: 'error' as const })),
    );
    const [entry] = (await app.orchestrator.deadLetters()).entries;
    expect([entry!.failedSteps.length, entry!.moreFailedSteps]).toEqual([50, 10]);
  });

  it.each([
    [{ limit: 101 }, 'limit: must be an integer from 1 to 100'],
    [{ cursor: 'x' }, 'cursor: is not a cursor of this list'],
    [{ name: 'a\0' }, 'name: must be a string'],
    [{ state: 'error' }, 'state: unknown key; known are limit, namespace, name, version, within, cursor'],
  ])('%o is refused', async (query, message) => {
    const app = await start({ pay: {} });
    const refusal = await app.orchestrator.deadLetters(query as never).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(refusal).toBeInstanceOf(InvalidRequestError);
    expect(refusal?.message).toContain(message);
  });
});
