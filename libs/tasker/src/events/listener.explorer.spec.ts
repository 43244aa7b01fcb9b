import { Controller, Injectable, Module, Scope, type OnModuleInit, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule, REQUEST } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordedLogs } from '../../../../test/support/recorded.logs.js';
import { ConfigurationError } from '../model/errors.js';
import { CustomEventCatalog } from './custom-event.catalog.js';
import { DurableSubscriptions } from './durable.subscriptions.js';
import { EventBus } from './event.bus.js';
import { EventNames } from './event.names.js';
import { ListenerExplorer } from './listener.explorer.js';
import { OnTaskerEvent, type TaskerEventOptions } from './on-tasker-event.decorator.js';
import type { TaskerEvent } from './tasker.event.js';

@Module({
  imports: [DiscoveryModule],
  providers: [EventBus, CustomEventCatalog, EventNames, DurableSubscriptions, ListenerExplorer],
  exports: [EventBus, CustomEventCatalog, DurableSubscriptions],
})
class EventsModule {}

/** Enough turns of the event loop for a handful of events. */
const turn = async () => {
  for (let count = 0; count < 20; count++) await new Promise((resolve) => setImmediate(resolve));
};
let logs = new RecordedLogs();
let app: TestingModule | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** An application with some providers; initialised. */
async function started(providers: Provider[], controllers: Type<object>[] = []): Promise<TestingModule> {
  logs = new RecordedLogs();
  class Application {}
  Module({ imports: [EventsModule], providers, controllers })(Application);
  app = await Test.createTestingModule({ imports: [Application] })
    .setLogger(logs)
    .compile();
  await app.init();
  return app;
}

/** Why an application does not start. */
async function refusal(...providers: Provider[]): Promise<string> {
  const outcome: unknown = await started(providers).catch((error: unknown) => error);
  if (outcome instanceof ConfigurationError) return outcome.message;
  throw new Error(`not refused: ${String(outcome)}`);
}

/** A provider with one method that listens. */
function listening(patterns: any, options?: TaskerEventOptions): Type<object> {
  class Audit {
    note() {}
  }
  OnTaskerEvent(patterns, options)(Audit.prototype, 'note', Object.getOwnPropertyDescriptor(Audit.prototype, 'note')!);
  return Injectable()(Audit) ?? Audit;
}

/** Keeps what it hears. */
@Injectable()
class Warehouse implements OnModuleInit {
  readonly heard: string[] = [];
  ready = false;
  constructor(private readonly events: CustomEventCatalog) {}

  onModuleInit(): void {
    this.events.declareAll(['stock.counted', 'stock.lost'].map((name) => ({ name, firedBy: 'Warehouse' })));
    this.ready = true;
  }

  @OnTaskerEvent(['task.completed', 'stock.lost'])
  @OnTaskerEvent('stock.*', { filter: ({ payload }) => payload !== 0 })
  async follow({ name }: TaskerEvent): Promise<void> {
    this.heard.push(`${name}${this.ready ? '' : ' too early'}`);
  }
}

