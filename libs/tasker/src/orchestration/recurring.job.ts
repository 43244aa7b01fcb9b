/** The right of one process to run a job, and where the job stands. */
export interface JobLease {
  /** What the last run wrote with `keep`, whichever process ran it; null at first. */
  readonly progress: unknown;
  /** Writes down how far the job is. False: stop after what was done, the application shuts down or another process runs the job. */
  keep(progress: object): Promise<boolean>;
}

/** Work of the cluster that one process does at an interval. */
export interface RecurringJob {
  /** Name of its lease, and of its interval in the SchedulerRegistry. */
  readonly name: string;
  /** Null: this process takes no part. */
  readonly intervalMs: number | null;
  /** One round, in batches: nothing is lost when it ends after any of them. */
  run(lease: JobLease): Promise<unknown>;
}

/** Jobs that stand in other rooms. */
export abstract class FurtherJobs {
  abstract readonly list: readonly RecurringJob[];
}

/** For a round by hand: from the beginning, and nobody else is asked. */
export const UNLEASED: JobLease = { progress: null, keep: () => Promise.resolve(true) };
