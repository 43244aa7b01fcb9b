import { Inject, Injectable, Logger, Module, Scope, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule, LazyModuleLoader, REQUEST } from '@nestjs/core';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { definitionSettings } from '../../../../test/support/built.task.js';
import { fakeExecution } from '../../../../test/support/step.execution.js';
import { EventBus } from '../events/event.bus.js';
import { DefinitionSettings } from './definition.settings.js';
import { HandlerExplorer } from './handler.explorer.js';
import { HandlerFactory } from './handler.factory.js';
import type { StepExecution } from './step-execution.js';
import { StepHandler } from './step-handler.decorator.js';
import type { RegisteredTask } from './task-definition.js';
import { TaskHandler } from './task-handler.decorator.js';

@Module({
  imports: [DiscoveryModule],
  providers: [HandlerExplorer, HandlerFactory, EventBus, { provide: DefinitionSettings, useValue: definitionSettings }],
  exports: [HandlerFactory],
})
class RegistryModule {}

@Injectable()
class Gateway {
  charge() {
    return 'real';
  }
}

@TaskHandler({ name: 'process_order' })
class ProcessOrder {
  constructor(private readonly gateway: Gateway) {}
  @StepHandler() chargePayment(_execution: StepExecution): object {
    return { charged: this.gateway.charge() };
  }
}

@StepHandler('ship_order')
class ShipOrder {
  process(_execution: StepExecution): object {
    return { shipped: 'real' };
  }
}

@TaskHandler({ name: 'fulfil', steps: [{ name: 'ship', handler: ShipOrder }] })
class Fulfil {}

function moduleWith(providers: Provider[], name = 'OrdersModule', imports: Type[] = []): Type {
  const OrdersModule = { [name]: class {} }[name] as Type;
  Module({ providers, imports })(OrdersModule);
  return OrdersModule;
}

let app: TestingModule | undefined;

async function start(modules: Type[], override: (builder: TestingModuleBuilder) => void = () => undefined): Promise<HandlerFactory> {
  const builder = Test.createTestingModule({ imports: [RegistryModule, ...modules] });
  override(builder);
  app = await builder.compile();
  await app.init();
  return app.get(HandlerFactory);
}

function execution(taskId = 't1'): StepExecution {
  const { step, ...rest } = fakeExecution({ task: { taskId, name: 'process_order' } });
  return { ...rest, step: { ...step, name: 'charge_payment' } };
}

async function run(task: RegisteredTask, step: string, context = execution()): Promise<unknown> {
  return task.invokers.get(step)?.(context);
}

afterEach(async () => {
  vi.restoreAllMocks();
  await app?.close();
  app = undefined;
});

