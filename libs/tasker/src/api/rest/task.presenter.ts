import type { TaskState } from '../../model/states.js';
import type { TaskSummary, TaskView } from '../../orchestration/task-view.js';
import type { WorkflowSummary } from '../../orchestration/workflow.summary.js';
import type { StoredAnnotation } from '../../orchestration/task.annotations.js';
import { presentAnnotation, type TaskAnnotationJson } from './annotation.presenter.js';
import { snaked, type Snaked } from './snake.case.js';
import { isoTime, presentStep } from './step.presenter.js';
import type { StepJson } from './step.presenter.js';

/** A task in a list: without context and steps. Times are ISO-8601 in UTC. */
export interface TaskSummaryJson {
  readonly task_id: string;
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
  /** `<namespace>.<name>@<version>` */
  readonly full_name: string;
  readonly status: TaskState;
  /** True when every step ended well. */
  readonly complete: boolean;
  readonly priority: number;
  readonly initiator: string;
  readonly source_system: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly bypass_steps: readonly string[];
  readonly correlation_id: string;
  readonly requested_at: string;
  readonly finished_at: string | null;
  readonly paused_at: string | null;
  readonly paused_by: string | null;
  readonly pause_reason: string | null;
  readonly incomplete_steps: number;
  /** Only when asked for. */
  readonly context?: unknown;
}

/** A task with its context and its steps. */
export interface TaskJson extends TaskSummaryJson {
  readonly context: unknown;
  readonly workflow_steps: readonly StepJson[];
  /** Where the task stands, counted from its steps. */
  readonly workflow_summary: Snaked<WorkflowSummary>;
  /** Typed notes on the task. */
  readonly task_annotations: readonly TaskAnnotationJson[];
  /** How its graph stands; only when asked for. */
  readonly dependency_analysis?: unknown;
}

/** A task as a list shows it. */
export function presentTaskSummary(task: TaskSummary): TaskSummaryJson {
  return {
    task_id: task.taskId,
    name: task.name,
    namespace: task.namespace,
    version: task.version,
    full_name: `${task.namespace}.${task.name}@${task.version}`,
    status: task.state,
    complete: task.state === 'complete',
    priority: task.priority,
    initiator: task.initiator,
    source_system: task.sourceSystem,
    reason: task.reason,
    tags: task.tags,
    bypass_steps: task.bypassSteps,
    correlation_id: task.correlationId,
    requested_at: task.requestedAt.toISOString(),
    finished_at: isoTime(task.finishedAt),
    paused_at: isoTime(task.pausedAt),
    paused_by: task.pausedBy,
    pause_reason: task.pauseReason,
    incomplete_steps: task.incompleteSteps,
  };
}

/** A task with its context, its steps and its notes, as every other answer shows it. */
export function presentTask(task: TaskView, notes: readonly StoredAnnotation[]): TaskJson {
  return {
    ...presentTaskSummary(task),
    context: task.context,
    workflow_steps: task.steps.map((step) => presentStep(task.taskId, step)),
    workflow_summary: snaked(task.summary),
    task_annotations: notes.map(presentAnnotation),
  };
}
