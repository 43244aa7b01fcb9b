import type { StepState, TaskState } from '../../model/states.js';

/** How a task fares: the word of SQL `get_task_execution_context`. */
export type TaskHealth = 'healthy' | 'recovering' | 'blocked';

/** A step as its row says it was at the moment of the snapshot. */
export interface SnapshotStep {
  /** Unique within the task. */
  readonly stepId: number;
  readonly name: string;
  readonly state: StepState;
  /** Attempts begun. */
  readonly attempts: number;
  /** Attempts in total: the first one counts. */
  readonly retryLimit: number;
  /** False: runs once, whatever `retryLimit` says. */
  readonly retryable: boolean;
  /** Ids of the steps that it depends on. */
  readonly parentIds: readonly number[];
  /** From when it may be claimed; null when it may not, or when nobody knows the time (its task is paused, or a limit is reached). */
  readonly readyAt: Date | null;
  /** When the back-off of a failed step ends (`next_attempt_at`); null for other steps, and when no attempt will follow by itself. */
  readonly nextRetryAt: Date | null;
}

/** A task and all of its steps at one moment: what an analysis computes from, and nothing else. */
export interface TaskGraphSnapshot {
  readonly taskId: string;
  readonly state: TaskState;
  readonly paused: boolean;
  /** False: one step of it at a time. */
  readonly concurrent: boolean;
  readonly health: TaskHealth;
  /** Every time of the steps is compared with it. */
  readonly now: Date;
  /** In the order of their ids. */
  readonly steps: readonly SnapshotStep[];
}
