import { Injectable, Logger, Module, Scope, type Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordedLogs } from '../../../../test/support/recorded.logs.js';
import { BaseSubscriber } from './base.subscriber.js';
import { CustomEventCatalog } from './custom-event.catalog.js';
import { EventBus } from './event.bus.js';
import { EventNames } from './event.names.js';
import type { LogRecord } from './log.record.js';
import { SubscriberRefusedError } from './subscriber.refusal.js';
import { SubscriberRegistry, type SubscriberOptions } from './subscriber.registry.js';
import { handlerName } from './subscriber.routing.js';
import type { TaskerEvent } from './tasker.event.js';

/** Enough turns of the event loop for a handful of events. */
const delivered = async () => {
  for (let count = 0; count < 20; count++) await new Promise((resolve) => setImmediate(resolve));
};

let app: TestingModule;
let bus: EventBus;
let registry: SubscriberRegistry;
const lines: [level: string, fields: object][] = [];

async function start(...providers: Provider[]): Promise<void> {
  class Application {}
  Module({ providers: [EventBus, CustomEventCatalog, EventNames, SubscriberRegistry, ...providers] })(Application);
  app = await Test.createTestingModule({ imports: [Application] }).setLogger(new RecordedLogs()).compile(); // prettier-ignore
  await app.init();
  bus = app.get(EventBus);
  registry = app.get(SubscriberRegistry);
  app.get(CustomEventCatalog).declareAll(['order.placed', 'order.item_added'].map((name) => ({ name, firedBy: 'test' })));
}

/** Keeps what its methods get. */
@Injectable()
class Trail extends BaseSubscriber {
  static override readonly subscribeTo: readonly string[] = ['task.completed', 'order.*'];
  readonly heard: string[] = [];

  handleTaskCompleted({ name }: TaskerEvent): void {
    this.heard.push(`completed ${name}`);
  }
  handleOrderPlaced({ name }: TaskerEvent): void {
    this.heard.push(`placed ${name}`);
  }
  handleOrderItemAdded({ name }: TaskerEvent): void {
    this.heard.push(`added ${name}`);
  }
}

/** Takes everything. */
class Everything extends BaseSubscriber {
  static override readonly subscribeTo: readonly string[] = ['*'];
  readonly heard: string[] = [];

  handleEvent({ name }: TaskerEvent): void {
    this.heard.push(name);
  }
}

function refusal(subscriber: object, options?: SubscriberOptions): SubscriberRefusedError {
  try {
    registry.register(subscriber, options);
  } catch (error) {
    expect(error).toBeInstanceOf(SubscriberRefusedError);
    return error as SubscriberRefusedError;
  }
  throw new Error('nothing was refused');
}

