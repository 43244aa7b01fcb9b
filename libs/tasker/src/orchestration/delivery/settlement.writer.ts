import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describeFailure, failureKind } from '../../database/database.failure.js';
import type { FeedPage } from '../../database/event-feed.store.js';
import type { ConsumerLease } from './consumer.lease.js';
import type { ConsumerParts } from './consumer.parts.js';
import type { PageReport } from './entry.verdict.js';

/** Pause between two tries to store what was delivered: doubled each time up to the longest. */
const AGAIN_MS = { first: 250, most: 5_000 };

/** Stores what became of entries: what is not stored is delivered again. */
export class SettlementWriter {
  private readonly logger = new Logger('TaskerDelivery');

  constructor(
    private readonly parts: Pick<ConsumerParts, 'store' | 'consumer' | 'settings' | 'log'>,
    private readonly lease: ConsumerLease,
  ) {}

  /** Moves the subscriber past a page. False: another process has the page by now. */
  async commit(holder: string, { page, through, lost }: FeedPage, report: PageReport): Promise<boolean> {
    const { store, consumer, log } = this.parts;
    const { failures, delivered } = report;
    const stored = await this.persist(holder, () =>
      store.commitPage(consumer, holder, { page: page!, through, lost, delivered, failures, ...this.terms() }),
    );
    if (stored) log.historyGone(consumer, lost);
    return this.told(stored, report);
  }

  /** Settles entries that were put aside before. False: another process has them by now. */
  async settle(holder: string, report: PageReport): Promise<boolean> {
    const { store, consumer } = this.parts;
    const { settled } = report;
    if (settled.length === 0) return true;
    return this.told(await this.persist(holder, () => store.settle(consumer, holder, { settled, ...this.terms() })), report);
  }

  private told(stored: boolean, report: PageReport): boolean {
    if (stored) this.parts.log.ended(this.parts.consumer, report.ended);
    return stored;
  }

  private terms(): { maxAttempts: number; waitMs: number } {
    const { maxAttempts, pollMs } = this.parts.settings;
    return { maxAttempts, waitMs: pollMs };
  }

  /** Again and again while the lease is held: a short outage must not repeat a page. Whether it is over by now, the database decides. */
  private async persist(holder: string, write: () => Promise<false | object>): Promise<boolean> {
    for (let wait = AGAIN_MS.first; this.lease.isHeld && this.lease.holder === holder; wait = Math.min(wait * 2, AGAIN_MS.most)) {
      try {
        return (await write()) !== false;
      } catch (error) {
        if (failureKind(error) === 'data') throw error;
        this.logger.warn(`cannot store what ${this.parts.consumer} has taken, trying again: ${describeFailure(error)}`);
        await pause(wait);
      }
    }
    return false;
  }
}
