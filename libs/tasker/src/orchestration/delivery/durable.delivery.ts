import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventFeedStore } from '../../database/event-feed.store.js';
import { DurableSubscriptions } from '../../events/durable.subscriptions.js';
import { EventSettings } from '../../events/event.settings.js';
import { EngineSettings } from '../engine.settings.js';
import { RestWatch } from '../rest.watch.js';
import { ConsumerLoop } from './consumer.loop.js';
import { DeliveryLog } from './delivery.log.js';
import { EntryDelivery } from './entry.delivery.js';
import { EntryEvents } from './entry.events.js';
import { checkGroups } from './group.rules.js';
import { wantsOf } from './subscriber.wants.js';

/** How long running handlers are waited for at shutdown in a process without a worker. */
const DRAIN_MS = 10_000;

/**
 * Delivers the history to the durable subscribers of this process. Without one, and with `events.durable: false`, it does nothing and reads
 * nothing.
 */
@Injectable()
export class DurableDelivery implements BeforeApplicationShutdown {
  private readonly loops: ConsumerLoop[] = [];
  private stopping = false;

  constructor(
    private readonly subscriptions: DurableSubscriptions,
    private readonly store: EventFeedStore,
    private readonly events: EntryEvents,
    private readonly log: DeliveryLog,
    private readonly watch: RestWatch,
    private readonly settings: EventSettings,
    private readonly engine: EngineSettings,
  ) {}

  /** Called when the definitions of this process are known. @throws ConfigurationError for groups that cannot be used */
  async start(): Promise<void> {
    const subscriptions = this.subscriptions.list();
    checkGroups(subscriptions);
    const { delivery: settings } = this.settings;
    if (settings === null) return;
    for (const subscription of subscriptions) {
      const { store, log } = this;
      const delivery = new EntryDelivery(subscription, this.events, settings);
      const loop = new ConsumerLoop({
        consumer: subscription.group,
        wants: wantsOf(subscription.patterns),
        patterns: [...new Set(subscription.patterns)].sort(),
        store,
        log,
        settings,
        delivery,
      });
      await loop.start();
      if (this.stopping) return loop.stop(0);
      this.loops.push(loop);
    }
    if (this.loops.length > 0) this.watch.onCommitted = () => this.wake();
  }

  /** The feed may hold something new: whoever reads it here need not wait for the next poll. */
  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.watch.onCommitted = () => undefined;
    const limitMs = this.engine.worker?.drainMs ?? DRAIN_MS;
    await Promise.all(this.loops.splice(0).map((loop) => loop.stop(limitMs)));
  }
}
