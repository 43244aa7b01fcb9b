import { inspect } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { eventMatcher } from './event.pattern.js';
import { LogRecord } from './log.record.js';
import type { TaskerEvent, TaskerEventListener } from './tasker.event.js';

/** Events that may wait for one listener before new ones are dropped: one that hangs must not fill the memory. */
const MOST_WAITING = 10_000;

interface Subscription {
  readonly matches: (name: string) => boolean;
  readonly listener: TaskerEventListener;
  readonly waiting: TaskerEvent[];
  /** A delivery is planned or under way. */
  busy: boolean;
  ended: boolean;
  dropped: number;
}

/**
 * Tells listeners of this process what has happened. Nothing depends on it: an event is delivered at most once, and not after the process
 * has ended.
 *
 * @example const end = bus.subscribe('handler.*', ({ name, payload }) => console.log(name, payload));
 */
@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly subscriptions = new Set<Subscription>();

  /** Whether anybody listens to anything. */
  get isHeard(): boolean {
    return this.subscriptions.size > 0;
  }

  /** Whether anybody listens to an event of a task itself, whose statistics cost a look at its steps. */
  get wantsTasks(): boolean {
    return this.wants('task.completed') || this.wants('task.failed');
  }

  /** Whether anybody listens to events of that name. */
  wants(name: string): boolean {
    for (const { matches } of this.subscriptions) if (matches(name)) return true;
    return false;
  }

  /** As `publish`, with a payload that is made only when somebody listens. */
  announce(name: string, make: () => unknown): void {
    if (this.wants(name)) this.publish(name, make());
  }

  /** Hands an event to everybody who listens, later: no listener runs inside this call, and none can make it fail. */
  publish(name: string, payload: unknown): void {
    const event: TaskerEvent = Object.freeze({ name, payload, at: new Date() });
    for (const subscription of this.subscriptions) if (subscription.matches(name)) this.enqueue(subscription, event);
  }

  /**
   * Calls `listener` for each event published from now on whose name is meant by `pattern`: an exact name, `order.*` for every name that
   * begins with `order.`, or `*`. A listener gets its events one after the other, in order; one that throws or rejects is logged and gets
   * the next event. Behind one that never answers 10,000 events wait, further ones are dropped. Returns what ends it.
   *
   * @throws ConfigurationError for any other pattern
   */
  subscribe<P = any>(pattern: string, listener: TaskerEventListener<P>): () => void {
    const matches = eventMatcher(pattern);
    const subscription: Subscription = { matches, listener, waiting: [], busy: false, ended: false, dropped: 0 };
    this.subscriptions.add(subscription);
    return () => {
      subscription.ended = true;
      this.subscriptions.delete(subscription);
    };
  }

  private enqueue(subscription: Subscription, event: TaskerEvent): void {
    if (subscription.waiting.length >= MOST_WAITING) return this.drop(subscription, event);
    subscription.waiting.push(event);
    if (!subscription.busy) this.plan(subscription);
  }

  /** Not a microtask: a listener that publishes what it listens to would keep the process from everything else. */
  private plan(subscription: Subscription): void {
    subscription.busy = true;
    setImmediate(() => void this.deliver(subscription));
  }

  private async deliver(subscription: Subscription): Promise<void> {
    for (const event of subscription.waiting.splice(0)) if (!subscription.ended) await this.call(subscription, event);
    subscription.busy = false;
    this.mentionDropped(subscription);
    if (subscription.waiting.length > 0 && !subscription.ended) this.plan(subscription);
  }

  private async call({ listener }: Subscription, event: TaskerEvent): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.report(() => this.logger.error(new LogRecord('Event listener failed', failure(event, listener, error))));
    }
  }

  /** What was thrown may throw when it is looked at, and so may a logger: nobody waits here who could be told. */
  private report(write: () => void): void {
    try {
      write();
    } catch {
      // The event was delivered, its listener failed, and the failure cannot be written down.
    }
  }

  private drop(subscription: Subscription, event: TaskerEvent): void {
    if (subscription.dropped++ > 0) return;
    const fields = { event: event.name, listener: nameOf(subscription.listener), waiting: MOST_WAITING };
    this.report(() => this.logger.warn(new LogRecord('Event listener is too slow: events are dropped', fields)));
  }

  private mentionDropped(subscription: Subscription): void {
    if (subscription.dropped === 0) return;
    const fields = { listener: nameOf(subscription.listener), dropped: subscription.dropped };
    subscription.dropped = 0;
    this.report(() => this.logger.warn(new LogRecord('Event listener missed events', fields)));
  }
}

function nameOf(listener: TaskerEventListener): string {
  return listener.name === '' ? 'anonymous' : listener.name;
}

function failure({ name }: TaskerEvent, listener: TaskerEventListener, error: unknown): Record<string, unknown> {
  const place = { event: name, listener: nameOf(listener) };
  if (!(error instanceof Error)) return { ...place, error_class: typeof error, error: inspect(error) };
  return { ...place, error_class: error.constructor.name, error: error.message, stack: error.stack };
}
