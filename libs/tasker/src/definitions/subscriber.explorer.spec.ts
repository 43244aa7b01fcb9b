import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, Module, Scope, type OnModuleInit, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordedLogs } from '../../../../test/support/recorded.logs.js';
import { BaseSubscriber } from '../events/base.subscriber.js';
import { CustomEventCatalog } from '../events/custom-event.catalog.js';
import { DurableSubscriptions } from '../events/durable.subscriptions.js';
import { EventBus } from '../events/event.bus.js';
import { EventNames } from '../events/event.names.js';
import { EventSettings } from '../events/event.settings.js';
import { ListenerExplorer } from '../events/listener.explorer.js';
import { SubscriberRegistry } from '../events/subscriber.registry.js';
import type { TaskerEvent } from '../events/tasker.event.js';
import type { JsonObject } from '../model/json.js';
import { ConfigurationError } from '../model/errors.js';
import { DefinitionSettings } from './definition.settings.js';
import { SubscriberExplorer } from './subscriber.explorer.js';

const VARIABLES = { WEBHOOK: 'https://hooks.example/secret-path', TOKEN: 'tok-123456' };
let directory: string;
let app: TestingModule | undefined;
let logs: RecordedLogs;

beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'tasker-subscriptions-'))));
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(directory, { recursive: true, force: true });
});

const delivered = async () => {
  for (let count = 0; count < 20; count++) await new Promise((resolve) => setImmediate(resolve));
};

/** An application with subscribers and files of subscriptions; initialised. */
async function started(files: Readonly<Record<string, string>>, ...providers: Provider[]): Promise<SubscriberRegistry> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  logs = new RecordedLogs();
  class EventsModule {}
  Module({
    imports: [DiscoveryModule],
    providers: [
      ...[EventBus, CustomEventCatalog, EventNames, DurableSubscriptions, SubscriberRegistry, ListenerExplorer, SubscriberExplorer],
      { provide: EventSettings, useValue: { queueSize: 100, subscriptions: directory, subscriptionsRequired: true, delivery: null } },
      { provide: DefinitionSettings, useValue: { variables: VARIABLES } },
    ],
    exports: [CustomEventCatalog, EventBus],
  })(EventsModule);
  class Application {}
  Module({ imports: [EventsModule], providers: [Shop, ...providers] })(Application);
  app = await Test.createTestingModule({ imports: [Application] }).setLogger(logs).compile(); // prettier-ignore
  await app.init();
  return app.get(SubscriberRegistry);
}

/** Why an application does not start; the directory is called `subscriptions`. */
async function refusal(files: Readonly<Record<string, string>>, ...providers: Provider[]): Promise<string[]> {
  const outcome: unknown = await started(files, ...providers).catch((error: unknown) => error);
  if (!(outcome instanceof ConfigurationError)) throw new Error(`not refused: ${String(outcome)}`);
  return outcome.message.replaceAll(/\S*tasker-subscriptions-\w+/g, 'subscriptions').split('\n');
}

/** Declares the events of the application. */
@Injectable()
class Shop implements OnModuleInit {
  constructor(private readonly events: CustomEventCatalog) {}
  onModuleInit(): void {
    this.events.declareAll(['order.placed', 'order.shipped'].map((name) => ({ name, firedBy: 'Shop' })));
  }
}

@Injectable()
class Alerts extends BaseSubscriber {
  static override readonly subscribeTo: readonly string[] = ['task.failed'];
  readonly heard: string[] = [];

  get settings(): JsonObject {
    return this.config;
  }
  handleEvent({ name }: TaskerEvent): void {
    this.heard.push(name);
  }
}

@Injectable()
class OrderMailer extends BaseSubscriber {
  readonly heard: string[] = [];
  constructor(readonly shop: Shop) {
    super();
  }
  override configure(config: JsonObject): void {
    if (config.from === undefined) throw new Error(`from is missing in ${JSON.stringify(config)}`);
    super.configure(config);
  }
  get settings(): JsonObject {
    return this.config;
  }
  handleOrderPlaced({ name }: TaskerEvent): void {
    this.heard.push(name);
  }
}

