import type { AttemptRow } from '../database/dead-letter.reader.js';
import type { StepState } from '../model/states.js';
import type { StepError, TaskSummary } from './task-view.js';

/**
 * Why a task needs a person. `poison_step`: a step loses the workers that run it; `time_limit`: the task was stopped because its time was over, or
 * as stale; `failed_for_good`: a failure said that no attempt can succeed; `attempts_exhausted`: every attempt of a step failed.
 */
export type DeadLetterKind = 'failed_for_good' | 'attempts_exhausted' | 'poison_step' | 'time_limit';

/** An action that is open to a person, a method of `Orchestrator`; of a step where one is named. */
export interface OpenAction {
  readonly action:
    | 'retryTask'
    | 'resolveTask'
    | 'cancelTask'
    | 'pauseTask'
    | 'resumeTask'
    | 'retryStep'
    | 'resolveStep'
    | 'completeStep'
    | 'cancelStep'
    | 'changeRetryLimit';
  readonly stepId?: number;
  readonly step?: string;
}

/** One row of a step's history. */
export interface AttemptRecord {
  readonly attempt: number;
  /** When the attempt began; null for a move that was no attempt. */
  readonly startedAt: Date | null;
  readonly at: Date;
  readonly workerId: string | null;
  readonly fromState: StepState;
  readonly toState: StepState;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly error: unknown;
}

/** A step that keeps its task from going on. */
export interface FailedStep {
  readonly stepId: number;
  readonly name: string;
  readonly state: StepState;
  readonly kind: DeadLetterKind;
  readonly error: StepError | null;
  readonly attempts: number;
  readonly retryLimit: number;
  /** True: only the attempts were used up. False: the failure itself was final, or another attempt will follow. */
  readonly exhausted: boolean;
  /** Attempts that were lost with the workers that ran them. */
  readonly lostAttempts: number;
  /** Names of the unfinished steps that cannot run without it, in the order of the task; at most 100. */
  readonly blocks: readonly string[];
  /** The latest rows of its history, at most 10, the oldest first. */
  readonly history: readonly AttemptRecord[];
}

/** A task that needs a person, with what he needs to decide. */
export interface DeadLetter {
  readonly task: TaskSummary & { readonly context: unknown };
  readonly kind: DeadLetterKind;
  /** When the task came to rest in error; null for one that is unfinished and has a step that loses its workers. */
  readonly failedAt: Date | null;
  /** At most 50. */
  readonly failedSteps: readonly FailedStep[];
  /** Failed steps that are not in `failedSteps`. */
  readonly moreFailedSteps: number;
  /** What would resolve it: actions on the task, then on each failed step. */
  readonly actions: readonly OpenAction[];
}

/** A row of history as users see it. */
export function attemptRecord(row: AttemptRow): AttemptRecord {
  return {
    attempt: row.attempt,
    startedAt: row.started_at,
    at: row.created_at,
    workerId: row.worker_id,
    fromState: row.from_state,
    toState: row.to_state,
    actor: row.actor,
    reason: row.reason,
    error: row.error,
  };
}