describe('discovery of decorated providers', () => {
  it('finds handlers of any module and runs them with what Nest injects', async () => {
    const factory = await start([moduleWith([Gateway, ProcessOrder]), moduleWith([Fulfil, ShipOrder], 'ShippingModule')]);
    expect(factory.list().map(({ definition }) => definition.name)).toEqual(['fulfil', 'process_order']);
    expect(await run(factory.get('process_order'), 'charge_payment')).toEqual({ charged: 'real' });
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'real' });
  });

  it('counts a class once that two modules provide', async () => {
    const factory = await start([moduleWith([Gateway, ProcessOrder]), moduleWith([Gateway, ProcessOrder], 'CopyModule')]);
    expect(factory.statistics()).toMatchObject({ totalHandlers: 1, totalVersions: 1 });
  });

  it('finds a step class in another module than its task', async () => {
    const factory = await start([moduleWith([Fulfil]), moduleWith([ShipOrder], 'ShippingModule')]);
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'real' });
  });

  it('runs a provider replaced by overrideProvider().useValue() under the definition of the class', async () => {
    const factory = await start([moduleWith([Gateway, ProcessOrder, Fulfil, ShipOrder])], (builder) =>
      builder
        .overrideProvider(ProcessOrder)
        .useValue({ chargePayment: () => ({ charged: 'fake' }) })
        .overrideProvider(ShipOrder)
        .useValue({ process: () => ({ shipped: 'fake' }) }),
    );
    expect(factory.find(ProcessOrder)?.definition.declaredBy).toBe('ProcessOrder');
    expect(await run(factory.get('process_order'), 'charge_payment')).toEqual({ charged: 'fake' });
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'fake' });
  });

  it('fails a step for good whose replacement lacks the method', async () => {
    const factory = await start([moduleWith([Gateway, ProcessOrder])], (builder) => builder.overrideProvider(ProcessOrder).useValue({}));
    await expect(run(factory.get('process_order'), 'charge_payment')).rejects.toMatchObject({
      name: 'PermanentError',
      errorCode: 'HANDLER_MISSING',
      message: "the provider that runs step 'charge_payment' of process_order has no method chargePayment()",
    });
  });

  it('runs a provider replaced by overrideProvider().useClass() under the definition of the class', async () => {
    class FakeOrder extends ProcessOrder {
      override chargePayment(): object {
        return { charged: 'fake' };
      }
    }
    class Unrelated {
      process() {
        return { shipped: 'unrelated' };
      }
    }
    const factory = await start([moduleWith([Gateway, ProcessOrder, Fulfil, ShipOrder])], (builder) =>
      builder.overrideProvider(ProcessOrder).useClass(FakeOrder).overrideProvider(ShipOrder).useClass(Unrelated),
    );
    expect(factory.find(ProcessOrder)?.handler).toBe(ProcessOrder);
    expect(await run(factory.get('process_order'), 'charge_payment')).toEqual({ charged: 'fake' });
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'unrelated' });
  });

  it('finds what a factory makes, under its own token and under another one', async () => {
    const make = () => new ProcessOrder(new Gateway());
    for (const provide of [ProcessOrder, 'order handler']) {
      const factory = await start([moduleWith([{ provide, useFactory: async () => make() }])]);
      expect(await run(factory.get('process_order'), 'charge_payment')).toEqual({ charged: 'real' });
      await app?.close();
    }
  });

  it('prefers the provider whose token is the class', async () => {
    const other: Provider = {
      provide: 'other',
      useFactory: () => Object.assign(new ShipOrder(), { process: () => ({ shipped: 'other' }) }),
    };
    const factory = await start([moduleWith([other, Fulfil, ShipOrder])]);
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'real' });
  });

  it('keeps an inherited step whose override carries no decorator, and runs the override', async () => {
    class Base {
      @StepHandler() pay() {
        return { by: 'base' };
      }
    }
    @TaskHandler({ name: 'derived' })
    class Derived extends Base {
      override pay() {
        return { by: 'derived' };
      }
    }
    const factory = await start([moduleWith([Derived])]);
    expect(await run(factory.get('derived'), 'pay')).toEqual({ by: 'derived' });
  });

  it('leaves a subclass without @TaskHandler alone: it does not claim the name of its parent', async () => {
    class Special extends ProcessOrder {}
    const factory = await start([moduleWith([Gateway, Special, ProcessOrder])]);
    expect(factory.list().map(({ handler }) => handler)).toEqual([ProcessOrder]);
  });

  it('takes no notice of providers without class, or with a made-up constructor', async () => {
    const greedy: unknown = new Proxy({}, { get: (_target, key) => (key === 'constructor' ? ProcessOrder : undefined) });
    const values: Provider[] = [null, 7, Object.create(null), greedy].map((useValue, index) => ({ provide: `value${index}`, useValue }));
    expect((await start([moduleWith(values)])).list()).toEqual([]);
  });

  it('shows tasks of a lazily loaded module after another discovery, and discovers nothing twice', async () => {
    const factory = await start([moduleWith([Gateway, ProcessOrder])]);
    const lazy = moduleWith([Fulfil, ShipOrder], 'LazyModule');
    await app?.get(LazyModuleLoader).load(() => lazy);
    expect(factory.find(Fulfil)).toBeUndefined();
    expect((await factory.discover()).map(({ handler }) => handler)).toEqual([Fulfil]);
    expect(await factory.discover()).toEqual([]);
    expect(await run(factory.get('fulfil'), 'ship')).toEqual({ shipped: 'real' });
  });

  it('explores before slow modules are ready and without touching them', async () => {
    const slow = vi.fn(async () => undefined);
    @TaskHandler({ name: 'slow' })
    class Slow {
      onModuleInit = slow;
      @StepHandler() pay() {
        return { ready: slow.mock.calls.length };
      }
    }
    const factory = await start([moduleWith([Slow])]);
    expect(await run(factory.get('slow'), 'pay')).toEqual({ ready: 1 });
  });
});

