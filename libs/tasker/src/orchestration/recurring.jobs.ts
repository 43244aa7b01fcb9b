import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { v7 as uuidv7 } from 'uuid';
import { describeFailure } from '../database/database.failure.js';
import { JobStore } from '../database/job.store.js';
import { LogRecord } from '../events/log.record.js';
import { FeedTrimJob } from './delivery/feed-trim.job.js';
import { EngineSettings } from './engine.settings.js';
import { FurtherJobs, type RecurringJob } from './recurring.job.js';
import { RetentionJob } from './retention.job.js';
import { StalenessJob } from './staleness.job.js';
import { within } from './time.limit.js';
import { WorkerRowsJob } from './worker-rows.job.js';

/** A runner that is silent for its interval and this long is followed by another one: the longest statement of a job. */
const GRACE_MS = 30_000;

/** Longest wait for the end of a lease at shutdown. */
const LEAVE_LIMIT_MS = 5_000;
/** A job with a longer interval has its first turn after this: with the interval it would never have one where processes start more often. */
const FIRST_TURN_MS = 60_000;

/**
 * Runs the jobs of the cluster at their intervals, each in one process at a time (`job_leases`), as intervals of the host's SchedulerRegistry
 * where it has one. Only processes with a worker take part.
 */
@Injectable()
export class RecurringJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('TaskerJobs');
  private readonly holder = uuidv7();
  private readonly jobs: readonly RecurringJob[];
  private readonly running = new Map<RecurringJob, Promise<void>>();
  private readonly held = new Set<RecurringJob>();
  private registry: SchedulerRegistry | undefined;
  private stopping = false;

  constructor(
    private readonly store: JobStore,
    private readonly settings: EngineSettings,
    private readonly moduleRef: ModuleRef,
    retention: RetentionJob,
    staleness: StalenessJob,
    trim: FeedTrimJob,
    workerRows: WorkerRowsJob,
    further: FurtherJobs,
  ) {
    this.jobs = [retention, staleness, trim, workerRows, ...further.list];
  }

  onApplicationBootstrap(): void {
    if (this.settings.worker === null || this.stopping) return;
    this.registry = this.hostRegistry() ?? new SchedulerRegistry();
    for (const job of this.jobs) {
      if (job.intervalMs === null) continue;
      this.registry.addInterval(job.name, setInterval(() => void this.tick(job), job.intervalMs).unref());
      if (job.intervalMs <= FIRST_TURN_MS) continue;
      this.registry.addTimeout(job.name, setTimeout(() => void this.tick(job), FIRST_TURN_MS).unref());
    }
  }

  /** Starts no further run and waits for those that run, at most as long as steps are waited for: they end after their batch. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const { name } of this.jobs) this.unschedule(name);
    let limit: NodeJS.Timeout | undefined;
    const drained = new Promise<void>((resolve) => (limit = setTimeout(resolve, this.settings.worker?.drainMs ?? 0)));
    await Promise.race([Promise.all(this.running.values()), drained]);
    clearTimeout(limit);
    await Promise.all([...this.held].map((job) => this.leave(job)));
  }

  /** One turn of a job: runs it when this process is its runner, or may become it, and no run of it is under way here. */
  tick(job: RecurringJob): Promise<void> {
    const underWay = this.running.get(job);
    if (underWay !== undefined || this.stopping) return underWay ?? Promise.resolve();
    const run = this.run(job).finally(() => this.running.delete(job));
    this.running.set(job, run);
    return run;
  }

  private async run(job: RecurringJob): Promise<void> {
    try {
      const leaseMs = (job.intervalMs ?? 0) + GRACE_MS;
      const taken = await this.store.take(job.name, this.holder, leaseMs);
      if (taken === null) return void this.held.delete(job);
      this.held.add(job);
      await job.run({
        progress: taken.progress,
        keep: async (progress) => (await this.store.keep(job.name, this.holder, { leaseMs, progress })) && !this.stopping,
      });
    } catch (error) {
      const fields = { job: job.name, error: describeFailure(error) };
      this.logger.error(new LogRecord('A recurring job failed, it runs again at its next turn', fields));
    }
  }

  private async leave(job: RecurringJob): Promise<void> {
    const left = this.store.keep(job.name, this.holder, { leaseMs: null, progress: null });
    // Where the database is gone, even the wait for a connection has no end.
    await within(left, LEAVE_LIMIT_MS, () => new Error(`no answer within ${LEAVE_LIMIT_MS / 1000} s`)).catch((error: unknown) => {
      this.logger.warn(`the lease of ${job.name} will run out: ${describeFailure(error)}`);
    });
  }

  /** The host's registry may have been emptied before: its module shuts down too. */
  private unschedule(name: string): void {
    if (this.registry?.doesExist('interval', name) === true) this.registry.deleteInterval(name);
    if (this.registry?.doesExist('timeout', name) === true) this.registry.deleteTimeout(name);
  }

  private hostRegistry(): SchedulerRegistry | undefined {
    try {
      return this.moduleRef.get(SchedulerRegistry, { strict: false });
    } catch {
      return undefined;
    }
  }
}
