import type { CreateReport } from '../database/tasker.functions.js';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import type { IndexedTask } from './definition.index.js';
import type { TaskView } from './task-view.js';
import { taskView } from './task-view.builder.js';
import type { PlannedTask } from './task.creator.js';

/** The view of a task that was created this moment, from what is known of it: the rows need not be read back. */
export function createdView(planned: PlannedTask, report: CreateReport): TaskView {
  const claimed = new Set(report.claimed.filter(({ taskId }) => taskId === planned.taskId).map(({ stepId }) => stepId));
  const steps = stepRows(planned, claimed, report.requestedAt);
  return taskView(taskRow(planned, steps, report.requestedAt), steps);
}

function taskRow({ taskId, request, indexed, context }: PlannedTask, steps: readonly StepRow[], requestedAt: Date): TaskRow {
  const { namespace, name, version } = indexed.task.definition;
  return {
    task_id: taskId,
    namespace,
    name,
    version,
    state: steps.some(({ state }) => state === 'in_progress') ? 'in_progress' : steps.length === 0 ? 'complete' : 'pending',
    priority: request.priority ?? 0,
    initiator: request.initiator ?? 'unknown',
    source_system: request.sourceSystem ?? 'unknown',
    reason: request.reason ?? 'unknown',
    tags: [...(request.tags ?? [])],
    bypass_steps: [],
    correlation_id: request.correlationId ?? null,
    requested_at: requestedAt,
    finished_at: steps.length === 0 ? requestedAt : null,
    incomplete_steps: steps.length,
    context: JSON.parse(context) as unknown,
  };
}

function stepRows({ taskId, request, indexed }: PlannedTask, claimed: ReadonlySet<number>, requestedAt: Date): StepRow[] {
  return edgesOf(indexed).map(({ step, parents, children }, position) => {
    const running = claimed.has(position + 1);
    return {
      task_id: taskId,
      workflow_step_id: position + 1,
      named_step_id: indexed.stepIds.get(step.name)!,
      name: step.name,
      queue: step.queue,
      state: running ? 'in_progress' : 'pending',
      attempts: running ? 1 : 0,
      retry_limit: step.retryLimit,
      retryable: step.retryable,
      skippable: step.skippable,
      priority: step.priority ?? request.priority ?? 0,
      ready_at: parents.length === 0 && !running ? requestedAt : null,
      claimed_at: running ? requestedAt : null,
      last_attempted_at: null,
      processed_at: null,
      backoff_request_seconds: null,
      inputs: null,
      results: null,
      error: null,
      parent_ids: parents,
      child_ids: children,
    };
  });
}

interface GraphStep {
  step: IndexedTask['task']['definition']['steps'][number];
  parents: number[];
  children: number[];
}

function edgesOf(indexed: IndexedTask): GraphStep[] {
  return indexed.task.definition.steps.map((step, position) => ({ step, ...indexed.edges[position]! }));
}
