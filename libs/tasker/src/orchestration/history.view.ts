import type { HistoryRow } from '../database/task-history.reader.js';
import type { JsonObject } from '../model/json.js';
import type { StepState } from '../model/states.js';

/** One row of the history of a task or of one of its steps. */
export interface HistoryRecord {
  /** Whether the task itself or a step of it is meant. */
  readonly kind: 'task' | 'step';
  /** Unique within its kind, in the order of writing. */
  readonly transitionId: string;
  /** Place and name of the step; null of the task itself. */
  readonly stepId: number | null;
  readonly step: string | null;
  /** When it was written: of an attempt, when it ended. */
  readonly at: Date;
  readonly fromState: StepState;
  /** The same as `fromState` where something was changed, not moved: `metadata.action` says what. */
  readonly toState: StepState;
  /** Attempts that the step had begun; null of the task itself. */
  readonly attempt: number | null;
  /** When the attempt began whose end this is; null for everything else. */
  readonly startedAt: Date | null;
  readonly workerId: string | null;
  /** Of an attempt: for how many seconds the step could have been claimed before, and its handler ran; null where nobody knows. */
  readonly waitSeconds: number | null;
  readonly runSeconds: number | null;
  /** Who did it, where a person did it. */
  readonly actor: string | null;
  readonly reason: string | null;
  /** What went wrong in an attempt, as `StepError`; null for everything else. */
  readonly error: unknown;
  /** What an operator action changed: `{ action, from, to }`, of an update `{ action, reason: { from, to }, tags: { from, to } }`. */
  readonly metadata: JsonObject | null;
}

/** A row as users see it. */
export function historyRecord(row: HistoryRow): HistoryRecord {
  return {
    kind: row.kind,
    transitionId: row.transition_id,
    stepId: row.workflow_step_id,
    step: row.name,
    at: row.created_at,
    fromState: row.from_state,
    toState: row.to_state,
    attempt: row.attempt,
    startedAt: row.started_at,
    workerId: row.worker_id,
    waitSeconds: row.wait_seconds,
    runSeconds: row.run_seconds,
    actor: row.actor,
    reason: row.reason,
    error: row.error,
    metadata: row.metadata,
  };
}
