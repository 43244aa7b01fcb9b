import { EventBus, InvalidRequestError, type TaskerEvent, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { UNLEASED } from '../../../libs/tasker/src/orchestration/recurring.job.js';
import { StalenessStore } from '../../../libs/tasker/src/database/staleness.store.js';
import { StalenessJob } from '../../../libs/tasker/src/orchestration/staleness.job.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const job = (app: EngineApp) => app.module.get(StalenessJob, { strict: false });

describe('staleness', () => {
  const engine = useEngine();
  const Order = (options?: Parameters<typeof workflow>[2], run?: () => unknown) =>
    workflow('order', { pay: { ...(run === undefined ? {} : { run }) }, ship: { dependsOn: 'pay' } }, options);

  /** An application whose worker serves another queue: what it creates waits. */
  async function idle(handler: ReturnType<typeof Order>, staleness?: TaskerOptions['staleness']) {
    const app = await engine.app([handler], {
      worker: { queues: ['elsewhere'], lease: '1s' },
      ...(staleness === undefined ? {} : { staleness }),
    });
    const events: TaskerEvent[] = [];
    for (const pattern of ['task.stale', 'step.poisoned'])
      app.module.get(EventBus, { strict: false }).subscribe(pattern, (event) => events.push(event));
    return { app, events };
  }
  const create = async (app: EngineApp) => (await app.orchestrator.createTask({ name: 'order', context: {} })).taskId;
  const age = async (hours: number) => {
    await engine.rows('update tasker.tasks set requested_at = requested_at - make_interval(hours => $1)', [hours]);
    await engine.rows('update tasker.workflow_steps set ready_at = ready_at - make_interval(hours => $1) where ready_at is not null', [
      hours,
    ]);
  };

  it('a task that nobody serves is told about once, in the log and as an event, and listed until it goes on', async () => {
    const { app, events } = await idle(Order());
    const taskId = await create(app);
    await job(app).run();
    expect((await app.orchestrator.staleTasks()).tasks).toEqual([]);
    await age(2);
    await job(app).run();
    await job(app).run();
    const expected = {
      taskId,
      namespace: 'default',
      name: 'order',
      version: '0.1.0',
      kind: 'waiting',
      stepId: 1,
      step: 'pay',
      limitSeconds: 3600,
    };
    await eventually(() => events.length > 0, { what: 'the event' });
    const payload = { taskId, taskName: 'order', version: '0.1.0', kind: 'waiting', stepId: 1, stepName: 'pay', limitSeconds: 3600 };
    expect(events).toMatchObject([{ name: 'task.stale', payload: { ...payload, action: 'warned', state: null } }]);
    expect(engine.logs.with('A task is stale')).toMatchObject([expect.stringMatching(/^warn .*kind=waiting step=pay/)]);
    expect(await app.orchestrator.staleTasks()).toMatchObject({ tasks: [{ ...expected, lostAttempts: null }], nextCursor: null });
    expect(await app.orchestrator.staleCounts()).toMatchObject({
      waiting: { count: 1, oldest: expect.any(Date) },
      lifetime: { count: 0, oldest: null },
      lost_attempts: { count: 0, oldest: null },
    });
    const server = await engine.app([Order()]);
    await server.orchestrator.waitForTask(taskId, { timeout: '10s' });
    expect((await app.orchestrator.staleTasks()).tasks).toEqual([]);
    await job(app).run();
    expect(await engine.rows('select from tasker.task_warnings')).toEqual([]);
  });

  it('an old task is told about beside it', async () => {
    const { app } = await idle(Order());
    await create(app);
    await age(25);
    await job(app).run();
    expect((await app.orchestrator.staleTasks({ kind: 'lifetime' })).tasks).toMatchObject([
      { kind: 'lifetime', stepId: null, step: null, limitSeconds: 86_400 },
    ]);
  });

  it.each([
    ['waiting: a shorter limit', { staleness: { waiting: '10m' } }, {}, ['waiting']],
    ['waiting: none', { staleness: { waiting: false } }, { waiting: '1m' }, []],
    ['lifetime: a shorter limit', { staleness: { lifetime: '20m' } }, {}, ['lifetime']],
    ['lifetime: none', { staleness: { lifetime: false } }, { lifetime: '1m' }, []],
    ['never', { staleness: false }, { waiting: '1m', lifetime: '1m' }, []],
    ['as the module says', {}, { waiting: '1m', lifetime: '1m' }, ['lifetime', 'waiting']],
  ] as const)('a definition may say otherwise: %s', async (_, options, module, kinds) => {
    const { app } = await idle(Order(options), { waiting: '2h', lifetime: '2h', ...module });
    await create(app);
    await age(1);
    await job(app).run();
    expect((await app.orchestrator.staleTasks()).tasks.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('staleness: false looks for nothing', async () => {
    const { app } = await idle(Order(), false);
    await create(app);
    await age(99);
    await job(app).run();
    expect(await engine.rows('select from tasker.task_warnings')).toEqual([]);
  });

  it('with action fail a task that is too old is stopped: its running step is aborted and whoever waits for it is told', async () => {
    const gates = new Gates();
    let aborted = false;
    const Handler = workflow(
      'order',
      {
        pay: {
          run: async ({ signal }) => {
            signal.addEventListener('abort', () => (aborted = true));
            await gates.pass('pay');
          },
        },
        ship: { dependsOn: 'pay' },
      },
      { staleness: { lifetime: '1h', action: 'fail' } },
    );
    const app = await engine.app([Handler]);
    const events: TaskerEvent[] = [];
    app.module.get(EventBus, { strict: false }).subscribe('task.stale', (event) => events.push(event));
    const taskId = await create(app);
    await gates.reached('pay');
    await engine.rows("update tasker.tasks set requested_at = requested_at - interval '2 hours'");
    const waiting = app.orchestrator.waitForTask(taskId, { timeout: '10s' });
    await job(app).run();
    const task = await waiting;
    gates.open('pay');
    expect(task).toMatchObject({
      state: 'error',
      steps: [
        { state: 'error', error: { errorClass: 'StaleTaskError' } },
        { state: 'pending', readyAt: null },
      ],
    });
    expect(aborted).toBe(true);
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(events).toMatchObject([{ payload: { taskId, kind: 'lifetime', action: 'failed', state: 'error', limitSeconds: 3600 } }]);
    expect(engine.logs.with('A stale task was stopped')).toHaveLength(1);
    expect(await app.orchestrator.deadLetters()).toMatchObject({ entries: [{ kind: 'time_limit', task: { taskId } }] });
  });

  it('with action fail a task that nobody serves needs a person, who lets it go on where somebody serves it', async () => {
    const { app } = await idle(Order(), { action: 'fail' });
    const taskId = await create(app);
    await age(2);
    await job(app).run();
    expect(await app.orchestrator.getTask(taskId)).toMatchObject({ state: 'error', summary: { status: 'blocked_by_failures' } });
    expect(await app.orchestrator.deadLetters()).toMatchObject({ entries: [{ kind: 'time_limit', task: { taskId }, failedSteps: [] }] });
    expect(await engine.rows('select from tasker.task_warnings')).toEqual([]);
    const server = await engine.app([Order()]);
    await app.orchestrator.retryTask(taskId, { actor: 'ann', reason: 'it is served now' });
    expect(await server.orchestrator.waitForTask(taskId, { timeout: '10s' })).toMatchObject({
      state: 'complete',
      steps: [
        { state: 'complete', attempts: 1 },
        { state: 'complete', attempts: 1 },
      ],
    });
    await job(app).run();
    expect((await app.orchestrator.getTask(taskId)).state).toBe('complete');
  });

  it.each([
    ['warn', 1, 'warned', 'in_progress'],
    ['fail', 1, 'failed', 'error'],
    ['warn', 2, undefined, 'in_progress'],
  ] as const)('a step that loses its workers, with action %s after %i attempts', async (action, lostAttempts, told, state) => {
    const Handler = workflow('order', { pay: { retryLimit: 9, backoff: { type: 'fixed', waits: ['1h'] } } });
    const { app, events } = await idle(Handler, { action, lostAttempts });
    const taskId = await create(app);
    const dead = await engine.worker();
    expect(await dead.claim()).toHaveLength(1);
    await dead.fallSilent(engine.client);
    await eventually(async () => (await app.orchestrator.getTask(taskId)).steps[0]!.state === 'error', { what: 'the reaper' });
    await job(app).run();
    expect((await app.orchestrator.getTask(taskId)).state).toBe(state);
    expect(await app.orchestrator.deadLetterCount()).toBe(told === undefined ? 0 : 1);
    expect(engine.logs.with('A step loses its workers')).toHaveLength(told === undefined ? 0 : 1);
    if (told === undefined) return;
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(events).toMatchObject([
      { name: 'step.poisoned', payload: { taskId, stepId: 1, stepName: 'pay', lostAttempts: 1, action: told } },
    ]);
    expect((await app.orchestrator.deadLetters()).entries).toMatchObject([{ kind: 'poison_step', failedSteps: [{ lostAttempts: 1 }] }]);
  });

  it('lists page by page, in the order of tasks and kinds', async () => {
    const { app } = await idle(Order());
    for (let count = 0; count < 3; count++) await create(app);
    await age(25);
    await job(app).run();
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await app.orchestrator.staleTasks({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.tasks.map(({ taskId, kind }) => `${taskId} ${kind}`));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(6);
    expect(seen).toEqual([...seen].sort());
  });

  it.each([
    [{ limit: 0 }, 'limit: must be an integer from 1 to 100'],
    [{ kind: 'old' }, 'kind: must be one of waiting, lifetime, lost_attempts'],
    [{ cursor: "x'; drop table" }, 'cursor: is not a cursor of this list'],
    [{ kinds: 'waiting' }, "kinds: unknown key; known are limit, kind, cursor, within; did you mean 'kind'?"],
    [null, 'the query must be an object'],
  ])('%o is refused', async (query, message) => {
    const { app } = await idle(Order());
    const refusal = await app.orchestrator.staleTasks(query as never).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(refusal).toBeInstanceOf(InvalidRequestError);
    expect(refusal?.message).toBe(message);
  });

  it.each([
    ['all of the queue is looked at', true, 3],
    ['a round that is to end does so', false, 1],
  ])('stretch by stretch %s', async (_, goesOn, noticed) => {
    const handlers = ['one', 'two', 'three'].map((name) => workflow(name, { pay: {} }));
    const app = await engine.app(handlers, { worker: { queues: ['elsewhere'] } });
    for (const name of ['one', 'two', 'three']) await app.orchestrator.createTask({ name, context: {} });
    await age(2);
    const store = app.module.get(StalenessStore, { strict: false });
    const look = store.noticeWaiting.bind(store);
    store.noticeWaiting = (policies, after) => look(policies, after, 1);
    await job(app).run({ ...UNLEASED, keep: () => Promise.resolve(goesOn) });
    expect(await app.orchestrator.staleCounts()).toMatchObject({ waiting: { count: noticed } });
  });

  it('the walk through old tasks goes on where another process stopped', async () => {
    const { app } = await idle(Order());
    await create(app);
    let kept: unknown;
    await job(app).run({
      ...UNLEASED,
      progress: { lifetime: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
      keep: async (at) => Boolean((kept = at)),
    });
    expect(kept).toEqual({ lifetime: null });
  });
});
