import type { HistoryRecord } from '../../orchestration/history.view.js';
import type { StepError } from '../../orchestration/task-view.js';
import type { ArchivedTask } from '../../orchestration/task.archive.js';
import { isoTime, presentError, type StepErrorJson } from './step.presenter.js';

/** A row of the history of a task or a step, as REST shows it. Times are ISO-8601 in UTC. */
export interface TransitionJson {
  readonly kind: 'task' | 'step';
  readonly transition_id: string;
  readonly workflow_step_id: number | null;
  readonly step_name: string | null;
  readonly at: string;
  readonly from_status: string;
  readonly to_status: string;
  readonly attempt: number | null;
  readonly started_at: string | null;
  readonly worker_id: string | null;
  readonly wait_seconds: number | null;
  readonly run_seconds: number | null;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly error: StepErrorJson | null;
  /** Holds what users wrote: its keys stay as they are. */
  readonly metadata: unknown;
}

/** A row of the history as JSON. */
export function presentTransition(record: HistoryRecord): TransitionJson {
  return {
    kind: record.kind,
    transition_id: record.transitionId,
    workflow_step_id: record.stepId,
    step_name: record.step,
    at: record.at.toISOString(),
    from_status: record.fromState,
    to_status: record.toState,
    attempt: record.attempt,
    started_at: isoTime(record.startedAt),
    worker_id: record.workerId,
    wait_seconds: record.waitSeconds,
    run_seconds: record.runSeconds,
    actor: record.actor,
    reason: record.reason,
    error: record.error === null ? null : presentError(record.error as StepError),
    metadata: record.metadata,
  };
}

/** A task that retention has archived, as REST shows it: its rows are shown with the names of their columns. */
export function presentArchivedTask(task: ArchivedTask) {
  return {
    task_id: task.taskId,
    name: task.name,
    namespace: task.namespace,
    version: task.version,
    full_name: `${task.namespace}.${task.name}@${task.version}`,
    status: task.state,
    requested_at: task.requestedAt.toISOString(),
    finished_at: task.finishedAt.toISOString(),
    archived_at: task.archivedAt.toISOString(),
    document: task.document,
  };
}
