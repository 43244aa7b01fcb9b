import {
  CustomEventCatalog,
  EventBus,
  HandlerFactory,
  PermanentError,
  RetryableError,
  type StepExecution,
  type TaskerEvent,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single, workflow } from '../../support/workflows.js';

const SHIPPED = { name: 'order.shipped', description: 'The parcel has left' };

/** Everything an application publishes under a pattern, with what the database said at that moment. */
function listen({ module }: EngineApp, pattern = 'order.*'): TaskerEvent[] {
  const heard: TaskerEvent[] = [];
  module.get(EventBus).subscribe(pattern, (event) => void heard.push(event));
  return heard;
}

describe('publish', () => {
  const engine = useEngine();
  const only = (run: (execution: StepExecution) => unknown, options: object = {}) =>
    single(run, { customEvents: [SHIPPED, { name: 'order.tried' }], ...options });

  it('sends an event of the step when its outcome is committed, with the ids of the attempt', async () => {
    const app = await engine.app([only(({ publish }) => publish('order.shipped', { parcel: 3, taskId: 'mine' }))]);
    const states: unknown[] = [];
    const heard = listen(app);
    app.module.get(EventBus).subscribe('order.shipped', async () => {
      states.push((await engine.rows('select state from tasker.workflow_steps'))[0]!.state);
    });
    const task = await app.orchestrator.createTask({ name: 'single', context: {}, correlationId: 'trace-7' });
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    await eventually(() => heard.length === 1 && states.length === 1);
    expect(heard[0]).toEqual({
      name: 'order.shipped',
      at: expect.any(Date),
      payload: {
        ...{ parcel: 3, taskId: task.taskId, namespace: 'default', taskName: 'single' },
        ...{ stepId: 1, stepName: 'only', attempt: 1, correlationId: 'trace-7' },
      },
    });
    expect(states).toEqual(['complete']);
  });

  it('sends nothing before the attempt has ended, but what it is told to send now', async () => {
    const gates = new Gates();
    const Handler = only(async ({ publish }) => {
      publish('order.shipped');
      publish('order.tried', { at: 'once' }, { now: true });
      await gates.pass('half');
    });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    const task = await app.orchestrator.createTask({ name: 'single', context: {} });
    await gates.reached('half');
    await eventually(() => heard.length > 0);
    expect(heard.map(({ name }) => name)).toEqual(['order.tried']);
    gates.open('half');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    await eventually(() => heard.length === 2);
    expect(heard.map(({ name }) => name)).toEqual(['order.tried', 'order.shipped']);
  });

  it('sends the events of attempts that failed, too, each once and in their order', async () => {
    const Handler = only(({ publish, step }) => {
      publish('order.tried', { n: 1 });
      publish('order.tried', { n: 2 });
      if (step.attempt === 1) throw new RetryableError('again', { retryAfter: 0 });
      throw new PermanentError('no');
    });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    expect((await app.run(Handler)).state).toBe('error');
    await eventually(() => heard.length === 4);
    const payloads = heard.map(({ payload }) => payload as { attempt: number; n: number });
    expect(payloads.map(({ attempt, n }) => [attempt, n])).toEqual([[1, 1], [1, 2], [2, 1], [2, 2]]); // prettier-ignore
  });

  it('sends nothing of a task that was cancelled meanwhile, but what it sent at once', async () => {
    const gates = new Gates();
    const Handler = only(async ({ publish }) => {
      publish('order.shipped');
      publish('order.tried', {}, { now: true });
      await gates.pass('late');
    });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    const { taskId } = await app.orchestrator.createTask({ name: 'single', context: {} });
    await gates.reached('late');
    await engine.rows("select tasker.cancel_task($1, 'test', 'test')", [taskId]);
    gates.open('late');
    await app.close();
    expect(heard.map(({ name }) => name)).toEqual(['order.tried']);
  });

  it('sends nothing of a claim that another worker took over: the next attempt sends its own', async () => {
    const gates = new Gates();
    const Handler = only(async ({ publish, step }) => {
      publish('order.shipped');
      if (step.attempt === 1) await gates.pass('late');
    });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    const task = await app.orchestrator.createTask({ name: 'single', context: {} });
    await gates.reached('late');
    const reaper = await engine.worker();
    await engine.rows('update tasker.workers set lost_at = clock_timestamp() where worker_id <> $1', [reaper.id]);
    // The application, which has begun anew, may have been quicker.
    await reaper.reap();
    const unreaped = 'select from tasker.workers where lost_at is not null and reaped_at is null';
    await eventually(async () => (await engine.rows(unreaped)).length === 0, { what: 'the step is taken back' });
    gates.open('late');
    const done = await app.orchestrator.waitForTask(task, { timeout: '30s' });
    expect(done.steps[0]).toMatchObject({ state: 'complete', attempts: 2 });
    await eventually(() => heard.length > 0);
    expect(heard.map(({ payload }) => (payload as { attempt: number }).attempt)).toEqual([2]);
  });

  it('takes events that the task declares for all of its steps', async () => {
    const Handler = workflow('whole', { a: { run: ({ publish }) => publish('order.whole') } }, { customEvents: [{ name: 'order.whole' }] });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    await app.run(Handler);
    await eventually(() => heard.length === 1);
  });

  it('refuses an event that neither step nor task declares, and says what may have been meant', async () => {
    const Handler = only(({ publish }) => publish('order.shiped'), { retryable: false });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    const done = await app.run(Handler);
    expect(done.steps[0]!.error!.message).toBe(
      "step 'only' of Workflow publishes 'order.shiped', which neither it nor its task declares in customEvents; did you mean 'order.shipped' or 'order.tried'?",
    );
    expect(heard).toEqual([]);
  });

  it('does not let a listener that fails or hangs touch the step', async () => {
    const Handler = only(({ publish }) => publish('order.shipped'));
    const app = await engine.app([Handler]);
    app.module.get(EventBus).subscribe('order.shipped', () => {
      throw new Error('listener');
    });
    app.module.get(EventBus).subscribe('order.shipped', () => new Promise(() => undefined));
    expect((await app.run(Handler)).state).toBe('complete');
  });

  it('may be asked for through a part of the execution', async () => {
    const Handler = only(({ publish, ...rest }) => {
      const send = publish;
      send('order.shipped', { keys: Object.keys(rest).includes('task') });
    });
    const app = await engine.app([Handler]);
    const heard = listen(app);
    await app.run(Handler);
    await eventually(() => heard.length === 1);
  });
});

