import { Injectable } from '@nestjs/common';
import { EventFeedStore, type TrimReport } from '../../database/event-feed.store.js';
import { EventSettings } from '../../events/event.settings.js';
import { UNLEASED, type JobLease, type RecurringJob } from '../recurring.job.js';
import { DeliveryLog } from './delivery.log.js';

/** Rows looked at in one transaction. */
const BATCH = 1_000;
/** How often it looks: a quarter of the age that this process gives its events, within these bounds. */
const INTERVAL_MS = { least: 1_000, most: 60_000 };

/** What a round did. */
export interface TrimRound {
  readonly deleted: number;
  readonly lost: number;
}

/**
 * Deletes from the feed what every durable subscriber has taken, and what is older than the `events.durable.maxAge` with which it was last
 * registered. Processes that deliver nothing take part: those that deliver may have no worker, and with it no jobs.
 */
@Injectable()
export class FeedTrimJob implements RecurringJob {
  readonly name = 'tasker.event_feed';
  readonly intervalMs: number;

  constructor(
    private readonly store: EventFeedStore,
    private readonly log: DeliveryLog,
    settings: EventSettings,
  ) {
    const maxAgeMs = settings.delivery?.maxAgeMs ?? Number.POSITIVE_INFINITY;
    this.intervalMs = Math.min(Math.max(maxAgeMs / 4, INTERVAL_MS.least), INTERVAL_MS.most);
  }

  async run(lease: JobLease = UNLEASED): Promise<TrimRound> {
    const lost = new Map<string, number>();
    let deleted = 0;
    for (let after: number | null = 0; after !== null;) {
      const batch: TrimReport = await this.store.trim({ after, limit: BATCH });
      deleted += batch.deleted;
      for (const [subscriber, count] of Object.entries(batch.lost)) lost.set(subscriber, (lost.get(subscriber) ?? 0) + count);
      after = batch.next;
      if (!(await lease.keep({}))) break;
    }
    for (const [subscriber, count] of lost) this.log.lost({ subscriber, lost: count, reason: 'expired' });
    return { deleted, lost: [...lost.values()].reduce((sum, count) => sum + count, 0) };
  }
}
