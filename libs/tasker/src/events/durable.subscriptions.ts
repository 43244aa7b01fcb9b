import { Injectable } from '@nestjs/common';
import type { EventDelivery } from './durable.event.js';
import type { TaskerEvent } from './tasker.event.js';

/** A method that durable events are delivered to. */
export interface DurableSubscription {
  /** Name of the consumer: all processes that name it share its events. */
  readonly group: string;
  /** Names, `order.*` or `*`; aliases are replaced by the names that they stand for. */
  readonly patterns: readonly string[];
  readonly className: string;
  readonly method: string;
  /** False: the event does not concern the subscriber, and counts as delivered. Undefined: every event does. What it throws is a failure. */
  readonly filter: ((event: TaskerEvent) => boolean) | undefined;
  /** Calls the method on its provider; rejects with what it throws. Does not ask `filter`. */
  handle(event: TaskerEvent, delivery: EventDelivery): Promise<unknown>;
}

/** The durable subscriptions of this process. Those of decorated methods are there when the first `onApplicationBootstrap` is called. */
@Injectable()
export class DurableSubscriptions {
  private readonly subscriptions: DurableSubscription[] = [];

  /** In order of discovery. */
  list(): readonly DurableSubscription[] {
    return this.subscriptions;
  }

  /** Takes one more; its group is checked by whoever delivers. */
  add(subscription: DurableSubscription): void {
    this.subscriptions.push(subscription);
  }
}