describe('CustomEventCatalog', () => {
  const engine = useEngine();

  it('lists what the handlers of the application declare, with who fires it', async () => {
    const Shop = workflow(
      'shop',
      { ship: { customEvents: [SHIPPED] }, pay: { customEvents: [{ name: 'order.paid' }] } },
      {
        customEvents: [SHIPPED],
      },
    );
    const { module } = await engine.app([Shop], { worker: false });
    expect(module.get(CustomEventCatalog).list()).toEqual([
      { name: 'order.paid', description: 'fired by Workflow.pay', firedBy: ['Workflow.pay'] },
      { name: 'order.shipped', description: 'The parcel has left', firedBy: ['Workflow', 'Workflow.ship'] },
    ]);
  });

  it('refuses at start-up two descriptions of one event', async () => {
    const Shop = workflow('shop', { ship: { customEvents: [SHIPPED] }, send: { customEvents: [{ ...SHIPPED, description: 'Gone' }] } });
    await expect(engine.app([Shop], { worker: false })).rejects.toThrow(/describes event 'order.shipped'/);
  });
});

describe('handler events', () => {
  const engine = useEngine();

  it('tell of each handler that is registered, and each that is taken out', async () => {
    const Late = workflow('late', { only: {} }, { version: '1.2.0', namespace: 'shop' });
    const app = await engine.app([Late], { worker: false });
    const heard = listen(app, 'handler.*');
    const factory = app.module.get(HandlerFactory);
    await factory.register('again', Late, { namespace: 'shop', version: '2.0.0' });
    await factory.unregister('again', { namespace: 'shop', version: '2.0.0' });
    await eventually(() => heard.length === 2);
    const payload = {
      registryName: 'handler_factory',
      entityType: 'task_handler',
      entityId: 'shop/again/2.0.0',
      entityClass: 'Workflow',
      handlerClass: 'Workflow',
      namespaceName: 'shop',
      name: 'again',
      version: '2.0.0',
      timestamp: expect.any(Date),
    };
    expect(heard).toMatchObject([
      { name: 'handler.registered', payload },
      { name: 'handler.unregistered', payload },
    ]);
    expect(engine.logs.with('entity_id=shop/again/2.0.0')).toMatchObject([
      expect.stringContaining('log Registry item registered '),
      expect.stringContaining('log Registry item unregistered '),
    ]);
  });
});

describe('the logger of a step', () => {
  const engine = useEngine();

  it('binds the ids of the attempt to each record, which no field of the handler replaces', async () => {
    const Handler = single(({ logger }) => {
      logger.warn('stock is low', { sku: 'tea', left: 2, task_id: 'forged' });
      logger.error('no stock', {});
      logger.log('plain');
    });
    const app = await engine.app([Handler]);
    const task = await app.orchestrator.createTask({ name: 'single', context: {}, correlationId: 'trace-7' });
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    const ids = `task_id=${task.taskId} task=single step_id=1 step=only attempt=1 correlation_id=trace-7`;
    const [warned] = engine.logs.with('stock is low');
    expect(warned).toMatch(/^warn stock is low /);
    for (const word of ['sku=tea', 'left=2', ...ids.split(' ')]) expect(warned!.split(' ')).toContain(word);
    expect(warned).not.toContain('forged');
    expect(engine.logs.with('no stock')).toEqual([`error no stock ${ids}`]);
    expect(engine.logs.with('plain')).toEqual([`log plain ${ids}`]);
  });
});