describe('@OnTaskerEvent', () => {
  it('calls the method for each event that it names, once for each decorator', async () => {
    const bus = (await started([Warehouse])).get(EventBus);
    bus.announce('task.completed', () => ({}));
    bus.announce('task.failed', () => ({}));
    for (const [name, payload] of [['stock.counted', 0], ['stock.counted', 1], ['stock.lost', 1]] as const) bus.publish(name, payload); // prettier-ignore
    await turn();
    expect(app!.get(Warehouse).heard.toSorted()).toEqual(['stock.counted', 'stock.lost', 'stock.lost', 'task.completed']);
    expect(bus.statistics().map(({ listener, patterns }) => [listener, patterns])).toEqual([
      ['Warehouse.follow', ['task.completed', 'stock.lost']],
      ['Warehouse.follow', ['stock.*']],
    ]);
  });

  it('hears what happens during start, but only when everything is initialised', async () => {
    @Injectable()
    class Early implements OnModuleInit {
      constructor(private readonly bus: EventBus) {}
      async onModuleInit() {
        this.bus.announce('task.completed', () => ({}));
        await turn();
      }
    }
    await started([Early, Warehouse]);
    await turn();
    expect(app!.get(Warehouse).heard).toEqual(['task.completed']);
  });

  it('works in controllers, in classes that extend a listening one, and calls what the method is then', async () => {
    const heard: string[] = [];
    @Controller('stock')
    class StockController {
      @OnTaskerEvent('task.started')
      show({ name }: TaskerEvent) {
        heard.push(`controller ${name}`);
      }
    }
    @Injectable()
    class Base {
      @OnTaskerEvent('step.started')
      note({ name }: TaskerEvent) {
        heard.push(`base ${name}`);
      }
    }
    @Injectable()
    class Derived extends Base {
      override note({ name }: TaskerEvent) {
        heard.push(`derived ${name}`);
      }
    }
    const bus = (await started([Derived], [StockController])).get(EventBus);
    app!.get(StockController).show = ({ name }) => void heard.push(`replaced ${name}`);
    bus.announce('task.start_requested', () => ({}));
    bus.announce('step.execution_requested', () => ({}));
    await turn();
    expect(heard.toSorted()).toEqual(['derived step.execution_requested', 'replaced task.start_requested']);
  });

  it('counts an instance once, whatever its tokens, and a class that two modules provide', async () => {
    class Feature {}
    Module({ imports: [EventsModule], providers: [Warehouse] })(Feature);
    class Application {}
    Module({
      imports: [EventsModule, Feature],
      providers: [Warehouse, { provide: 'warehouse', useExisting: Warehouse }],
    })(Application);
    app = await Test.createTestingModule({ imports: [Application] }).setLogger(new RecordedLogs()).compile(); // prettier-ignore
    await app.init();
    expect(app.get(EventBus).statistics()).toHaveLength(2);
  });

  it('passes by values of every kind', async () => {
    const strange = [null, 7, 'text', () => 1, Object.create(null), Object.create(Object.create(null) as object), new Proxy({}, {})];
    await started(strange.map((useValue, index) => ({ provide: `strange ${index}`, useValue })));
    expect(app!.get(EventBus).isHeard).toBe(false);
  });

  it('leaves a provider alone that a test has replaced', async () => {
    class Application {}
    Module({ imports: [EventsModule], providers: [Warehouse] })(Application);
    const builder = Test.createTestingModule({ imports: [Application] }).setLogger(new RecordedLogs());
    app = await builder.overrideProvider(Warehouse).useValue({}).compile();
    await app.init();
    expect(app.get(EventBus).isHeard).toBe(false);
  });
});

describe('a durable method', () => {
  it('is listed, and not called by the bus', async () => {
    const calls: unknown[][] = [];
    @Injectable()
    class Mailer {
      @OnTaskerEvent(['task.started', 'step.*'], { durable: true, group: 'mail', filter: ({ name }) => name !== 'x' })
      send(...given: unknown[]): string {
        calls.push(given);
        return 'sent';
      }
      @OnTaskerEvent('task.failed', { durable: true })
      fail(): void {
        throw new Error('no mail');
      }
    }
    await started([Mailer]);
    const [send, fail] = app!.get(DurableSubscriptions).list();
    expect(send).toMatchObject({ group: 'mail', patterns: ['task.start_requested', 'step.*'], className: 'Mailer', method: 'send' });
    expect(fail).toMatchObject({ group: 'Mailer.fail', patterns: ['task.failed'], filter: undefined });
    const event = { name: 'x', payload: {}, at: new Date() };
    expect(send!.filter!(event)).toBe(false);
    expect(await send!.handle(event, 'delivery' as never)).toBe('sent');
    expect(calls).toEqual([[event, 'delivery']]);
    await expect(fail!.handle(event, 'delivery' as never)).rejects.toThrow('no mail');
    expect(app!.get(EventBus).isHeard).toBe(false);
  });
});

