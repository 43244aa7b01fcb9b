import { Injectable } from '@nestjs/common';
import { EventFeedStore } from '../../database/event-feed.store.js';
import { InvalidRequestError, NotFoundError, StateTransitionError, type FieldIssue } from '../../model/errors.js';
import { DurableDelivery } from './durable.delivery.js';

const LIMIT = { default: 100, most: 1_000 };
/** Counts end here: a subscriber so far behind is told by `oldestSeconds`. */
const MOST_COUNTED = 100_000;

/** How far a durable subscriber is. */
export interface SubscriberLag {
  readonly subscriber: string;
  /** Changes that it has not taken yet; counting ends at 100,000. */
  readonly waiting: number;
  /** How long the oldest of them waits; null when there is none. */
  readonly oldestSeconds: number | null;
  /** Events that failed and are tried again, with those of their tasks behind them. */
  readonly open: number;
  /** Events that wait for a person. */
  readonly givenUp: number;
  /** Since it was registered: changes delivered, tries that failed, events that it will never get. */
  readonly delivered: number;
  readonly failed: number;
  readonly lost: number;
  /** Until when a process holds the right to deliver; null: none does. */
  readonly heldUntil: Date | null;
}

/** An event that a durable subscriber failed over so often that it is not tried any more. */
export interface GivenUpEvent {
  /** Its place in the feed: what `redeliver` and `drop` are called with. */
  readonly position: number;
  readonly taskId: string;
  readonly kind: 'task' | 'step' | 'custom';
  /** Of a custom event. */
  readonly name: string | null;
  readonly attempts: number;
  readonly error: Readonly<Record<string, unknown>> | null;
  readonly happenedAt: Date;
  readonly givenUpAt: Date;
}

/** Which given-up events are meant: their positions, or all. */
export type GivenUpSelection = readonly number[] | 'all';

/**
 * How far durable subscribers are, and what becomes of the events that they failed over. A subscriber is named by its group.
 *
 * @example
 * for (const { subscriber, oldestSeconds } of await durableEvents.lag()) console.log(subscriber, oldestSeconds ?? 0);
 */
@Injectable()
export class DurableEvents {
  constructor(
    private readonly store: EventFeedStore,
    private readonly delivery: DurableDelivery,
  ) {}

  /** How far every durable subscriber of the database is, by name. */
  async lag(): Promise<SubscriberLag[]> {
    const lags = await this.store.lag(MOST_COUNTED);
    return lags.map(({ consumer, waiting, oldestSeconds, open, givenUp, delivered, failed, lost, heldUntil }) => ({
      ...{ subscriber: consumer, waiting, oldestSeconds, open, givenUp, delivered, failed, lost, heldUntil },
    }));
  }

  /**
   * Events that wait for a person, oldest first. `after`: the position of the last one of the page before; `limit`: 1 to 1,000, default 100.
   *
   * @throws InvalidRequestError for a position or limit that cannot be used
   * @throws NotFoundError for an unknown subscriber
   */
  async givenUp(
    subscriber: string,
    { after = 0, limit = LIMIT.default }: { after?: number; limit?: number } = {},
  ): Promise<GivenUpEvent[]> {
    refuse([
      ...(isPosition(after, 0) ? [] : [{ path: 'after', message: 'must be a whole number from 0' }]),
      ...(isPosition(limit, 1) && limit <= LIMIT.most
        ? []
        : [{ path: 'limit', message: `must be a whole number from 1 to ${LIMIT.most}` }]),
    ]);
    const found = await this.store.givenUp(subscriber, after, limit);
    if (found.length === 0) await this.expectKnown(subscriber);
    return found.map(({ createdAt: happenedAt, ...event }) => ({ ...event, happenedAt }));
  }

  /**
   * Tries given-up events anew, with all attempts. Later events of their tasks may have been delivered meanwhile. Returns how many there were.
   *
   * @throws InvalidRequestError for a selection that cannot be used
   * @throws NotFoundError for an unknown subscriber, and when none of the positions is a given-up event of it
   * @example await durableEvents.redeliver('mailer', 'all');
   */
  async redeliver(subscriber: string, selection: GivenUpSelection): Promise<number> {
    const count = await this.act('redeliver', subscriber, selection);
    this.delivery.wake();
    return count;
  }

  /**
   * Forgets given-up events: the subscriber never gets them. Returns how many there were.
   *
   * @throws InvalidRequestError for a selection that cannot be used
   * @throws NotFoundError for an unknown subscriber, and when none of the positions is a given-up event of it
   */
  drop(subscriber: string, selection: GivenUpSelection): Promise<number> {
    return this.act('drop', subscriber, selection);
  }

  /**
   * Removes a subscriber that no process has any more, with everything that waits for it; the feed keeps nothing for it from then on.
   *
   * @throws NotFoundError for an unknown subscriber
   * @throws StateTransitionError while a process delivers to it: it would begin anew at once
   */
  async removeConsumer(subscriber: string): Promise<void> {
    const answer = await this.store.remove(subscriber);
    if (answer === 'unknown') throw unknown(subscriber);
    if (answer === 'held') {
      throw new StateTransitionError(`a process delivers to durable subscriber '${subscriber}': stop those that have it first`);
    }
  }

  private async act(action: 'redeliver' | 'drop', subscriber: string, selection: GivenUpSelection): Promise<number> {
    const usable =
      selection === 'all' || (Array.isArray(selection) && selection.length > 0 && selection.every((one) => isPosition(one, 1)));
    refuse(usable ? [] : [{ path: 'selection', message: "must be 'all' or a list of positions" }]);
    const count = await this.store[action](subscriber, selection === 'all' ? null : selection);
    if (count > 0) return count;
    await this.expectKnown(subscriber);
    if (selection === 'all') return 0;
    throw new NotFoundError(`durable subscriber '${subscriber}' has no given-up event at ${selection.join(', ')}`);
  }

  private async expectKnown(subscriber: string): Promise<void> {
    const known = await this.store.lag(1);
    if (!known.some(({ consumer }) => consumer === subscriber)) throw unknown(subscriber);
  }
}

function isPosition(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
}

function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new InvalidRequestError(issues);
}

function unknown(subscriber: string): NotFoundError {
  return new NotFoundError(`no durable subscriber '${subscriber}' is registered`);
}
