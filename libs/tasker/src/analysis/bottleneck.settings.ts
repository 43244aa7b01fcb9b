import type { Severity } from './graph/task-graph.analysis.js';

/** The checked `bottlenecks` options. */
export abstract class BottleneckSettings {
  /** Null: this process does not look for tasks that do not move. */
  abstract readonly watch: BottleneckWatchTerms | null;
}

/** When a task that does not move is told about. */
export interface BottleneckWatchTerms {
  /** A task in which nothing happened for this long is analysed. */
  readonly afterMs: number;
  /** The least severity that is told. */
  readonly severity: Severity;
  readonly intervalMs: number;
}
