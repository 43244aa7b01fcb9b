import type { SoakOptions } from './soak.application.js';

/** What a worker process of the soak can be asked for. */
export interface SoakOrders {
  /** Starts the application and its worker. */
  open(order: SoakOptions): void;
  /** Since the start of the process. */
  progress(order: null): SoakProgress;
  /** What was done since the last report, after a garbage collection. */
  report(order: null): SoakReport;
  /** Writes what is in the heap into a file of this directory and answers with its name. */
  heap(order: { directory: string }): string;
  close(order: null): void;
}

/** How far a worker process has come. */
export interface SoakProgress {
  /** Tasks that came to rest, as its listeners heard. */
  readonly restedTasks: number;
  readonly completedSteps: number;
}

/** What a worker process has done, and what it holds. */
export interface SoakReport {
  readonly attempts: number;
  readonly failures: number;
  readonly durable: number;
  readonly statements: number;
  readonly cpuSeconds: number;
  /** Of the tasks that it completed. */
  readonly milliseconds: readonly number[];
  readonly memory: ProcessMemory;
}

/** Memory of a Node process after a garbage collection, in bytes. */
export interface ProcessMemory {
  readonly resident: number;
  /** Objects of JavaScript. */
  readonly heap: number;
  /** Buffers and what native code has told of. */
  readonly external: number;
}
