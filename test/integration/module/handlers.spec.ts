import { Inject, Injectable, Module, Scope, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { LazyModuleLoader, REQUEST } from '@nestjs/core';
import { Type as TypeOf } from 'class-transformer';
import { hostname } from 'node:os';
import {
  HandlerFactory,
  Orchestrator,
  StepHandler,
  TaskerModule,
  TaskHandler,
  type StepExecution,
  type TaskerOptions,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { single, workflow } from '../../support/workflows.js';
import { runTask, useHosts } from './hosts.js';

@Injectable()
class Gateway {
  charge(amount: number) {
    return { charged: amount };
  }
}

@Injectable()
class Ship implements StepHandler {
  constructor(private readonly gateway: Gateway) {}
  process({ sequence }: StepExecution) {
    return { shipped: this.gateway.charge(sequence.results('charge').charged).charged };
  }
}

@Injectable()
class Notify implements StepHandler {
  process({ sequence }: StepExecution) {
    return { text: `shipped ${sequence.results(Ship).shipped}` };
  }
}

@TaskHandler({
  name: 'order',
  steps: [
    { name: 'ship', handler: Ship, dependsOn: 'charge' },
    { name: 'notify', handler: Notify, dependsOn: ['ship'] },
  ],
})
class Order {
  constructor(private readonly gateway: Gateway) {}
  @StepHandler() charge({ task }: StepExecution<{ amount: number }>) {
    return this.gateway.charge(task.context.amount);
  }
}

class Booking {
  @TypeOf(() => Date) readonly at: Date;
}

@TaskHandler({ name: 'book', context: Booking })
class Book {
  @StepHandler() check({ task }: StepExecution<Booking>) {
    return { year: task.context.at.getUTCFullYear(), isBooking: task.context instanceof Booking };
  }
}

describe('handlers in an application', () => {
  const engine = useEngine();
  const { start } = useHosts(engine);
  const tasker = (options: Partial<TaskerOptions> = {}) => TaskerModule.forRoot({ database: { url: engine.url }, ...options, api: false });
  const startWith = (providers: Type[], options?: Partial<TaskerOptions>) => start(tasker(options), { providers });

  it('may be methods and listed classes in one task, with what Nest injects', async () => {
    const module = await startWith([Order, Ship, Notify, Gateway]);
    const orchestrator = module.get(Orchestrator);
    const done = await orchestrator.waitForTask(await orchestrator.createTask(Order, { context: { amount: 12 } }), { timeout: '20s' });
    expect(done.results).toEqual({ charge: { charged: 12 }, ship: { shipped: 12 }, notify: { text: 'shipped 12' } });
  });

  it('read their context as an instance of its class', async () => {
    const module = await startWith([Book]);
    expect((await runTask(module, 'book', { at: '2031-05-06T00:00:00Z' })).results).toEqual({ check: { year: 2031, isBooking: true } });
    expect(engine.logs.with('Booking')).toEqual([
      "warn Book: 'context': Booking has no class-validator decorators, so anything passes: decorate its properties",
    ]);
  });

  it('that are request-scoped are made anew for each attempt, with the attempt as their request', async () => {
    let made = 0;
    @Injectable({ scope: Scope.REQUEST })
    class Trace {
      constructor(@Inject(REQUEST) readonly request: Pick<StepExecution, 'task' | 'step'>) {
        made += 1;
      }
    }
    @TaskHandler({ name: 'traced' })
    class Traced {
      constructor(private readonly trace: Trace) {}
      @StepHandler() one() {
        return { step: this.trace.request.step.name, task: this.trace.request.task.taskId };
      }
      @StepHandler({ dependsOn: 'one' }) two() {
        return { step: this.trace.request.step.name, task: this.trace.request.task.taskId };
      }
    }
    const module = await startWith([Trace, Traced]);
    const done = await runTask(module, 'traced');
    expect(done.results).toEqual({ one: { step: 'one', task: done.taskId }, two: { step: 'two', task: done.taskId } });
    expect(made).toBe(2);
  });

  it('of a module that is loaded lazily run after discover()', async () => {
    @Module({ providers: [Order, Ship, Notify, Gateway] })
    class OrdersModule {}
    const module = await startWith([single(() => ({}))]);
    await runTask(module, 'single');
    await module.get(LazyModuleLoader).load(() => OrdersModule);
    const found = await module.get(HandlerFactory).discover();
    expect(found.map(({ definition }) => definition.name)).toEqual(['order']);
    expect((await runTask(module, 'order', { amount: 3 })).results).toMatchObject({ notify: { text: 'shipped 3' } });
    expect((await runTask(module, 'single')).state).toBe('complete');
  });

  it('may be asked for tasks while the application still starts, wherever in it', async () => {
    @Injectable()
    class Opening implements OnApplicationBootstrap {
      taskId = '';
      constructor(@Inject(Orchestrator) private readonly orchestrator: Orchestrator) {}
      async onApplicationBootstrap() {
        ({ taskId: this.taskId } = await this.orchestrator.createTask({ name: 'single', context: {} }));
      }
    }
    @Module({ providers: [Opening] })
    class DeepModule {}
    @Module({ imports: [DeepModule] })
    class ShopModule {}
    @Module({ imports: [ShopModule] })
    class FeatureModule {}
    const module = await start(tasker(), { imports: [FeatureModule], providers: [single(() => ({}))] });
    const { taskId } = module.get(Opening, { strict: false });
    expect((await module.get(Orchestrator).waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
  });
});

describe('versions of a definition', () => {
  const engine = useEngine();
  const { start } = useHosts(engine);
  const startWith = (providers: Type[], options: Partial<TaskerOptions> = {}) =>
    start(TaskerModule.forRoot({ database: { url: engine.url }, ...options, api: false }), { providers });
  const versioned = (version: string) => workflow('order', { only: { run: () => ({ version }) } }, { version });

  it('live side by side: the highest stable one is chosen, the others run when asked for', async () => {
    const module = await startWith(['1.10.0', '1.9.0', '2.0.0-beta.1'].map(versioned));
    const orchestrator = module.get(Orchestrator);
    const runs = [undefined, '1.9.0', '2.0.0-beta.1'].map(async (version) => {
      const request = { name: 'order', context: {}, ...(version === undefined ? {} : { version }) };
      const { results } = await orchestrator.waitForTask(await orchestrator.createTask(request), { timeout: '20s' });
      return results;
    });
    expect(await Promise.all(runs)).toEqual(['1.10.0', '1.9.0', '2.0.0-beta.1'].map((version) => ({ only: { version } })));
  });

  it('are run by the processes that have them: an old and a new deployment share a database', async () => {
    const [old, fresh] = [await startWith([versioned('1.0.0')]), await startWith([versioned('1.0.0'), versioned('2.0.0')])];
    expect((await runTask(fresh, 'order')).results).toEqual({ only: { version: '2.0.0' } });
    expect((await runTask(old, 'order')).results).toEqual({ only: { version: '1.0.0' } });
    const created = await fresh.get(Orchestrator).createTasks(Array.from({ length: 10 }, () => ({ name: 'order', context: {} })));
    const done = await Promise.all(created.map((task) => old.get(Orchestrator).waitForTask(task, { timeout: '20s' })));
    expect(done.map(({ results }) => results)).toEqual(created.map(() => ({ only: { version: '2.0.0' } })));
    const workers = await engine.rows(
      `select count(distinct h.worker_id)::integer as workers from tasker.workflow_step_transitions h
       join tasker.tasks t on t.task_id = h.task_id join tasker.named_tasks n on n.named_task_id = t.named_task_id where n.version = '2.0.0'`,
    );
    expect(workers).toEqual([{ workers: 1 }]);
  });

  it('that differ under one number in two live processes are warned of, with the host', async () => {
    await startWith([workflow('order', { a: {} })]);
    expect(engine.logs.with('has another definition')).toEqual([]);
    await startWith([workflow('order', { a: {}, b: { dependsOn: 'a' } })]);
    expect(engine.logs.with('has another definition')).toEqual([
      `warn default.order@0.1.0 has another definition on ${hostname()}: tasks keep the graph they were created with; ` +
        'give a changed definition a new version',
    ]);
  });

  it('that are the same in two live processes are not warned of, whatever their classes are called', async () => {
    await startWith([workflow('order', { a: {} })]);
    await startWith([workflow('order', { a: { run: () => ({}) } })]);
    expect(engine.logs.with('has another definition')).toEqual([]);
  });

  it('that change do not change tasks that exist: those keep the graph and the limits they were created with', async () => {
    const order: string[] = [];
    const step = (name: string) => ({ run: () => void order.push(name) });
    const before = await startWith(
      [workflow('order', { a: { ...step('a'), retryLimit: 5 }, b: { ...step('b'), dependsOn: 'a' }, c: { ...step('c'), dependsOn: 'b' } })],
      { worker: false },
    );
    const { taskId } = await before.get(Orchestrator).createTask({ name: 'order', context: {} });
    await before.close();
    const after = await startWith([
      workflow('order', { c: step('c'), b: { ...step('b'), dependsOn: 'c' }, a: { ...step('a'), dependsOn: 'b' }, d: step('d') }),
    ]);
    const done = await after.get(Orchestrator).waitForTask(taskId, { timeout: '20s' });
    expect(order).toEqual(['a', 'b', 'c']);
    expect(done.steps.map(({ name, parentIds, retryLimit }) => [name, parentIds, retryLimit])).toEqual([
      ['a', [], 5],
      ['b', [1], 3],
      ['c', [2], 3],
    ]);
    expect((await runTask(after, 'order')).steps.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are snapshotted with their hash', async () => {
    await startWith([versioned('1.0.0')], { worker: false });
    const [row] = await engine.rows('select configuration, definition_hash from tasker.named_tasks');
    expect(row!.definition_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(row!.configuration).toMatchObject({
      name: 'order',
      version: '1.0.0',
      steps: [{ name: 'only', retryLimit: 3, queue: 'default' }],
    });
  });
});
