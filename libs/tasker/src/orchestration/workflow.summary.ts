import type { StepRow, TaskRow } from '../database/task.reader.js';
import {
  executionWords,
  type ExecutionStatus,
  type ExecutionWords,
  type HealthStatus,
  type RecommendedAction,
  type StepCounts,
} from './execution.words.js';

/** Where a task stands, in numbers and words (specification: engine core §2.3). */
export interface WorkflowSummary {
  readonly totalSteps: number;
  /** Complete or resolved. */
  readonly completed: number;
  readonly pending: number;
  readonly inProgress: number;
  readonly failed: number;
  /** May be claimed now. */
  readonly ready: number;
  /** From 0 to 100, two decimals. */
  readonly completionPercentage: number;
  readonly status: ExecutionStatus;
  readonly health: HealthStatus;
  readonly recommendedAction: RecommendedAction;
  readonly progressDetails: {
    /** `3/8` */
    readonly completedRatio: string;
    /** `37.5%` */
    readonly completionPercentage: string;
    /** Pending, running or failed. */
    readonly remainingSteps: number;
    readonly failedSteps: number;
    readonly readySteps: number;
  };
}

/** The counts that a summary shows. */
export type SummaryCounts = Omit<StepCounts, 'waiting' | 'blocked'>;

/** The summary of counted steps and the words that go with them. */
export function summaryOf(counts: SummaryCounts, words: ExecutionWords): WorkflowSummary {
  const { total, completed, pending, inProgress, failed, ready } = counts;
  return {
    totalSteps: total,
    completed,
    pending,
    inProgress,
    failed,
    ready,
    completionPercentage: words.completionPercentage,
    status: words.executionStatus,
    health: words.healthStatus,
    recommendedAction: words.recommendedAction,
    progressDetails: {
      completedRatio: `${completed}/${total}`,
      completionPercentage: `${words.completionPercentage}%`,
      remainingSteps: pending + inProgress + failed,
      failedSteps: failed,
      readySteps: ready,
    },
  };
}

/** The summary of a task from rows that were read: nothing more is asked of the database. */
export function summaryOfRows(task: TaskRow, steps: readonly StepRow[]): WorkflowSummary {
  const counts = countsOf(steps);
  return summaryOf(counts, executionWords({ state: task.state, paused: task.paused_at !== null }, counts));
}

function countsOf(steps: readonly StepRow[]): StepCounts {
  const counts = { total: steps.length, pending: 0, inProgress: 0, completed: 0, failed: 0, ready: 0, waiting: 0, blocked: 0 };
  for (const { state, waits } of steps) {
    if (state === 'pending') counts.pending += 1;
    else if (state === 'in_progress') counts.inProgress += 1;
    else if (state === 'error') counts.failed += 1;
    else if (state !== 'cancelled') counts.completed += 1;
    if (waits === 'due') counts.ready += 1;
    else if (waits === 'later') counts.waiting += 1;
    else if (state === 'error') counts.blocked += 1;
  }
  return counts;
}
