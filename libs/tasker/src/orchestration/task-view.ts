import type { TaskResults } from '../definitions/step-types.js';
import type { StepState, TaskState } from '../model/states.js';
import type { WorkflowSummary } from './workflow.summary.js';

/** What went wrong in the last failed attempt of a step. */
export interface StepError {
  readonly message: string;
  /** Name of the thrown class, e.g. `RetryableError`. */
  readonly errorClass: string;
  readonly errorCode?: string;
  readonly attempt: number;
  /** True when no further attempt will be made for this failure. */
  readonly permanent: boolean;
  /** True when that is so only because the attempts were used up: a higher retry limit lets the step go on. */
  readonly exhausted?: boolean;
  /** At most 20 lines. */
  readonly backtrace?: readonly string[];
  readonly context?: Readonly<Record<string, unknown>>;
}

/** One step of a task, as users see it. */
export interface StepView {
  /** Place of the step in its task: unique within the task only. */
  readonly stepId: number;
  readonly name: string;
  readonly namedStepId: number;
  readonly state: StepState;
  readonly attempts: number;
  /** Attempts in total: the first one counts. */
  readonly retryLimit: number;
  readonly retryable: boolean;
  readonly skippable: boolean;
  readonly queue: string;
  readonly priority: number;
  /** When it may be claimed; null while it waits for parents or without a time (its task is paused), runs, or has finished. */
  readonly readyAt: Date | null;
  /** When the running or latest attempt was claimed. */
  readonly claimedAt: Date | null;
  /** When the latest attempt ended. */
  readonly lastAttemptedAt: Date | null;
  readonly processedAt: Date | null;
  /** Seconds of wait that followed the latest failure; null when none did. */
  readonly backoffRequestSeconds: number | null;
  readonly inputs: unknown;
  readonly results: unknown;
  readonly error: StepError | null;
  readonly parentIds: readonly number[];
  readonly childIds: readonly number[];
  readonly siblingIds: readonly number[];
}

/** A task without its steps: what lists return. */
export interface TaskSummary {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly state: TaskState;
  readonly priority: number;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly bypassSteps: readonly string[];
  /** As given, or made of the task's id. */
  readonly correlationId: string;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  /** Since when nothing of it is claimed; null when it is not paused. */
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly incompleteSteps: number;
}

/** A task with its context, its steps and their results: what `createTask`, `getTask` and `waitForTask` resolve to. */
export interface TaskView<H = any> extends TaskSummary {
  readonly context: unknown;
  readonly steps: readonly StepView[];
  /** Where the task stands, counted from its steps. */
  readonly summary: WorkflowSummary;
  /** True when the task was there before: `createTask` gives it for a repeated request. */
  readonly duplicate?: true;
  /** Results of completed steps by step name; typed when the handler class is given. */
  readonly results: Partial<TaskResults<H>>;
}
