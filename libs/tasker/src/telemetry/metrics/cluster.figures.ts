import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { describeFailure } from '../../database/database.failure.js';
import { EventFeedStore, type ConsumerLag } from '../../database/event-feed.store.js';
import { JobStore } from '../../database/job.store.js';
import { QueueFiguresStore, type QueueFigures } from '../../database/queue-figures.store.js';
import { TelemetrySettings } from '../telemetry.settings.js';

/** Name of the lease of the process that shows the figures of the rows. */
const JOB = 'tasker.figures';
/** Rows of each kind that are counted at most. */
const BOUND = 5_000;
/** What is thought to be the time between two looks before there were two. */
const FIRST_GAP_MS = 60_000;
/** A holder that was not asked for so many of its gaps may be followed by another process. */
const GAPS = 3;
const LONGEST_LEASE_MS = 600_000;
/** How long a look at the metrics waits for the rows: without them it shows what this process counted. */
const PATIENCE_MS = 2_000;
const LEAVE_LIMIT_MS = 2_000;

/** What the rows say at one moment. */
export interface ClusterPicture {
  readonly queue: QueueFigures;
  /** How far each durable subscriber is. */
  readonly durable: readonly ConsumerLag[];
}

/**
 * The figures of the rows, which are the same whoever reads them: one process of the cluster at a time shows them, so that sums over processes are right.
 * The process that is asked first takes the lease and keeps it while it is asked again; so it is always one that somebody looks at. The lease
 * lasts a few times as long as the pauses between two looks: a holder that died is followed after that. The rows are read at most once in `telemetry.metrics.interval`.
 */
@Injectable()
export class ClusterFigures implements BeforeApplicationShutdown {
  private readonly logger = new Logger('TaskerMetrics');
  private readonly holder = uuidv7();
  private last: { readonly at: number; readonly figures: Promise<ClusterPicture | null> } | undefined;
  /** The look at the rows that is under way. */
  private look: Promise<ClusterPicture | null> | undefined;
  private gapMs = FIRST_GAP_MS;
  private holds = false;
  private stopping = false;
  private failed = false;
  private failureCount = 0;

  constructor(
    private readonly jobs: JobStore,
    private readonly store: QueueFiguresStore,
    private readonly feed: EventFeedStore,
    private readonly settings: TelemetrySettings,
  ) {}

  /** Times that the rows could not be read. */
  get failures(): number {
    return this.failureCount;
  }

  /** Null where another process shows them, or they cannot be read. Never rejects. */
  current(): Promise<ClusterPicture | null> {
    const { last } = this;
    const now = performance.now();
    const intervalMs = this.settings.metrics?.intervalMs ?? 0;
    if (last !== undefined && now - last.at < intervalMs) return last.figures;
    // A look by hand between two of a scraper must not make the lease shorter than the scraper's pauses.
    if (last !== undefined) this.gapMs = Math.max(now - last.at, this.gapMs * 0.9);
    const figures = this.stopping ? Promise.resolve(null) : patiently(this.looked(GAPS * Math.max(this.gapMs, intervalMs)));
    this.last = { at: now, figures };
    return figures;
  }

  /** For whoever is no scraper: one look at the rows for each, which neither takes the lease nor keeps it. */
  aside(): Pick<ClusterFigures, 'current' | 'failures' | 'aside'> {
    let picture: Promise<ClusterPicture | null> | undefined;
    const current = () => (picture ??= patiently(this.picture().catch(() => null)));
    return { current, failures: this.failures, aside: () => this.aside() };
  }

  /** Lets another process follow at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.last = undefined;
    if (!this.holds) return;
    const left = this.jobs.keep(JOB, this.holder, { leaseMs: null, progress: null }).catch(() => false);
    await Promise.race([left, pause(LEAVE_LIMIT_MS)]);
  }

  private async picture(): Promise<ClusterPicture> {
    return { queue: await this.store.read(BOUND), durable: await this.feed.lag(BOUND) };
  }

  /** One look at a time: behind a database that gives no answer scrapers would take one connection after the other. */
  private looked(leaseMs: number): Promise<ClusterPicture | null> {
    this.look ??= this.read(leaseMs).finally(() => (this.look = undefined));
    return this.look;
  }

  private async read(leaseMs: number): Promise<ClusterPicture | null> {
    try {
      this.holds = (await this.jobs.take(JOB, this.holder, Math.min(leaseMs, LONGEST_LEASE_MS))) !== null;
      const picture = this.holds ? await this.picture() : null;
      this.failed = false;
      return picture;
    } catch (error) {
      this.failureCount += 1;
      if (!this.failed)
        this.logger.warn(`the figures of the queue cannot be read, the gauges of the rows are absent: ${describeFailure(error)}`);
      this.failed = true;
      return null;
    }
  }
}

function patiently(figures: Promise<ClusterPicture | null>): Promise<ClusterPicture | null> {
  return Promise.race([figures, pause(PATIENCE_MS)]);
}

function pause(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
}
