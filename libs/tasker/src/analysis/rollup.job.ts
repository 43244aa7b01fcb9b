import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AnalyticsStore, type RollUpReport } from '../database/analytics.store.js';
import { LogRecord } from '../events/log.record.js';
import { AnalyticsSettings, type AnalyticsTerms } from './analytics.settings.js';

/**
 * Of a long history the job rests after a call for so many times as long as it took, at most five seconds: it takes a third of one session
 * until everything is counted.
 */
const REST = { times: 2, mostMs: 5_000 };
/** Old figures are looked for no more often than this. */
const TRIM_EVERY_MS = 600_000;
/** Figures that stand still for so long are told about in the log, and again after as long. */
const STANDSTILL_MS = 300_000;
/** Figures that a call deletes at most. */
const TRIMMED = 5_000;

/** The right of one process to do the work of the cluster, and where it stands. */
interface RollupLease {
  readonly progress: unknown;
  keep(progress: object): Promise<boolean>;
}

/** For a round by hand. */
const UNLEASED: RollupLease = { progress: null, keep: () => Promise.resolve(true) };

/** Counts what was committed since the last turn into the figures of analytics, and deletes figures that are kept no longer. */
@Injectable()
export class RollupJob {
  readonly name = 'tasker.analytics';
  private readonly logger = new Logger('TaskerAnalytics');
  private toldAt = -Infinity;

  constructor(
    private readonly store: AnalyticsStore,
    private readonly settings: AnalyticsSettings,
  ) {}

  get intervalMs(): number | null {
    return this.settings.terms?.intervalMs ?? null;
  }

  async run(lease: RollupLease = UNLEASED): Promise<void> {
    const { terms } = this.settings;
    if (terms === null) return;
    const { trimmedAt = 0 } = (lease.progress ?? {}) as { trimmedAt?: number };
    if (!(await this.count(lease, trimmedAt))) return;
    // A clock that was put back does not keep them for ever.
    if (Math.abs(Date.now() - trimmedAt) >= TRIM_EVERY_MS) await this.trim(lease, terms);
  }

  /** False: the lease is lost. */
  private async count(lease: RollupLease, trimmedAt: number): Promise<boolean> {
    for (;;) {
      const began = performance.now();
      const report = await this.store.rollUp();
      this.tellStandstill(report);
      if (report.behind === 0) return true;
      if (!(await lease.keep({ trimmedAt }))) return false;
      await delay(Math.min((performance.now() - began) * REST.times, REST.mostMs), undefined, { ref: false });
    }
  }

  /** One transaction that wrote and does not end keeps everything from being counted: nobody else would tell. */
  private tellStandstill({ moved, asOf }: RollUpReport): void {
    const seconds = asOf === null ? 0 : Math.round((Date.now() - asOf.getTime()) / 1000);
    if (moved || seconds * 1000 < STANDSTILL_MS || performance.now() - this.toldAt < STANDSTILL_MS) return;
    this.toldAt = performance.now();
    const text = 'Figures stand still: a transaction that wrote tasks does not end; look for sessions that are idle in transaction';
    this.logger.warn(new LogRecord(text, { as_of: asOf!.toISOString(), seconds }));
  }

  private async trim(lease: RollupLease, { keepMs }: AnalyticsTerms): Promise<void> {
    for (;;) {
      const deleted = await this.store.trim(keepMs / 1000, TRIMMED);
      // Another process is at the figures: the next turn tries again.
      if (deleted === null) return;
      const done = deleted < TRIMMED;
      if (!(await lease.keep({ trimmedAt: done ? Date.now() : 0 })) || done) return;
    }
  }
}