beforeEach(async () => {
  lines.length = 0;
  for (const level of ['log', 'error'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation((record: unknown) => void lines.push([level, { ...(record as LogRecord) }]));
  }
  await start(Trail);
  lines.length = 0;
});
afterEach(async () => {
  await app.close();
  vi.restoreAllMocks();
});

describe('the method for an event', () => {
  it.each([
    ['task.completed', 'handleTaskCompleted'],
    ['order.item_added', 'handleOrderItemAdded'],
    ['step.execution_requested', 'handleStepExecutionRequested'],
    ['order.item.added-2', 'handleOrderItemAdded2'],
    ['a..b_', 'handleAB'],
  ])('%s is %s', (event, method) => expect(handlerName(event)).toBe(method));

  it('is the one of its name, also when a wildcard means it, and another one of its own for an alias', async () => {
    const heard: string[] = [];
    registry.register(
      {
        handleTaskStarted: () => heard.push('started'),
        handleStepExecutionRequested: () => heard.push('requested'),
        handleOrderPlaced: () => heard.push('placed'),
        handleEvent: ({ name }: TaskerEvent) => heard.push(name),
      },
      { name: 'plain', events: ['task.started', 'step.started', 'order.*'] },
    );
    for (const name of ['task.start_requested', 'step.execution_requested', 'step.completed']) bus.announce(name, () => ({}));
    bus.publish('order.placed');
    bus.publish('order.item_added');
    await delivered();
    expect(heard).toEqual(['started', 'requested', 'placed', 'order.item_added']);
  });
});

describe('register', () => {
  it('subscribes an object to the events of its class', async () => {
    const trail = new Trail();
    expect(registry.register(trail)).toEqual({
      ...{ name: 'trail', className: 'Trail', events: ['task.completed', 'order.*'] },
      ...{ subscriber: trail, registeredAt: expect.any(Date) },
    });
    bus.publish('order.item_added');
    bus.announce('task.completed', () => ({}));
    bus.announce('task.failed', () => ({}));
    await delivered();
    expect(trail.heard).toEqual(['added order.item_added', 'completed task.completed']);
  });

  it('takes the provider of a class', () => {
    expect(registry.register(Trail).subscriber).toBe(app.get(Trail));
  });

  it('lets events be given in place of those of the class, without a trace in the class or in others', async () => {
    const [one, other] = [new Trail(), new Trail()];
    registry.register(one, { events: ['order.placed'] });
    registry.register(other, { name: 'other' });
    bus.announce('task.completed', () => ({}));
    await delivered();
    expect([one.heard, other.heard, Trail.subscribeTo]).toEqual([[], ['completed task.completed'], ['task.completed', 'order.*']]);
  });

  it('asks the filter of the registration, then the one of the subscriber, when an event is delivered', async () => {
    const asked: string[] = [];
    class Picky extends Everything {
      wanted = true;
      override accepts({ payload }: TaskerEvent<number>): boolean {
        asked.push(`accepts ${payload}`);
        return this.wanted;
      }
    }
    const picky = new Picky();
    const filter = ({ payload }: TaskerEvent<number>) => asked.push(`filter ${payload}`) > 0 && payload > 1;
    registry.register(picky, { filter, events: ['order.*'] });
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    picky.wanted = false;
    bus.publish('order.item_added', 3);
    await delivered();
    expect(picky.heard).toEqual(['order.placed']);
    expect(asked).toEqual(['filter 1', 'filter 2', 'accepts 2', 'filter 3', 'accepts 3']);
    expect(registry.statistics().subscribers).toMatchObject([{ delivered: 1, failed: 0 }]);
  });

  it('writes a line and tells an event for each change', async () => {
    const told: unknown[] = [];
    bus.subscribe('subscriber.*', ({ name, payload }) => told.push([name, payload]));
    const trail = new Trail();
    registry.register(trail);
    expect(() => registry.register({}, { name: 'broken', events: ['order.placed'] })).toThrow(SubscriberRefusedError);
    expect([registry.unregister(trail), registry.unregister(trail), registry.unregister('broken')]).toEqual([true, false, false]);
    await delivered();
    const line = { registry_name: 'subscriber_registry', entity_type: 'event_subscriber', entity_id: 'trail', entity_class: 'Trail' };
    const broken = { ...line, entity_id: 'broken', entity_class: 'Object' };
    const why = "Object listens to 'order.placed', but has no method handleOrderPlaced()";
    expect(lines).toEqual([
      ['log', { msg: 'Registry item registered', ...line, event_type: 'registered' }],
      ['error', { msg: 'Registry validation failed', ...broken, event_type: 'validation_failed', validation_error: why }],
      ['log', { msg: 'Registry item unregistered', ...line, event_type: 'unregistered' }],
    ]);
    const payload = {
      ...{ registryName: 'subscriber_registry', entityType: 'event_subscriber', entityId: 'trail', entityClass: 'Trail' },
      ...{ subscriberClass: 'Trail', events: ['task.completed', 'order.*'], timestamp: expect.any(Date) },
    };
    const refused = {
      entityId: 'broken',
      entityClass: 'Object',
      subscriberClass: 'Object',
      events: ['order.placed'],
      validationError: why,
    };
    expect(told).toEqual([
      ['subscriber.registered', payload],
      ['subscriber.validation_failed', { ...payload, ...refused }],
      ['subscriber.unregistered', payload],
    ]);
  });

  it('delivers nothing to whoever was unregistered', async () => {
    const trail = new Trail();
    registry.register(trail);
    bus.publish('order.placed');
    registry.unregister('trail');
    await delivered();
    expect([trail.heard, bus.wants('order.placed')]).toEqual([[], false]);
  });
});

describe('register refuses', () => {
  it.each<[string, object, SubscriberOptions, string[]]>([
    ['an unknown event', new Trail(), { events: ['task.complete'] }, [
      "Trail listens to 'task.complete', but there is no such event; did you mean 'task.completed'?",
    ]], // prettier-ignore
    ['an event without a method', new Trail(), { events: ['order.placed', 'task.failed'] }, [
      "Trail listens to 'task.failed', but has no method handleTaskFailed()",
    ]], // prettier-ignore
    ['a method with a slip', { handleTaskComplete() {}, handelTaskFailed() {} }, { events: ['task.completed'] }, [
      "Object listens to 'task.completed', but has no method handleTaskCompleted(); did you mean 'handleTaskComplete'?",
    ]], // prettier-ignore
    ['an alias without a method', new Trail(), { events: ['task.started'] }, [
      "Trail listens to 'task.started', but has no method handleTaskStarted()",
    ]], // prettier-ignore
    ['a wildcard with methods for some', { handleOrderPlaced() {} }, { events: ['order.*'] }, [
      "Object listens to 'order.*', but lacks handleOrderItemAdded(): add handleEvent(event) for what has no method of its own",
    ]], // prettier-ignore
    ['a wildcard with methods for few', new Trail(), { events: ['task.*', 'step.handle'] }, [
      expect.stringMatching(
        /^Trail listens to 'task\.\*', but lacks handleTask\w+\(\), handleTask\w+\(\), handleTask\w+\(\) and \d+ more: add handleEvent/,
      ),
      expect.stringContaining("Trail listens to 'step.handle', which nothing fires:"),
    ]], // prettier-ignore
    ['what is no pattern', new Trail(), { events: ['order.'] }, [
      "Trail: events cannot be subscribed to by \"order.\": give a name, 'order.*' or '*'",
    ]], // prettier-ignore
    ['no events', {}, {}, ['Object listens to nothing: give it events, or its class a static subscribeTo']],
    ['a config for what cannot take one', { handleOrderPlaced() {} }, { events: ['order.placed'], config: { a: 1 } }, [
      'Object is given a config, but has no method configure(): extend BaseSubscriber, or take the config away',
    ]], // prettier-ignore
    ['a class that is no provider', Everything, {}, [
      'Everything is no provider of default scope: add it to the providers of a module, or register an object',
    ]], // prettier-ignore
  ])('%s', (_, subscriber, options, problems) => {
    const error = refusal(subscriber, options);
    expect([error.name, error.reason, error.problems]).toEqual(['SubscriberRefusedError', 'invalid', problems]);
    expect(error.message).toBe(error.problems.join('\n'));
    expect([registry.all(), bus.isHeard]).toEqual([[], false]);
    expect(lines.map(([, line]) => line)).toMatchObject([{ msg: 'Registry validation failed', validation_error: error.message }]);
  });

  it('a config that the subscriber refuses', () => {
    class Choosy extends Everything {
      override configure(): void {
        throw new Error('channel is missing');
      }
    }
    expect(refusal(new Choosy(), { config: {} }).message).toBe('Choosy refuses its config: channel is missing');
  });

  it('a provider of requests', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OfRequest extends Everything {}
    await app.close();
    await start(OfRequest);
    expect(refusal(OfRequest).message).toContain('OfRequest is no provider of default scope');
  });

  it('a name that is taken, unless it is to be replaced', async () => {
    const [one, other] = [new Trail(), new Trail()];
    registry.register(one);
    const error = refusal(other);
    expect([error.reason, error.subscriber]).toEqual(['conflict', 'trail']);
    expect(error.message).toBe("Trail is to be subscriber 'trail', which Trail is: give it another name, or replace: true");
    registry.register(other, { replace: true });
    bus.publish('order.placed');
    await delivered();
    expect([one.heard, other.heard, registry.all().length]).toEqual([[], ['placed order.placed'], 1]);
  });

  it('keeps the one that it has when the one in its place is refused', () => {
    registry.register(new Trail());
    expect(refusal({}, { name: 'trail', events: ['order.placed'], replace: true }).reason).toBe('invalid');
    expect(registry.get('trail')?.className).toBe('Trail');
  });
});

