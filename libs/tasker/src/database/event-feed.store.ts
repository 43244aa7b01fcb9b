import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';
import type { ToldTransitions, TransitionDocument } from './transition.document.js';

/** Longest wait for the answer about a lease: a shutdown waits for it. */
const LEASE_LIMIT_MS = 5_000;

/** Where an event stands in the feed, and how often it was tried. */
interface FedPlace {
  readonly position: number;
  readonly taskId: string;
  /** An older event of the task is still open: this one is not to be delivered yet. */
  readonly behind: boolean;
  /** Attempts that have failed. */
  readonly attempts: number;
  /** Why the latest of them did; absent in a page of the feed, where there was none. */
  readonly error?: Readonly<Record<string, unknown>> | null;
}

/** A row of the history that somebody wants to be told. */
export interface FedTransition extends FedPlace {
  readonly kind: 'task' | 'step';
  readonly transition: TransitionDocument;
}

/** What a handler published, committed with the outcome of its attempt. */
export interface FedCustomEvent extends FedPlace {
  readonly kind: 'custom';
  readonly name: string;
  readonly payload: unknown;
  readonly stepId: number;
  readonly attempt: number;
  /** ISO 8601. */
  readonly at: string;
}

/** An event of the feed. */
export type FedEvent = FedTransition | FedCustomEvent;

/** What is kept for a consumer. */
export interface ConsumerTerms {
  /** What the feed must hold. */
  readonly wants: readonly string[];
  /** Names of the events that its subscriber means: processes that mean others leave it to those that registered last. */
  readonly patterns: readonly string[];
  /** How long an event is kept that it has not taken. */
  readonly maxAgeMs: number;
}

/** How a page is asked for. */
export interface FeedLook extends Pick<ConsumerTerms, 'patterns'> {
  readonly leaseMs: number;
  /** Events, at most. */
  readonly limit: number;
}

/**
 * Why nothing was read: another process delivers to the consumer, or should since its patterns were registered later; or there is no such
 * consumer, or none of the processes that registered it last.
 */
export type Unread = 'held' | 'unknown';

/** Events of a consumer with the facts of their tasks. */
interface FedEvents {
  /** Each once, with its context. */
  readonly tasks: ToldTransitions['tasks'];
  readonly events: readonly FedEvent[];
}

/** A page of the feed: SQL `read_feed`. */
export interface FeedPage extends FedEvents {
  /** Names the page for `commitPage`; null: there is nothing to read, nor to commit. */
  readonly page: string | null;
  /** Where the cursor stands after it. */
  readonly through: number;
  /** More can be read at once when this page is committed. */
  readonly more: boolean;
  /** Wanted events whose history is gone. */
  readonly lost: number;
  /** Milliseconds until the next delivery is due; null: there is none. */
  readonly dueInMs: number | null;
}

/** Deliveries to try again: SQL `due_deliveries`. */
export interface DueDeliveries extends FedEvents {
  /** Positions of those whose history is gone; they are counted and removed. */
  readonly lost: readonly number[];
}

/**
 * An attempt: the position of the event, why it failed (null: it did not, or, in a page, it stood behind an open one or has not ended), and
 * in how many milliseconds it is due again: null as the policy says, below 0 never.
 */
export type DeliveryEnd = readonly [position: number, error: Readonly<Record<string, unknown>> | null, waitMs?: number | null];

/** How events are tried again. */
export interface DeliveryPolicy {
  readonly maxAttempts: number;
  /** Wait after the first failure; doubles with each one, up to five minutes. */
  readonly waitMs: number;
}

/** A page that was handled. */
export interface HandledPage extends DeliveryPolicy, Pick<FeedPage, 'through' | 'lost'> {
  readonly page: string;
  readonly delivered: number;
  /** What failed, and what was not tried. */
  readonly failures: readonly DeliveryEnd[];
}

/** An event that was tried as often as allowed. */
export interface GivenUpEvent {
  readonly position: number;
  readonly taskId: string;
  readonly attempts: number;
}

/** A given-up event as a person sees it. */
export interface GivenUpDelivery extends GivenUpEvent {
  readonly kind: FedEvent['kind'];
  /** State that was reached, or `action`; the name of a custom event. */
  readonly name: string;
  readonly error: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Date;
  readonly givenUpAt: Date;
}

/** How far a consumer is behind: SQL `consumer_lag`. */
export interface ConsumerLag {
  readonly consumer: string;
  readonly wants: readonly string[];
  /** Events in the feed, counted up to the bound. */
  readonly waiting: number;
  /** Age of the oldest of them; null: none waits. */
  readonly oldestSeconds: number | null;
  /** Open deliveries, counted up to the bound. */
  readonly open: number;
  /** Given-up deliveries that nobody has redelivered or dropped, counted up to the bound. */
  readonly givenUp: number;
  /** Since it was registered: events that were dropped before they could be taken. */
  readonly lost: number;
  readonly delivered: number;
  /** Attempts. */
  readonly failed: number;
  readonly holder: string | null;
  readonly heldUntil: Date | null;
}

/** What a walk through the feed has deleted: SQL `trim_feed`. */
export interface TrimReport {
  readonly deleted: number;
  /** By consumer. */
  readonly lost: Readonly<Record<string, number>>;
  /** Where the walk goes on; null at the end. */
  readonly next: number | null;
}

