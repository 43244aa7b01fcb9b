import type { EngineVariant } from '../workflows/engine.variant.js';
import type { Watched } from '../workloads/workload.catalog.js';

/** How a task of the latency workloads is waited for. */
export type Waiting =
  /** Until the answer that completes it has come to the worker; nothing is read. */
  | 'committed'
  /** By `waitForTask`, as a caller does: it reads the task too. */
  | 'awaited';

/** Which database a worker process works on, and how. */
export interface OpenOrder {
  readonly url: string;
  readonly concurrency: number | null;
  readonly watched?: Watched | undefined;
  readonly variant?: EngineVariant | undefined;
}

/** What a worker process can be asked for. */
export interface WorkerOrders {
  /** Runs tasks on a database that is not measured, so that the code is compiled. */
  warmUp(order: OpenOrder & { workflow: string }): void;
  /** Starts the application and its worker; answers with the moment from which it claims. */
  open(order: OpenOrder): { openedAt: number; statements: number };
  /** How many steps have been handled since `open`. */
  progress(order: null): number;
  /** What was done since `open`, or since the last report. */
  report(order: null): WorkReport;
  /** Creates tasks one after the other and waits for each. */
  latency(order: { workflow: string; tasks: number; stepsPerTask: number; waiting: Waiting }): TaskTimes;
  /** Ends the application; the process ends with it. */
  close(order: null): void;
}

/** What each task has taken, in their order. */
export interface TaskTimes {
  readonly milliseconds: readonly number[];
  readonly statements: readonly number[];
}

/** What a worker process has done. */
export interface WorkReport {
  readonly handled: number;
  /** When the last answer that follows work came, by the clock of the machine. */
  readonly workAnsweredAt: number;
  /** Statements sent, by name. */
  readonly statements: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  /** Most memory that the process has had at once since it began. */
  readonly peakMemoryBytes: number;
}

/** An order on its way to a worker process. */
export interface OrderMessage {
  readonly number: number;
  readonly name: string;
  readonly order: unknown;
}

/** The answer to an order. */
export interface AnswerMessage {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}
