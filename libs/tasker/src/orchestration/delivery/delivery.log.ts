import { Injectable, Logger } from '@nestjs/common';
import { EventBus } from '../../events/event.bus.js';
import { LogRecord } from '../../events/log.record.js';
import type { EndedEntry, FeedEntry, Verdict } from './entry.verdict.js';
import { GIVE_UP } from './entry.verdict.js';

/** Events of the feed that a subscriber will never get. */
export interface LostEvents {
  readonly subscriber: string;
  readonly lost: number;
  /** `expired`: older than `events.durable.maxAge`; `history_gone`: what happened is stored no longer. */
  readonly reason: 'expired' | 'history_gone';
}

type Failure = Verdict & { readonly kind: 'failed' };

/** Says what became of events that were not delivered: in the log, and on the bus of this process. */
@Injectable()
export class DeliveryLog {
  private readonly logger = new Logger('TaskerDelivery');

  constructor(private readonly bus: EventBus) {}

  /** What became of entries is stored. */
  ended(subscriber: string, ended: readonly EndedEntry[]): void {
    for (const { entry, verdict } of ended) {
      if (verdict.kind !== 'failed') continue;
      if (verdict.waitMs === GIVE_UP) this.givenUp(subscriber, entry, verdict);
      else this.failed(subscriber, entry, verdict);
    }
  }

  historyGone(subscriber: string, lost: number): void {
    if (lost > 0) this.lost({ subscriber, lost, reason: 'history_gone' });
  }

  lost(events: LostEvents): void {
    this.logger.warn(new LogRecord('A durable subscriber has lost events', { ...events }));
    this.bus.announce('subscriber.events_lost', () => ({ ...events, durable: true, oldestAt: null, timestamp: new Date() }));
  }

  private failed(subscriber: string, entry: FeedEntry, failure: Failure): void {
    this.logger.warn(new LogRecord('A durable subscriber failed, it gets the event again', fieldsOf(subscriber, entry, failure)));
  }

  private givenUp(subscriber: string, entry: FeedEntry, failure: Failure): void {
    const { event, error } = failure;
    const { taskId, attempts, position, kind } = entry.fed;
    this.logger.error(
      new LogRecord('A durable subscriber failed for the last time: the event waits for a person', fieldsOf(subscriber, entry, failure)),
    );
    this.bus.announce('subscriber.event_given_up', () => ({
      subscriber,
      id: event?.id ?? `feed:${position}`,
      name: event?.name ?? kind,
      taskId,
      attempts: attempts + 1,
      errorClass: error.errorClass,
      error: error.message,
      timestamp: new Date(),
    }));
  }
}

function fieldsOf(subscriber: string, { fed }: FeedEntry, { event, error }: Failure): Record<string, unknown> {
  return {
    subscriber,
    event: event?.name,
    event_id: event?.id,
    task_id: fed.taskId,
    attempt: fed.attempts + 1,
    error_class: error.errorClass,
    error: error.message,
  };
}
