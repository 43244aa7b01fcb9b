import { Injectable } from '@nestjs/common';
import { AnalyticsReader } from '../database/analytics.reader.js';
import { AnalyticsStore, type RollUpReport } from '../database/analytics.store.js';
import { AnalyticsSettings } from './analytics.settings.js';

/** Longest time for which somebody waits until everything is counted; what is left then is for the next one. */
const LIMIT_MS = 5_000;
/** Between two tries while another process counts. */
const PAUSE_MS = 20;
/** What somebody counts who did not ask for a count: some hundredths of a second. The job counts the rest. */
const PORTION = { rows: 20_000, waitMs: 100 };
/** Old figures are looked for no more often than this, and so many are deleted at most. */
const TRIM = { everyMs: 600_000, limit: 5_000 };

/** Brings the figures up to date for whoever is about to read them. */
@Injectable()
export class FigureFreshness {
  private counting: Promise<unknown> = Promise.resolve();
  private next: Promise<RollUpReport> | null = null;
  private trimmedAt = -Infinity;

  constructor(
    private readonly store: AnalyticsStore,
    private readonly reader: AnalyticsReader,
    private readonly settings: AnalyticsSettings,
  ) {}

  /**
   * Counts once, a portion, when the figures are older than that. No job counts then, or it does not get through: figures that are kept no
   * longer are deleted too, as the job does.
   */
  async within(maxAgeMs: number): Promise<void> {
    const age = await this.reader.age();
    if (age !== null && age <= maxAgeMs) return;
    await this.store.rollUp(PORTION);
    await this.trim();
  }

  /** Counts until everything is counted that was committed before the call, for five seconds at most. */
  async upToNow(): Promise<void> {
    const until = performance.now() + LIMIT_MS;
    for (;;) {
      const { moved, behind } = await this.nextCount();
      if ((moved && behind === 0) || performance.now() > until) return;
      if (!moved) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** The count that begins after this moment, whoever else waits for it: one under way may not see what was committed meanwhile. */
  private nextCount(): Promise<RollUpReport> {
    this.next ??= this.counting.then(() => {
      this.next = null;
      const count = this.store.rollUp();
      this.counting = count.catch(() => undefined);
      return count;
    });
    return this.next;
  }

  private async trim(): Promise<void> {
    const { terms } = this.settings;
    if (terms === null || performance.now() - this.trimmedAt < TRIM.everyMs) return;
    const deleted = await this.store.trim(terms.keepMs / 1000, TRIM.limit);
    if (deleted !== null && deleted < TRIM.limit) this.trimmedAt = performance.now();
  }
}