describe('providers made for each attempt', () => {
  let made = 0;

  @TaskHandler({ name: 'scoped' })
  @Injectable({ scope: Scope.REQUEST })
  class Scoped {
    readonly number = ++made;
    constructor(@Inject(REQUEST) private readonly request: { task: { taskId: string }; step: { name: string } }) {}
    @StepHandler() pay() {
      return { number: this.number, taskId: this.request.task.taskId, step: this.request.step.name };
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  class Audit {
    constructor(@Inject(REQUEST) readonly request: { task: { taskId: string } }) {}
  }

  @StepHandler()
  class AuditedShip {
    constructor(private readonly audit: Audit) {}
    process() {
      return { taskId: this.audit.request.task.taskId };
    }
  }

  @TaskHandler({ name: 'audited', steps: [{ name: 'ship', handler: AuditedShip }] })
  class Audited {}

  it('gives a request-scoped task handler the task and step as its request, one instance an attempt', async () => {
    const task = (await start([moduleWith([Scoped])])).get('scoped');
    made = 0;
    expect(await run(task, 'pay', execution('t1'))).toEqual({ number: 1, taskId: 't1', step: 'charge_payment' });
    expect(await run(task, 'pay', execution('t2'))).toEqual({ number: 2, taskId: 't2', step: 'charge_payment' });
  });

  it('does so for a step class that depends on a request-scoped provider', async () => {
    const task = (await start([moduleWith([Audited, AuditedShip, Audit])])).get('audited');
    expect(await run(task, 'ship', execution('t7'))).toEqual({ taskId: 't7' });
  });

  it('does so in a module loaded lazily after other attempts have run', async () => {
    const factory = await start([moduleWith([Scoped])]);
    await run(factory.get('scoped'), 'pay');
    const lazy = moduleWith([Audited, AuditedShip, Audit], 'LazyModule');
    await app?.get(LazyModuleLoader).load(() => lazy);
    await factory.discover();
    expect(await run(factory.get('audited'), 'ship', execution('t8'))).toEqual({ taskId: 't8' });
  });

  it('makes a new instance of a transient provider for each attempt', async () => {
    @TaskHandler({ name: 'transient' })
    @Injectable({ scope: Scope.TRANSIENT })
    class Transient {
      private calls = 0;
      @StepHandler() pay() {
        return { calls: ++this.calls };
      }
    }
    const task = (await start([moduleWith([Transient])])).get('transient');
    expect([await run(task, 'pay'), await run(task, 'pay')]).toEqual([{ calls: 1 }, { calls: 1 }]);
  });

  it('runs a request-scoped provider that a test replaced by a value', async () => {
    const fake = { pay: () => ({ fake: true }) };
    const factory = await start([moduleWith([Scoped])], (builder) => builder.overrideProvider(Scoped).useValue(fake));
    expect(await run(factory.get('scoped'), 'pay')).toEqual({ fake: true });
  });
});

describe('start-up', () => {
  it('refuses a listed class that no module provides, naming the module of the task', async () => {
    await expect(start([moduleWith([Fulfil])])).rejects.toThrow(
      "ShipOrder (step 'ship' of Fulfil) is not a provider: add it to the providers of OrdersModule",
    );
  });

  it('refuses two classes that declare one task', async () => {
    @TaskHandler({ name: 'process_order' })
    class OtherOrder {
      @StepHandler() pay() {}
    }
    await expect(start([moduleWith([Gateway, ProcessOrder, OtherOrder])])).rejects.toThrow(
      /^ProcessOrder and OtherOrder both declare task/,
    );
  });

  it('mentions a step class that no task lists in one debug line only', async () => {
    const debug = vi.spyOn(Logger.prototype, 'debug').mockReturnValue(undefined);
    const factory = await start([moduleWith([ShipOrder])]);
    expect(debug.mock.calls).toEqual([["step class ShipOrder ('ship_order') is a provider, but no task lists it"]]);
    expect(factory.list()).toEqual([]);
  });
});