const registered = (registry: SubscriberRegistry) => registry.all().map(({ name, className, events }) => [name, className, events]);

describe('subscribers among the providers', () => {
  it('listen from the start to the events of their class; those without any wait to be registered', async () => {
    const registry = await started({}, Alerts, OrderMailer);
    expect(registered(registry)).toEqual([['alerts', 'Alerts', ['task.failed']]]);
    app!.get(EventBus).announce('task.failed', () => ({}));
    await delivered();
    expect(app!.get(Alerts).heard).toEqual(['task.failed']);
    expect(registry.register(OrderMailer, { events: ['order.placed'], config: { from: 'x' } }).name).toBe('order_mailer');
  });

  it('count once, whatever their tokens; one that has a token of its own is called so', async () => {
    const registry = await started({}, Alerts, { provide: 'alias', useExisting: Alerts }, { provide: 'second', useFactory: () => new Alerts() }); // prettier-ignore
    expect(registered(registry).map(([name]) => name)).toEqual(['alerts', 'second']);
  });

  it('hear what happens during start when everything is initialised', async () => {
    @Injectable()
    class Early implements OnModuleInit {
      constructor(private readonly bus: EventBus) {}
      onModuleInit(): void {
        this.bus.announce('task.failed', () => ({}));
      }
    }
    await started({}, Early, Alerts);
    await delivered();
    expect(app!.get(Alerts).heard).toEqual(['task.failed']);
  });
});

describe('a subscription of a file', () => {
  it('subscribes the provider of the class to its events, with its config and its variables filled in', async () => {
    const registry = await started(
      {
        'mail.yaml': `
subscriptions:
  mail:
    class: OrderMailer
    events: [order.placed]
    filter: { region: [eu, us] }
    config: { from: shop@example.org, webhook: '\${WEBHOOK}', literal: '$\${X}' }
`,
      },
      OrderMailer,
    );
    const mailer = app!.get(OrderMailer);
    expect(registry.all()).toMatchObject([{ name: 'mail', className: 'OrderMailer', events: ['order.placed'], subscriber: mailer }]);
    expect(mailer.settings).toEqual({ from: 'shop@example.org', webhook: VARIABLES.WEBHOOK, literal: '${X}' });
    const bus = app!.get(EventBus);
    for (const region of ['eu', 'asia', 'us']) bus.publish('order.placed', { region });
    await delivered();
    expect(mailer.heard).toHaveLength(2);
    expect(logs.with('hooks.example')).toEqual([]);
  });

  it('takes the place of what the class says itself, also when it is disabled', async () => {
    const files = (more: string) => ({ 'a.yml': `subscriptions: { watch: { class: Alerts${more} } }` });
    expect(registered(await started(files(', events: [order.placed]'), Alerts))).toEqual([['watch', 'Alerts', ['order.placed']]]);
    await app!.close();
    expect(registered(await started(files(''), Alerts))).toEqual([['watch', 'Alerts', ['task.failed']]]);
    await app!.close();
    expect(registered(await started(files(', enabled: false'), Alerts))).toEqual([]);
    await app!.close();
    expect(registered(await started(files(', enabled: false, events: [no.such]')))).toEqual([]);
  });

  it('has an instance of its own where several name the class, each with its config', async () => {
    const registry = await started(
      {
        'mail.yaml': `
subscriptions:
  north: { class: OrderMailer, events: [order.placed], config: { from: north } }
  south: { class: OrderMailer, events: [order.placed], config: { from: south } }
`,
      },
      OrderMailer,
    );
    const mailers = registry.all().map(({ subscriber }) => subscriber as OrderMailer);
    expect(mailers.map(({ settings }) => settings)).toEqual([{ from: 'north' }, { from: 'south' }]);
    expect(mailers.map(({ shop }) => shop)).toEqual([app!.get(Shop), app!.get(Shop)]);
    expect(app!.get(OrderMailer).settings).toEqual({});
    app!.get(EventBus).publish('order.placed');
    await delivered();
    expect(mailers.map(({ heard }) => heard)).toEqual([['order.placed'], ['order.placed']]);
  });
});

