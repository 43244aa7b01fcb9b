import type { Circuit, ReadinessRow } from '../database/progress.reader.js';
import type { StepState } from '../model/states.js';

/**
 * Why a step may not be claimed (specification: engine core §2.3; the last five beyond it): `deferred` waits for a time that is no back-off,
 * `limit_reached` for a limit, `waiting_for_turn` for the other steps of a task that runs one at a time, `held` for a person: its task was
 * stopped.
 */
export type BlockingReason =
  | 'dependencies_not_satisfied'
  | 'retry_not_eligible'
  | 'invalid_state'
  | 'task_paused'
  | 'deferred'
  | 'limit_reached'
  | 'waiting_for_turn'
  | 'held';

/** Whether a step may run: the row of SQL `get_step_readiness_status` and the words that follow from it. */
export interface StepReadiness {
  readonly stepId: number;
  readonly taskId: string;
  readonly namedStepId: number;
  readonly name: string;
  readonly currentState: StepState;
  readonly dependenciesSatisfied: boolean;
  /** An attempt may start as far as time and attempts go. */
  readonly retryEligible: boolean;
  readonly readyForExecution: boolean;
  readonly lastFailureAt: Date | null;
  /** When the back-off of a failed step ends; null when no attempt will follow by itself. */
  readonly nextRetryAt: Date | null;
  readonly totalParents: number;
  readonly completedParents: number;
  readonly attempts: number;
  readonly retryLimit: number;
  readonly backoffRequestSeconds: number | null;
  readonly lastAttemptedAt: Date | null;
  readonly circuit: Circuit;
  readonly canExecuteNow: boolean;
  /** Null when it is ready. */
  readonly blockingReason: BlockingReason | null;
  /** Seconds; 0 when it is ready, null when no time is known. */
  readonly timeUntilReady: number | null;
  /** `no_dependencies`, `all_satisfied` or `1/3_satisfied`. */
  readonly dependencyStatus: 'no_dependencies' | 'all_satisfied' | `${number}/${number}_satisfied`;
  /** `failed_permanently`, beyond the specification: attempts are left, but the failure was final. */
  readonly retryStatus: 'max_retries_reached' | 'retry_eligible' | 'waiting_for_backoff' | 'failed_permanently';
  /** Explicit: the wait that was stored when the last attempt failed. */
  readonly backoffType: 'explicit_backoff' | 'exponential_backoff' | 'no_backoff';
  /** The stored wait, else min(2^attempts, 30) after an attempt, else 0. */
  readonly effectiveBackoffSeconds: number;
}

/** The words of a row. */
export function stepReadiness(row: ReadinessRow): StepReadiness {
  return {
    stepId: row.workflow_step_id,
    taskId: row.task_id,
    namedStepId: row.named_step_id,
    name: row.name,
    currentState: row.current_state,
    dependenciesSatisfied: row.dependencies_satisfied,
    retryEligible: row.retry_eligible,
    readyForExecution: row.ready_for_execution,
    lastFailureAt: row.last_failure_at,
    nextRetryAt: row.next_retry_at,
    totalParents: row.total_parents,
    completedParents: row.completed_parents,
    attempts: row.attempts,
    retryLimit: row.retry_limit,
    backoffRequestSeconds: row.backoff_request_seconds,
    lastAttemptedAt: row.last_attempted_at,
    circuit: row.circuit,
    canExecuteNow: row.ready_for_execution,
    blockingReason: blockingReasonOf(row),
    timeUntilReady: row.ready_for_execution ? 0 : row.ready_in_seconds,
    dependencyStatus: dependencyStatusOf(row),
    retryStatus: retryStatusOf(row),
    ...backoffOf(row),
  };
}

/** A step that is parked has a reason of its own, whatever its back-off says; the rest is in the order of the specification. */
function blockingReasonOf(row: ReadinessRow): BlockingReason | null {
  if (row.ready_for_execution) return null;
  const isParked = row.is_released && row.ready_in_seconds === null;
  if (isParked) return row.task_paused ? 'task_paused' : 'limit_reached';
  if (!row.dependencies_satisfied) return 'dependencies_not_satisfied';
  if (!row.retry_eligible) return 'retry_not_eligible';
  if (row.current_state !== 'pending' && row.current_state !== 'error') return 'invalid_state';
  if (row.is_released) return 'deferred';
  return row.task_state === 'error' ? 'held' : 'waiting_for_turn';
}

function dependencyStatusOf({ total_parents: total, completed_parents: completed }: ReadinessRow): StepReadiness['dependencyStatus'] {
  if (total === 0) return 'no_dependencies';
  return completed === total ? 'all_satisfied' : `${completed}/${total}_satisfied`;
}

function retryStatusOf({ retry_eligible, attempts, retry_limit, next_retry_at }: ReadinessRow): StepReadiness['retryStatus'] {
  if (attempts >= retry_limit) return 'max_retries_reached';
  if (retry_eligible) return 'retry_eligible';
  return next_retry_at === null ? 'failed_permanently' : 'waiting_for_backoff';
}

function backoffOf({
  backoff_request_seconds: asked,
  attempts,
}: ReadinessRow): Pick<StepReadiness, 'backoffType' | 'effectiveBackoffSeconds'> {
  if (asked !== null) return { backoffType: 'explicit_backoff', effectiveBackoffSeconds: asked };
  if (attempts === 0) return { backoffType: 'no_backoff', effectiveBackoffSeconds: 0 };
  return { backoffType: 'exponential_backoff', effectiveBackoffSeconds: Math.min(2 ** attempts, 30) };
}
