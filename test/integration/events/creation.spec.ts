import { EngineInstruments } from '../../../libs/tasker/src/events/engine.instruments.js';
import { getDataSourceToken } from '@nestjs/typeorm';
import { describe, expect, it, vi } from 'vitest';
import type { DataSource, EntityManager } from 'typeorm';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { expectCatalogued, hear, namesOf, only, type HeardEvent } from '../../support/heard.events.js';
import { single, workflow } from '../../support/workflows.js';

const CREATED = ['task.initialize_requested', 'observability.task.enqueue', 'step.initialize_requested'];

describe('the creation of a task', () => {
  const engine = useEngine();
  const Handler = single(() => ({}));
  const idle = async (handlers = [Handler]) => {
    const app = await engine.app(handlers, { worker: false });
    const created = vi.fn();
    const rested = vi.fn();
    app.module.get(EngineInstruments, { strict: false }).meter = { created, rested } as never;
    return { app, heard: hear(app), created, rested };
  };
  const dataSource = (app: EngineApp): DataSource => app.module.get(getDataSourceToken('tasker'), { strict: false });
  const create = ({ orchestrator }: EngineApp, manager?: EntityManager) =>
    orchestrator.createTask(Handler, { context: {} }, manager === undefined ? undefined : { manager });
  /** Whatever was published before has arrived when an event that is published now has. */
  const settled = async (app: EngineApp, heard: HeardEvent[]) => {
    const { taskId } = await create(app);
    await eventually(() => namesOf(heard, taskId).length === CREATED.length);
    const before = heard.filter(({ payload }) => payload.taskId !== taskId);
    heard.length = 0;
    return before;
  };
  const definition = { namespace: 'default', name: 'single', version: '0.1.0' };

  it('is told once, step by step, and counted', async () => {
    const Two = workflow('two', { first: {}, second: { dependsOn: 'first', retryLimit: 7 } });
    const { app, heard, created } = await idle([Two, Handler]);
    const request = { context: { cardToken: 'tok_1', n: 1 }, priority: 9, sourceSystem: 'api', correlationId: 'corr-1' };
    const { taskId } = await app.orchestrator.createTask(Two, request);
    await eventually(() => heard.length === 4);
    expect(namesOf(heard, taskId)).toEqual([...CREATED, 'step.initialize_requested']);
    const [{ requested_at: at }] = (await engine.rows('select requested_at from tasker.tasks')) as [{ requested_at: Date }];
    expect(heard[0]!.payload).toMatchObject({
      ...{ taskName: 'two', version: '0.1.0', correlationId: 'corr-1', timestamp: at, startedAt: at, currentExecutionDuration: 0 },
      ...{ taskContext: { cardToken: '[FILTERED]', n: 1 }, priority: 9, sourceSystem: 'api', initiator: 'unknown' },
      ...{ totalSteps: 2, pendingSteps: 2, completedSteps: 0, failedSteps: 0, completedAt: null },
    });
    expect(heard.slice(2).map(({ payload }) => payload)).toMatchObject([
      { stepId: 1, stepName: 'first', attemptNumber: 0, retryLimit: 3, startedAt: null, correlationId: 'corr-1' },
      { stepId: 2, stepName: 'second', attemptNumber: 0, retryLimit: 7 },
    ]);
    await app.orchestrator.createTasks([1, 2, 3].map(() => ({ name: 'single', context: {} })));
    expect(created.mock.calls).toEqual([
      [{ ...definition, name: 'two' }, 1],
      [definition, 3],
    ]);
  });

  it('is not told of a task that was there before', async () => {
    const { app, heard, created } = await idle();
    const taskId = '0199a3f2-5b1c-7d42-9c1e-8f4b2a6d7e10';
    await app.orchestrator.createTask(Handler, { context: {}, taskId });
    await app.orchestrator.createTask(Handler, { context: {}, taskId });
    await app.orchestrator.createTask(Handler, { context: {}, idempotencyKey: 'k' });
    await app.orchestrator.createTask(Handler, { context: {}, idempotencyKey: 'k' });
    expect(await settled(app, heard)).toHaveLength(2 * CREATED.length);
    expect(created).toHaveBeenCalledTimes(3);
  });

  it('in a transaction of the caller is told when that is committed', async () => {
    const { app, heard, created } = await idle();
    await dataSource(app).transaction(async (manager) => {
      await create(app, manager);
      await app.orchestrator.createTask(Handler, { context: {}, idempotencyKey: 'k' }, { manager });
      expect(await settled(app, heard)).toEqual([]);
    });
    await eventually(() => heard.length === 2 * CREATED.length);
    expect(namesOf(heard)).toEqual([...CREATED, ...CREATED]);
    expect(created.mock.calls).toEqual([
      [definition, 1],
      [definition, 1],
      [definition, 1],
    ]);
    expect(await settled(app, heard)).toHaveLength(2 * CREATED.length);
  });

  it('in a transaction of the caller that is rolled back is never told, nor in a savepoint', async () => {
    const { app, heard, created } = await idle();
    const source = dataSource(app);
    const failure = source.transaction(async (manager) => {
      await create(app, manager);
      throw new Error('changed my mind');
    });
    await expect(failure).rejects.toThrow('changed my mind');
    let kept!: string;
    await source.transaction(async (manager) => {
      kept = (await create(app, manager)).taskId;
      await manager
        .transaction(async (nested) => {
          await create(app, nested);
          throw new Error('only this one');
        })
        .catch(() => undefined);
      await manager.transaction((nested) => create(app, nested));
    });
    await eventually(() => heard.length === 2 * CREATED.length);
    expect(namesOf(heard, kept)).toEqual(CREATED);
    expect(await settled(app, heard)).toHaveLength(2 * CREATED.length);
    expect(created).toHaveBeenCalledTimes(3);
    expect(await engine.rows('select from tasker.tasks')).toHaveLength(3);
  });

  it('is never told when PostgreSQL rolls back what TypeORM commits', async () => {
    const { app, heard } = await idle();
    await dataSource(app).transaction(async (manager) => {
      await create(app, manager);
      await manager.query('select 1 / 0').catch(() => undefined);
    });
    expect(await settled(app, heard)).toEqual([]);
    expect(await engine.rows('select from tasker.tasks')).toHaveLength(1);
  });

  it('with nothing to do is told with its end', async () => {
    const Skipped = workflow('skipped', { first: { skippable: true }, second: { skippable: true } });
    const { app, heard, rested } = await idle([Skipped, Handler]);
    const tracer = { isActive: true, creation: () => null, attempt: () => null, rested: vi.fn() };
    app.module.get(EngineInstruments, { strict: false }).tracer = tracer;
    const task = await app.orchestrator.createTask(Skipped, { context: {}, bypassSteps: ['first', 'second'] });
    await eventually(() => heard.length === 10);
    expect(namesOf(heard)).toEqual([
      ...CREATED.slice(0, 2),
      ...['step.initialize_requested', 'step.resolved_manually', 'step.initialize_requested', 'step.resolved_manually'],
      ...['task.completed', 'workflow.task_completed', 'observability.task.finalize', 'workflow.task_finalization_completed'],
    ]);
    expectCatalogued(app, heard);
    const summary = { workflowSummary: task.summary, completionPercentage: 100, totalSteps: 2, completedSteps: 2 };
    expect(only(heard, 'task.completed')).toMatchObject({ ...summary, totalExecutionDuration: 0 });
    expect(rested.mock.calls).toEqual([[{ ...definition, name: 'skipped' }, 'complete', 0]]);
    expect(tracer.rested.mock.calls).toMatchObject([
      [{ taskId: task.taskId, state: 'complete', totalSteps: 2, completedSteps: 2, error: null }],
    ]);
  });

  it('is told before its first steps, which the same call has claimed', async () => {
    const app = await engine.app([Handler]);
    const heard = hear(app);
    const { taskId } = await app.run(Handler);
    await eventually(() => namesOf(heard, taskId).includes('task.completed'));
    const names = namesOf(heard, taskId);
    expect(names.slice(0, 3)).toEqual(CREATED);
    const order = ['task.initialize_requested', 'task.start_requested', 'workflow.viable_steps_discovered', 'step.execution_requested'];
    expect(order.map((name) => names.indexOf(name))).toEqual([0, 4, 7, 10]);
  });
});
