import type { CreateReport } from '../database/tasker.functions.js';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import { wordsOf } from './request.words.js';
import type { GraphStep } from './task.graph.js';
import type { TaskView } from './task-view.js';
import { taskView } from './task-view.builder.js';
import type { PlannedTask } from './task.planner.js';

/** The view of a task that was created this moment, from what is known of it: the rows need not be read back. */
export function createdView(planned: PlannedTask, report: CreateReport): TaskView {
  const claimed = new Set(report.claimed.filter(({ taskId }) => taskId === planned.taskId).map(({ stepId }) => stepId));
  const steps = stepRows(planned, claimed, report.requestedAt);
  return taskView(taskRow(planned, steps, report.requestedAt), steps);
}

function taskRow({ taskId, request, indexed, context, priority }: PlannedTask, steps: readonly StepRow[], requestedAt: Date): TaskRow {
  const { namespace, name, version } = indexed.task.definition;
  const words = wordsOf(request);
  const incomplete = steps.filter(({ state }) => state !== 'resolved_manually').length;
  return {
    task_id: taskId,
    namespace,
    name,
    version,
    state: steps.some(({ state }) => state === 'in_progress') ? 'in_progress' : incomplete === 0 ? 'complete' : 'pending',
    priority,
    initiator: words.initiator,
    source_system: words.sourceSystem,
    reason: words.reason,
    tags: [...words.tags],
    bypass_steps: [...words.bypassSteps],
    correlation_id: request.correlationId ?? null,
    requested_at: requestedAt,
    finished_at: incomplete === 0 ? requestedAt : null,
    paused_at: null,
    paused_by: null,
    pause_reason: null,
    incomplete_steps: incomplete,
    context: JSON.parse(context) as unknown,
  };
}

function stepRows(planned: PlannedTask, claimed: ReadonlySet<number>, requestedAt: Date): StepRow[] {
  const ready = readyPlaces(planned);
  const bypassed = new Set(planned.bypass);
  return planned.graph.steps.map((step, position) => {
    const place = position + 1;
    // Written into the row: a copy of it with other parts is a table of its own, five times as large and slow to read.
    const row = declaredRow(planned, step, place);
    if (bypassed.has(place))
      Object.assign<StepRow, Partial<StepRow>>(row, { state: 'resolved_manually', processed_at: requestedAt, results: {} });
    if (claimed.has(place)) Object.assign<StepRow, Partial<StepRow>>(row, { state: 'in_progress', attempts: 1, claimed_at: requestedAt });
    else if (ready.has(place)) Object.assign<StepRow, Partial<StepRow>>(row, { ready_at: requestedAt, waits: 'due' });
    return row;
  });
}

function declaredRow({ taskId, priority }: PlannedTask, step: GraphStep, place: number): StepRow {
  return {
    task_id: taskId,
    workflow_step_id: place,
    named_step_id: step.namedStepId,
    name: step.name,
    queue: step.queue,
    state: 'pending',
    attempts: 0,
    retry_limit: step.retryLimit,
    retryable: step.retryable,
    skippable: step.skippable,
    priority: step.priority ?? priority,
    ready_at: null,
    waits: null,
    claimed_at: null,
    last_attempted_at: null,
    processed_at: null,
    backoff_request_seconds: null,
    inputs: step.inputs ?? null,
    results: null,
    error: null,
    parent_ids: [...step.parents],
    child_ids: [...step.children],
  };
}

/** Places of the steps that wait for nothing. In a task that is not concurrent it is one: of the best priority the first. */
export function readyPlaces({ graph, bypass, indexed, priority }: PlannedTask): ReadonlySet<number> {
  const done = new Set(bypass);
  const free = graph.steps
    .map((step, position) => ({ step, place: position + 1 }))
    .filter(({ step, place }) => !done.has(place) && step.parents.every((parent) => done.has(parent)));
  if (indexed.task.definition.concurrent) return new Set(free.map(({ place }) => place));
  const turn = free.sort((a, b) => (b.step.priority ?? priority) - (a.step.priority ?? priority) || a.place - b.place)[0];
  return new Set(turn === undefined ? [] : [turn.place]);
}
