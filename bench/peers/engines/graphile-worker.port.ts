import type { StepJob } from '../step.jobs.js';

/** What the bench uses of graphile-worker. */
export interface GraphileWorker {
  runMigrations(options: object): Promise<void>;
  makeWorkerUtils(options: object): Promise<WorkerUtils>;
  run(options: object): Promise<Runner>;
  Logger: new (factory: () => () => void) => object;
}

/** Adds jobs. */
export interface WorkerUtils {
  addJobs(jobs: readonly NewJob[]): Promise<unknown>;
  release(): Promise<void>;
}

/** What works. */
export interface Runner {
  readonly promise: Promise<void>;
  readonly events: { on(event: string, listener: (told: { job: { id: string; payload: StepJob } }) => void): void };
  stop(): Promise<void>;
}

/** A job to be added. */
export interface NewJob {
  readonly identifier: string;
  readonly payload: StepJob;
}
