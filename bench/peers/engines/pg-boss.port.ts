import { loadPeer } from '../peer.packages.js';
import type { StepResult } from '../handled.steps.js';
import type { StepJob } from '../step.jobs.js';

/** What the bench uses of pg-boss. */
export interface PgBoss {
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'flow', listener: () => void): void;
  start(): Promise<unknown>;
  stop(options?: { readonly graceful?: boolean }): Promise<void>;
  createQueue(name: string, options: { readonly notify: boolean }): Promise<void>;
  insert(name: string, jobs: readonly { readonly data: StepJob }[]): Promise<unknown>;
  flow(jobs: readonly FlowJob[]): Promise<unknown>;
  work(name: string, options: WorkOptions, handler: (jobs: readonly Job[]) => Promise<readonly JobOutcome[] | undefined>): Promise<string>;
  notifyWorker(id: string): void;
  getDb(): BossDatabase;
}

/** Its pool, for statements of the application. */
interface BossDatabase {
  executeSql<R>(text: string, values?: readonly unknown[]): Promise<{ rows: R[] }>;
}

/** A job as its handler gets it. */
export interface Job {
  readonly id: string;
  readonly data: StepJob & { readonly parentIds?: readonly string[] };
}

/** What becomes of a job of a batch. */
export interface JobOutcome {
  readonly id: string;
  readonly status: 'completed';
  readonly output: StepResult;
}

/** A job of a flow. */
export interface FlowJob {
  readonly ref: string;
  readonly name: string;
  readonly data: Job['data'];
  readonly options: { readonly id: string };
  readonly dependsOn: readonly string[];
}

interface WorkOptions {
  readonly batchSize: number;
  readonly localConcurrency: number;
  readonly burstWhenBatchFull: boolean;
  readonly pollingIntervalSeconds: number;
  readonly notifyPollingIntervalSeconds: number;
  readonly perJobResults: boolean;
}

/** A pg-boss of a database; it is not started. `settings` are added to those that every use has. */
export function pgBossOf(postgres: string, settings: object = {}): PgBoss {
  const { PgBoss: Boss } = loadPeer<{ PgBoss: new (options: object) => PgBoss }>('pg-boss');
  return new Boss({ connectionString: postgres, useListenNotify: true, ...settings });
}