describe('an application does not start', () => {
  const note = '@OnTaskerEvent on Audit.note';

  it.each([
    ['task.complete', "listens to 'task.complete', but there is no such event; did you mean 'task.completed'?"],
    ['task.start', "listens to 'task.start', but there is no such event; did you mean 'task.stale' or 'task.started'?"],
    ['task.startd', "listens to 'task.startd', but there is no such event; did you mean 'task.started' or 'task.stale'?"],
    ['parcel.sent', "listens to 'parcel.sent', but there is no such event; one of your own must be declared first"],
    ['stock.count', "listens to 'stock.count', but there is no such event; did you mean 'stock.counted' or 'stock.lost'?"],
  ])('with a method for %s', async (name, problem) => {
    expect(await refusal(Warehouse, listening(['task.failed', name]))).toBe(`${note} ${problem}`);
  });

  it('with a method for a name of the specification that nothing fires: it says what to take', async () => {
    expect(await refusal(listening('step.handle'))).toBe(
      `${note} listens to 'step.handle', which nothing fires: The call of a handler begins when step.before_handle says so. Take 'step.before_handle'`,
    );
  });

  it('with a durable method for what history does not know: it says what can be durable', async () => {
    const message = await refusal(listening('handler.registered', { durable: true }));
    expect(message).toContain(`${note} 'handler.registered' cannot be durable: the history of tasks does not know it`);
    expect(message).toMatch(/Durable are the events that steps declare, and .*task\.completed/);
    await started([listening('task.*', { durable: true })]);
  });

  it.each([
    ['Order.*x', {}, /: events cannot be subscribed to by "Order\.\*x": give a name, 'order\.\*' or '\*'$/],
    [[], {}, /: no event is listened to: give a name/],
    ['*', { durabel: true }, /: unknown option 'durabel'; known are durable, group, filter; did you mean 'durable'\?$/],
    ['*', { durable: 'yes' }, /: durable must be true or false$/],
    ['*', { filter: 'x' }, /: filter must be a function$/],
    ['*', { group: 'x' }, /: group is the name of a durable subscriber: add durable: true, or leave it out$/],
  ])('with a decorator of %j and %j', async (patterns, options, problem) => {
    expect(await refusal(listening(patterns, options as TaskerEventOptions))).toMatch(problem);
  });

  it('with a listening provider of requests, a transient one, or one that depends on a request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OfRequest {
      @OnTaskerEvent('*')
      note() {}
      other() {}
    }
    @Injectable({ scope: Scope.TRANSIENT })
    class Transient {
      @OnTaskerEvent('*')
      note() {}
    }
    @Injectable()
    class Dependent {
      constructor(readonly request: OfRequest) {}
      @OnTaskerEvent('*')
      note() {}
    }
    const silent = { provide: 'tenant', scope: Scope.REQUEST, inject: [REQUEST], useFactory: () => ({}) };
    const message = await refusal(OfRequest, Transient, Dependent, silent);
    expect(message.split('\n').toSorted()).toEqual([
      '@OnTaskerEvent on Dependent.note: Dependent is made for each request: outside of one there is no instance to call; listen in a provider of default scope',
      '@OnTaskerEvent on OfRequest.note: OfRequest is made for each request: outside of one there is no instance to call; listen in a provider of default scope',
      '@OnTaskerEvent on Transient.note: Transient is transient: there is no single instance to call; listen in a provider of default scope',
    ]);
  });

  it('and is not even compiled with the decorator on what is no instance method', () => {
    const decorate = OnTaskerEvent('*') as unknown as (target: object, key: string | symbol, descriptor?: object) => void;
    class Audit {}
    const text = (place: string) =>
      `@OnTaskerEvent on ${place}: an instance method with a name can listen, not a static member, accessor or field`;
    expect(() => decorate(Audit, 'note', { value: () => 1 })).toThrow(text('Audit.note'));
    expect(() => decorate(Audit.prototype, 'field')).toThrow(text('Audit.field'));
    expect(() => decorate(Audit.prototype, Symbol('s'), { value: () => 1 })).toThrow(text('Audit.Symbol(s)'));
  });
});

describe('a wildcard that means nothing', () => {
  it('is a warning with what may have been meant', async () => {
    await started([Warehouse, listening(['stok.*', 'order.*', 'stock.*'])]);
    expect(logs.with('warn')).toEqual([
      "warn @OnTaskerEvent on Audit.note listens to 'stok.*', which means no event that is known; did you mean 'stock.*' or 'step.*'?",
      "warn @OnTaskerEvent on Audit.note listens to 'order.*', which means no event that is known",
    ]);
  });
});
