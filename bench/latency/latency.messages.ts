import type { LatencyContext, LatencyWorkflow } from './latency.workflows.js';
import type { StepMark } from './step.marks.js';

/** How a process of the latency studies takes part. */
export interface OpenedAs {
  readonly url: string;
  /** Null: it only creates and waits. */
  readonly worker: { readonly concurrency?: number; readonly queues?: string[] } | null;
}

/** When a task was created, by the monotonic clock of the machine. */
export interface CreatedTask {
  readonly taskId: string;
  readonly calledAt: number;
  readonly answeredAt: number;
  /** When `waitForTask` answered; null: nobody waited. */
  readonly awaitedAt: number | null;
}

/** What a process has cost between two readings. */
export interface ProcessCost {
  readonly seconds: number;
  /** Statements sent, by name. */
  readonly statements: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  /** How often it went to sleep and was woken, all its threads; null where the system does not tell. */
  readonly wakeUps: number | null;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

type TasksOrder = { readonly workflow: LatencyWorkflow; readonly tasks: number; readonly context?: LatencyContext };

/** What a process of the latency studies can be asked for. */
export interface LatencyOrders {
  /** Starts the application. */
  open(order: OpenedAs): void;
  /** Ends the application and keeps the process. */
  leave(order: null): void;
  /** Creates tasks one after the other and waits for each by `waitForTask`. */
  oneByOne(order: TasksOrder & { readonly pauseMs: number }): readonly CreatedTask[];
  /** Creates tasks, each by a call of its own, so many calls at once; waits for none. */
  atOnce(order: TasksOrder & { readonly calls: number }): readonly CreatedTask[];
  /** Creates tasks at a pace, each by a call of its own, whatever the answers take. Waits for every tenth. */
  paced(order: TasksOrder & { readonly perSecond: number }): readonly CreatedTask[];
  /** How many calls of handlers are noted. */
  progress(order: null): number;
  /** The calls of handlers since the last reading. */
  marks(order: null): readonly StepMark[];
  /** What the process has cost since the last reading. */
  cost(order: null): ProcessCost;
  close(order: null): void;
}