describe('what the registry knows', () => {
  it('finds subscribers by event, and counts what they listen to and what became of it', async () => {
    registry.register(new Trail());
    registry.register({ handleOrderPlaced: () => { throw new Error('no'); } }, { name: 'failing', events: ['order.placed'] }); // prettier-ignore
    registry.register(new Everything(), { events: ['order.*', 'task.started'] });
    const names = (event: string) => registry.subscribersFor(event).map(({ name }) => name);
    expect([names('order.placed'), names('task.completed'), names('task.started'), names('step.failed')]).toEqual([
      ['trail', 'failing', 'everything'],
      ['trail'],
      ['everything'],
      [],
    ]);
    expect([registry.hasSubscribers('order.item_added'), registry.hasSubscribers('step.failed')]).toEqual([true, false]);
    expect(registry.supportedEvents()).toEqual(['order.item_added', 'order.placed', 'task.completed', 'task.start_requested']);
    expect([registry.get('failing')?.className, registry.get('none')]).toEqual(['Object', undefined]);
    bus.publish('order.placed');
    await delivered();
    const { subscribers, ...statistics } = registry.statistics();
    expect(statistics).toEqual({
      registryName: 'subscriber_registry',
      totalSubscribers: 3,
      totalEvents: 4,
      eventsCovered: ['order.item_added', 'order.placed', 'task.completed', 'task.start_requested'],
      subscribersByEvent: { 'order.item_added': 2, 'order.placed': 3, 'task.completed': 1, 'task.start_requested': 1 },
      averageEventsPerSubscriber: 7 / 3,
      mostPopularEvents: [
        { event: 'order.placed', subscribers: 3 },
        { event: 'order.item_added', subscribers: 2 },
        { event: 'task.completed', subscribers: 1 },
        { event: 'task.start_requested', subscribers: 1 },
      ],
      ...{ delivered: 2, failed: 1, dropped: 0 },
    });
    expect(subscribers[1]).toEqual({
      ...{ name: 'failing', className: 'Object', events: ['order.placed'] },
      ...{ delivered: 0, failed: 1, filtered: 0, dropped: 0, waiting: 0 },
      lastError: { event: 'order.placed', at: expect.any(Date), errorClass: 'Error', message: 'no' },
    });
  });

  it('shows the five most popular events, and nothing of nobody', () => {
    expect(registry.statistics()).toMatchObject({
      totalSubscribers: 0,
      totalEvents: 0,
      averageEventsPerSubscriber: 0,
      mostPopularEvents: [],
    });
    registry.register(new Everything());
    const { totalEvents, mostPopularEvents } = registry.statistics();
    expect([totalEvents, mostPopularEvents.length]).toEqual([app.get(EventNames).all().length, 5]);
  });
});