describe('an application does not start', () => {
  const file = (content: string) => ({ 'a.yaml': `subscriptions:\n${content}` });

  it('with everything that is wrong with its files, each with file and line', async () => {
    const files = {
      'a.yaml': 'subscriptions:\n  one: { class: Alert }\n  two: { class: Alerts, events: [x.y], config: { key: "${NONE}" } }\n',
      'b.yaml': 'subscriptions:\n  four: { class: OrderMailer }\n  five: { class: Alerts }\n  six: { class: None }\n',
      'c.yaml': 'subscriptions:\n  five: { class: Alerts }\n',
    };
    expect(await refusal(files, Alerts, OrderMailer)).toEqual([
      'subscriptions/a.yaml:3: subscriptions.two.config.key needs the environment variable NONE, which is not set',
      'subscriptions/c.yaml:2: subscriptions.five has the name of subscriptions/b.yaml:3: subscriptions.five: rename one of them',
      "subscriptions/b.yaml:4: subscriptions.six.class names 'None', which is no provider: provide the class in a module",
      'subscriptions/b.yaml:2: subscriptions.four (OrderMailer) listens to nothing: give it events, or its class a static subscribeTo',
    ]);
  });

  it('with a class that is no provider: it says which one may be meant', async () => {
    expect(await refusal(file('  a: { class: Alert }'), Alerts)).toEqual([
      "subscriptions/a.yaml:2: subscriptions.a.class names 'Alert', which is no provider: provide the class in a module; did you mean 'Alerts'?",
    ]);
  });

  it('with events that nothing fires, that no method handles, and with fields that no event has', async () => {
    const content = `
  a: { class: OrderMailer, events: [order.placed, order.shipped, order.lost], config: { from: x } }
  b: { class: Alerts, events: [task.failed, 'task.*'], filter: { task_nam: x, 'task_context.region': eu, correlation_id: y } }
  c: { class: Alerts, events: [order.placed], filter: { whatever: x } }`;
    const place = 'subscriptions/a.yaml:3: subscriptions.a (OrderMailer) listens to';
    expect(await refusal(file(content), Alerts, OrderMailer)).toEqual([
      `${place} 'order.shipped', but has no method handleOrderShipped()`,
      `${place} 'order.lost', but there is no such event; one of your own must be declared first`,
      "subscriptions/a.yaml:4: subscriptions.b.filter.task_nam is no field of the events that it is for; did you mean 'task_name'?",
    ]);
  });

  it('with a config that the subscriber refuses, whose secrets are not shown', async () => {
    const content = "  a: { class: OrderMailer, events: [order.placed], config: { token: '${TOKEN}' } }";
    expect(await refusal(file(content), OrderMailer)).toEqual([
      'subscriptions/a.yaml:2: subscriptions.a (OrderMailer) refuses its config: from is missing in {"token":"[FILTERED]"}',
    ]);
    expect(logs.with(VARIABLES.TOKEN)).toEqual([]);
  });

  it('with a subscriber of requests', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OfRequest extends Alerts {}
    const why = 'is made for each request or each use: a subscriber must be a provider of default scope';
    expect(await refusal({}, OfRequest)).toEqual([`OfRequest ${why}`]);
    expect(await refusal(file('  a: { class: OfRequest }'), OfRequest)).toEqual([
      `subscriptions/a.yaml:2: subscriptions.a.class: OfRequest ${why}`,
    ]);
  });

  it('with a directory that was named and is not there', async () => {
    rmSync(directory, { recursive: true });
    expect((await refusal({}))[0]).toBe('there is no directory subscriptions; create it or name another one');
  });
});

describe('a wildcard that means nothing', () => {
  it('is a warning', async () => {
    await started({ 'a.yaml': "subscriptions: { watch: { class: Alerts, events: ['ordr.*'] } }" }, Alerts);
    expect(logs.with('warn').map((line) => line.replace(/\S*tasker-subscriptions-\w+/, 'subscriptions'))).toEqual([
      "warn subscriptions/a.yaml:1: subscriptions.watch (Alerts) listens to 'ordr.*', which means no event that is known; did you mean 'order.*'?",
    ]);
  });
});
