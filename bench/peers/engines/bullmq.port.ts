import type { StepResult } from '../handled.steps.js';
import type { StepJob } from '../step.jobs.js';

/** What the bench uses of BullMQ. */
export interface Bullmq {
  Queue: new (name: string, options: object) => Queue;
  Worker: new (name: string, process: (job: Job) => Promise<StepResult>, options: object) => Worker;
  FlowProducer: new (options: object) => FlowProducer;
  createPostgresBackend: unknown;
  withBackend(factory: unknown): Pick<Bullmq, 'Queue' | 'Worker' | 'FlowProducer'>;
}

/** A job that a worker was given. */
export interface Job {
  readonly data: StepJob;
  getChildrenValues(): Promise<Readonly<Record<string, StepResult>>>;
}

interface Connected {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/** Adds jobs, and counts them. */
export interface Queue extends Connected {
  addBulk(jobs: readonly NewJob[]): Promise<unknown>;
  add(name: string, data: StepJob, options: object): Promise<unknown>;
  getJobCountByTypes(...types: string[]): Promise<number>;
}

/** Takes jobs of a queue. */
export interface Worker extends Omit<Connected, 'on'> {
  run(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'completed', listener: (job: Job) => void): void;
  on(event: 'failed', listener: (job: Job, error: Error) => void): void;
}

/** Adds trees of jobs: a job runs when its children have. */
export interface FlowProducer extends Connected {
  add(flow: Flow): Promise<unknown>;
  addBulk(flows: readonly Flow[]): Promise<unknown>;
}

/** A job to be added. */
export interface NewJob {
  readonly name: string;
  readonly data: StepJob;
  readonly opts: { readonly jobId: string };
}

/** A tree to be added. */
export interface Flow extends NewJob {
  readonly queueName: string;
  readonly children?: readonly Flow[];
}
