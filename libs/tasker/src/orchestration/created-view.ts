import type { CreateReport } from '../database/tasker.functions.js';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import { wordsOf } from './request.words.js';
import type { GraphStep, TaskGraph } from './task.graph.js';
import type { TaskView } from './task-view.js';
import { taskView } from './task-view.builder.js';
import type { PlannedTask } from './task.planner.js';

/** How the steps of a new task begin, by their places. */
interface Beginning {
  readonly claimed: ReadonlySet<number>;
  readonly bypassed: ReadonlySet<number>;
  readonly ready: ReadonlySet<number>;
  readonly at: Date;
}

const NONE: ReadonlySet<number> = new Set();
/** Of graphs whose tasks begin with every step that has no parent. */
const ROOTS = new WeakMap<TaskGraph, ReadonlySet<number>>();

/** The views of tasks that were created this moment, from what is known of them: the rows need not be read back. */
export function createdViews(planned: readonly PlannedTask[], { claimed, requestedAt: at }: CreateReport): TaskView[] {
  const claims = new Map<string, Set<number>>();
  for (const { taskId, stepId } of claimed) claims.set(taskId, (claims.get(taskId) ?? new Set()).add(stepId));
  return planned.map((task) => {
    const bypassed = task.bypass.length === 0 ? NONE : new Set(task.bypass);
    const beginning = { claimed: claims.get(task.taskId) ?? NONE, bypassed, ready: readyPlaces(task), at };
    const steps = task.graph.steps.map((step, position) => stepRow(task, { step, place: position + 1 }, beginning));
    return taskView(taskRow(task, beginning), steps);
  });
}

function taskRow({ taskId, request, indexed, context, priority, graph, bypass }: PlannedTask, { claimed, at }: Beginning): TaskRow {
  const { namespace, name, version } = indexed.task.definition;
  const words = wordsOf(request);
  const incomplete = graph.steps.length - bypass.length;
  return {
    task_id: taskId,
    namespace,
    name,
    version,
    state: claimed.size > 0 ? 'in_progress' : incomplete === 0 ? 'complete' : 'pending',
    priority,
    initiator: words.initiator,
    source_system: words.sourceSystem,
    reason: words.reason,
    tags: [...words.tags],
    bypass_steps: [...words.bypassSteps],
    correlation_id: request.correlationId ?? null,
    requested_at: at,
    finished_at: incomplete === 0 ? at : null,
    paused_at: null,
    paused_by: null,
    pause_reason: null,
    incomplete_steps: incomplete,
    context: JSON.parse(context) as unknown,
  };
}

/** Written out, without a spread: a call may make a hundred thousand. */
function stepRow(task: PlannedTask, { step, place }: { step: GraphStep; place: number }, beginning: Beginning): StepRow {
  const { at } = beginning;
  const isDone = beginning.bypassed.has(place);
  const runs = beginning.claimed.has(place);
  const isDue = !runs && beginning.ready.has(place);
  return {
    task_id: task.taskId,
    workflow_step_id: place,
    named_step_id: step.namedStepId,
    name: step.name,
    queue: step.queue,
    state: runs ? 'in_progress' : isDone ? 'resolved_manually' : 'pending',
    attempts: runs ? 1 : 0,
    retry_limit: step.retryLimit,
    retryable: step.retryable,
    skippable: step.skippable,
    priority: step.priority ?? task.priority,
    ready_at: isDue ? at : null,
    waits: isDue ? 'due' : null,
    claimed_at: runs ? at : null,
    last_attempted_at: null,
    processed_at: isDone ? at : null,
    backoff_request_seconds: null,
    inputs: step.inputs ?? null,
    results: isDone ? {} : null,
    error: null,
    parent_ids: [...step.parents],
    child_ids: [...step.children],
  };
}

/** Places of the steps that wait for nothing. In a task that is not concurrent it is one: of the best priority the first. */
export function readyPlaces(planned: PlannedTask): ReadonlySet<number> {
  const { graph, bypass, indexed } = planned;
  if (bypass.length > 0 || !indexed.task.definition.concurrent) return chosenPlaces(planned);
  const known = ROOTS.get(graph) ?? chosenPlaces(planned);
  ROOTS.set(graph, known);
  return known;
}

function chosenPlaces({ graph, bypass, indexed, priority }: PlannedTask): ReadonlySet<number> {
  const done = new Set(bypass);
  const free = graph.steps
    .map((step, position) => ({ step, place: position + 1 }))
    .filter(({ step, place }) => !done.has(place) && step.parents.every((parent) => done.has(parent)));
  if (indexed.task.definition.concurrent) return new Set(free.map(({ place }) => place));
  const turn = free.sort((a, b) => (b.step.priority ?? priority) - (a.step.priority ?? priority) || a.place - b.place)[0];
  return new Set(turn === undefined ? [] : [turn.place]);
}
