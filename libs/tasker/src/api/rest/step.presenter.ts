import { SATISFYING_STEP_STATES } from '../../model/states.js';
import type { StepState } from '../../model/states.js';
import type { StepError, StepView } from '../../orchestration/task-view.js';

/** What went wrong in the latest failed attempt, as REST shows it. */
export interface StepErrorJson {
  readonly message: string;
  readonly error_class: string;
  readonly error_code: string | null;
  readonly attempt: number;
  readonly permanent: boolean;
  readonly backtrace: readonly string[];
  readonly context: Readonly<Record<string, unknown>>;
}

/** A step of a task, as REST shows it. Times are ISO-8601 in UTC. */
export interface StepJson {
  readonly task_id: string;
  /** Place of the step in its task: unique within the task only. */
  readonly workflow_step_id: number;
  readonly name: string;
  readonly named_step_id: number;
  readonly status: StepState;
  readonly attempts: number;
  /** Attempts in total: the first one counts. */
  readonly retry_limit: number;
  readonly retryable: boolean;
  readonly skippable: boolean;
  readonly queue: string;
  readonly priority: number;
  /** True when the steps that depend on it may go on. */
  readonly processed: boolean;
  readonly processed_at: string | null;
  /** True while an attempt runs. */
  readonly in_process: boolean;
  readonly ready_at: string | null;
  readonly claimed_at: string | null;
  readonly last_attempted_at: string | null;
  readonly backoff_request_seconds: number | null;
  readonly inputs: unknown;
  readonly results: unknown;
  readonly error: StepErrorJson | null;
  readonly children_ids: readonly number[];
  readonly parents_ids: readonly number[];
  /** Steps with exactly the same parents; null where they are more than 256. */
  readonly siblings_ids: readonly number[] | null;
}

/** A step of the task `taskId` as JSON. */
export function presentStep(taskId: string, step: StepView): StepJson {
  return {
    task_id: taskId,
    workflow_step_id: step.stepId,
    name: step.name,
    named_step_id: step.namedStepId,
    status: step.state,
    attempts: step.attempts,
    retry_limit: step.retryLimit,
    retryable: step.retryable,
    skippable: step.skippable,
    queue: step.queue,
    priority: step.priority,
    processed: (SATISFYING_STEP_STATES as readonly StepState[]).includes(step.state),
    processed_at: isoTime(step.processedAt),
    in_process: step.state === 'in_progress',
    ready_at: isoTime(step.readyAt),
    claimed_at: isoTime(step.claimedAt),
    last_attempted_at: isoTime(step.lastAttemptedAt),
    backoff_request_seconds: step.backoffRequestSeconds,
    inputs: step.inputs ?? null,
    results: step.results ?? null,
    error: step.error === null ? null : presentError(step.error),
    children_ids: step.childIds,
    parents_ids: step.parentIds,
    siblings_ids: siblingsOf(step),
  };
}

/** What went wrong in an attempt as JSON. */
export function presentError(error: StepError): StepErrorJson {
  return {
    message: error.message,
    error_class: error.errorClass,
    error_code: error.errorCode ?? null,
    attempt: error.attempt,
    permanent: error.permanent,
    backtrace: error.backtrace ?? [],
    context: error.context ?? {},
  };
}

/** A time as ISO-8601 in UTC, null kept. */
export function isoTime(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

/** Written out for every step, the siblings of a fan-out grow with the square of its width: 5,000 steps would be 120 MB. */
const MOST_SIBLINGS = 256;

function siblingsOf({ siblingIds }: StepView): readonly number[] | null {
  return siblingIds.length > MOST_SIBLINGS ? null : siblingIds;
}
