import type { StepParents } from '../database/step.reader.js';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import { correlationIdOf } from '../model/correlation.id.js';
import type { StepError, StepView, TaskSummary, TaskView } from './task-view.js';
import { summaryOfRows } from './workflow.summary.js';

/** A task as lists show it. */
export function taskSummary(row: TaskRow): TaskSummary {
  return {
    taskId: row.task_id,
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    state: row.state,
    priority: row.priority,
    initiator: row.initiator,
    sourceSystem: row.source_system,
    reason: row.reason,
    tags: row.tags,
    bypassSteps: row.bypass_steps,
    correlationId: row.correlation_id ?? correlationIdOf(row.task_id),
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
    pausedAt: row.paused_at,
    pausedBy: row.paused_by,
    pauseReason: row.pause_reason,
    incompleteSteps: row.incomplete_steps,
  };
}

/** A task with its steps. */
export function taskView(row: TaskRow, stepRows: readonly StepRow[]): TaskView {
  const families = familiesOf(stepRows);
  return {
    ...taskSummary(row),
    context: row.context,
    steps: stepRows.map((step) => stepView(step, families)),
    summary: summaryOfRows(row, stepRows),
    results: Object.fromEntries(stepRows.filter(({ state }) => state === 'complete').map(({ name, results }) => [name, results])),
  };
}

/** Steps of a task. `relatives`: places and parents of all that have the same parents as one of them. */
export function stepViews(rows: readonly StepRow[], relatives: readonly StepParents[]): StepView[] {
  const families = familiesOf(relatives);
  return rows.map((row) => stepView(row, families));
}

function stepView(row: StepRow, families: ReadonlyMap<string, readonly number[]>): StepView {
  return {
    stepId: row.workflow_step_id,
    name: row.name,
    namedStepId: row.named_step_id,
    state: row.state,
    attempts: row.attempts,
    retryLimit: row.retry_limit,
    retryable: row.retryable,
    skippable: row.skippable,
    queue: row.queue,
    priority: row.priority,
    readyAt: row.ready_at,
    claimedAt: row.claimed_at,
    lastAttemptedAt: row.last_attempted_at,
    processedAt: row.processed_at,
    backoffRequestSeconds: row.backoff_request_seconds,
    inputs: row.inputs,
    results: row.results,
    error: row.error as StepError | null,
    parentIds: row.parent_ids,
    childIds: row.child_ids,
    // Read on demand: written out, the siblings of a fan-out grow with the square of its width.
    get siblingIds() {
      return (families.get(row.parent_ids.join()) ?? []).filter((id) => id !== row.workflow_step_id);
    },
  };
}

/** Steps with exactly the same parents, which must not be none (specification: engine core §1.1). */
function familiesOf(rows: readonly StepParents[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const { parent_ids: parents, workflow_step_id: id } of rows) {
    if (parents.length === 0) continue;
    const group = groups.get(parents.join());
    if (group === undefined) groups.set(parents.join(), [id]);
    else group.push(id);
  }
  return groups;
}