/** The feed of durable events: one method for each SQL function, no logic. */
@Injectable()
export class EventFeedStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Makes a consumer known, or changes what it wants and how long that is kept for it; true when it is new. */
  async register(consumer: string, { wants, patterns, maxAgeMs }: ConsumerTerms): Promise<boolean> {
    const [row] = await this.call<[boolean]>('register_consumer', [consumer, wants, patterns, interval(maxAgeMs)]);
    return row![0];
  }

  /** The next page, with the lease that it needs. */
  async read(consumer: string, holder: string, { leaseMs, limit, patterns }: FeedLook): Promise<FeedPage | Unread> {
    type Row = [string, string | null, string | null, boolean, number, FeedPage['tasks'], FeedPage['events'], number | null];
    const [row] = await this.call<Row>('read_feed', [consumer, holder, interval(leaseMs), limit, patterns]);
    const [outcome, page, through, more, lost, tasks, events, dueInMs] = row!;
    return outcome === 'mine' ? { page, through: Number(through), more, lost, tasks, events, dueInMs } : (outcome as Unread);
  }

  /** Moves the cursor behind a page; what was given up by it. False: another process delivers by now, and nothing was written. */
  async commitPage(consumer: string, holder: string, handled: HandledPage): Promise<false | GivenUpEvent[]> {
    const { page, through, delivered, lost, failures, maxAttempts, waitMs } = handled;
    const values = [consumer, holder, page, through, delivered, lost, JSON.stringify(failures), maxAttempts, interval(waitMs)];
    const [row] = await this.call<[boolean, GivenUpEvent[]]>('commit_page', values);
    return row![0] && row![1];
  }

  /** Failed events whose time has come, the oldest open one of each task; renews the lease. */
  async due(consumer: string, holder: string, { leaseMs, limit }: { leaseMs: number; limit: number }): Promise<DueDeliveries | Unread> {
    type Row = [string, string[], FeedPage['tasks'], FeedPage['events']];
    const [row] = await this.call<Row>('due_deliveries', [consumer, holder, interval(leaseMs), limit]);
    const [outcome, lost, tasks, events] = row!;
    return outcome === 'mine' ? { lost: lost.map(Number), tasks, events } : (outcome as Unread);
  }

  /** Ends attempts at due events; what was given up by it. False: another process delivers by now, and nothing was written. */
  async settle(
    consumer: string,
    holder: string,
    { settled, maxAttempts, waitMs }: DeliveryPolicy & { readonly settled: readonly DeliveryEnd[] },
  ): Promise<false | GivenUpEvent[]> {
    const values = [consumer, holder, JSON.stringify(settled), maxAttempts, interval(waitMs)];
    const [row] = await this.call<[boolean, GivenUpEvent[]]>('settle_deliveries', values);
    return row![0] && row![1];
  }

  /** Keeps the lease while handlers run; false when another process has it. */
  async renew(consumer: string, holder: string, leaseMs: number): Promise<boolean> {
    const [row] = await this.call<[string]>('hold_consumer', [consumer, holder, interval(leaseMs)], LEASE_LIMIT_MS);
    return row![0] === 'mine';
  }

  /** Ends the lease. */
  async release(consumer: string, holder: string): Promise<void> {
    await this.call('release_consumer', [consumer, holder], LEASE_LIMIT_MS);
  }

  /** Deletes what is done with, or too old, from one stretch of the feed. */
  async trim({ after, limit }: { after: number; limit: number }): Promise<TrimReport> {
    const [row] = await this.call<[number, Record<string, number>, string | null]>('trim_feed', [after, limit]);
    const [deleted, lost, next] = row!;
    return { deleted, lost, next: next === null ? null : Number(next) };
  }

  /** Every consumer, by name. */
  async lag(bound: number): Promise<ConsumerLag[]> {
    type Row = [string, string[], number, number | null, number, number, string, string, string, string | null, Date | null];
    const rows = await this.call<Row>('consumer_lag', [bound]);
    return rows.map(([consumer, wants, waiting, oldestSeconds, open, givenUp, lost, delivered, failed, holder, heldUntil]) => ({
      ...{ consumer, wants, waiting, oldestSeconds, open, givenUp, holder, heldUntil },
      ...{ lost: Number(lost), delivered: Number(delivered), failed: Number(failed) },
    }));
  }

  /** Given-up events after a position, in order. */
  async givenUp(consumer: string, after: number, limit: number): Promise<GivenUpDelivery[]> {
    type Row = [string, string, FedEvent['kind'], string, number, GivenUpDelivery['error'], Date, Date];
    const rows = await this.call<Row>('given_up_deliveries', [consumer, after, limit]);
    return rows.map(([position, taskId, kind, name, attempts, error, createdAt, givenUpAt]) => ({
      ...{ position: Number(position), taskId, kind, name, attempts, error, createdAt, givenUpAt },
    }));
  }

  /** Tries given-up events again (null: all); how many. */
  async redeliver(consumer: string, positions: readonly number[] | null): Promise<number> {
    const [row] = await this.call<[number]>('redeliver_events', [consumer, positions]);
    return row![0];
  }

  /** Forgets given-up events (null: all); how many. */
  async drop(consumer: string, positions: readonly number[] | null): Promise<number> {
    const [row] = await this.call<[number]>('drop_given_up', [consumer, positions]);
    return row![0];
  }

  /** Forgets a consumer with everything that was kept for it, unless a process delivers to it. */
  async remove(consumer: string): Promise<'removed' | Unread> {
    const [row] = await this.call<['removed' | Unread]>('remove_consumer', [consumer]);
    return row![0];
  }

  private call<Row extends readonly unknown[]>(name: string, values: readonly unknown[], limitMs?: number): Promise<Row[]> {
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    const text = `select * from ${this.database.prefix}.${name}(${places})`;
    return this.database.rows<Row>({ name, text, values, ...(limitMs === undefined ? {} : { limitMs }) });
  }
}

/** The driver sends a bare number as one of seconds. */
function interval(milliseconds: number): string {
  return `${milliseconds} milliseconds`;
}
