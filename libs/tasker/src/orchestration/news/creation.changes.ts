import type { ChangeMove } from '../../events/change.events.js';
import type { ChangedTask, ChangedTaskFacts, CommittedChange, StepChange, TaskChange } from '../../events/committed.change.js';
import type { RestedTaskFacts } from '../../events/engine.instruments.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { TaskState } from '../../model/states.js';
import { readyPlaces } from '../created-view.js';
import { executionWords, type StepCounts } from '../execution.words.js';
import { wordsOf } from '../request.words.js';
import type { GraphStep } from '../task.graph.js';
import type { PlannedTask } from '../task.planner.js';
import { summaryOf, type WorkflowSummary } from '../workflow.summary.js';

/** A task that was created at a moment. */
export interface NewTask {
  readonly planned: PlannedTask;
  readonly at: Date;
  /** Steps of it that were claimed in the same call. */
  readonly claimed: number;
}

const BY_ENGINE = { actor: null, reason: null, metadata: null } as const;

/** Whether nothing is left to do for a task: it was created complete. */
export function isDone({ graph, bypass }: PlannedTask): boolean {
  return bypass.length === graph.steps.length;
}

const CREATED = { kind: 'task', from: null, to: 'pending' } as const satisfies ChangeMove;
const STEP_CREATED = { kind: 'step', from: null, to: 'pending' } as const satisfies ChangeMove;
const STEP_BYPASSED = { kind: 'step', from: 'pending', to: 'resolved_manually' } as const satisfies ChangeMove;
const DONE = { kind: 'task', from: 'pending', to: 'complete' } as const satisfies ChangeMove;

/**
 * What the creation of a task was, as far as somebody hears of it: its own, that of its steps, the end of bypassed ones, and its own end when
 * nothing is left. `isHeard` is asked once for each.
 */
export function creationOf(created: NewTask, isHeard: (move: ChangeMove) => boolean): CommittedChange[] {
  const { planned, at } = created;
  let made: ChangedTask | undefined;
  const pending = () => (made ??= taskOf(created, 'pending'));
  const changes: CommittedChange[] = [];
  const bypassed = new Set(planned.bypass);
  if (isHeard(CREATED)) changes.push(taskChange(pending(), { from: null, to: 'pending', at }));
  planned.graph.steps.forEach((step, position) => {
    if (isHeard(STEP_CREATED)) changes.push(stepOf(step, position + 1, { task: pending(), at }));
    if (!bypassed.has(position + 1) || !isHeard(STEP_BYPASSED)) return;
    const change = stepOf(step, position + 1, { task: pending(), at });
    changes.push({ ...change, from: 'pending', to: 'resolved_manually', metadata: { bypassed: true }, results: {} });
  });
  if (isDone(planned) && isHeard(DONE)) changes.push(taskChange(taskOf(created, 'complete'), { from: 'pending', to: 'complete', at }));
  return changes;
}

/** A task whose first steps were claimed with its creation. */
export function startedOf(created: NewTask): TaskChange {
  return taskChange(taskOf(created, 'in_progress'), { from: 'pending', to: 'in_progress', at: created.at });
}

/** A task that was created complete, as its span tells of it. */
export function restedOf(created: NewTask): RestedTaskFacts {
  const { facts, ...task } = taskOf(created, 'complete');
  const { taskId, namespace, name, version, correlationId, traceparent, context } = task;
  const { at } = created;
  return {
    ...{ taskId, namespace, name, version, correlationId, traceparent, context, at, requestedAt: at, startedAt: null, state: 'complete' },
    totalSteps: facts!.steps.total,
    completedSteps: facts!.steps.completed,
    failedSteps: 0,
    error: null,
  };
}

function taskChange(task: ChangedTask, move: Pick<TaskChange, 'from' | 'to' | 'at'>): TaskChange {
  return { ...BY_ENGINE, kind: 'task', task, ...move };
}

function stepOf({ name, retryLimit, inputs }: GraphStep, place: number, { task, at }: Pick<StepChange, 'task' | 'at'>): StepChange {
  return {
    ...BY_ENGINE,
    ...{ kind: 'step', task, from: null, to: 'pending', at, stepId: place, name, retryLimit, inputs },
    attempt: 0,
    startedAt: null,
    queueSeconds: null,
    error: null,
    results: undefined,
    dependsOn: undefined,
    retryInSeconds: null,
    retryAfterSeconds: null,
  };
}

function taskOf(created: NewTask, state: TaskState): ChangedTask {
  const { taskId, request, indexed, context } = created.planned;
  const { namespace, name, version } = indexed.task.definition;
  return {
    ...{ taskId, namespace, name, version },
    correlationId: request.correlationId ?? correlationIdOf(taskId),
    traceparent: request.traceparent ?? null,
    // Read when somebody wants it: a call may create thousands.
    get context(): unknown {
      return JSON.parse(context) as unknown;
    },
    facts: factsOf(created, state),
  };
}

function factsOf({ planned, at, claimed }: NewTask, state: TaskState): ChangedTaskFacts {
  const { initiator, sourceSystem, reason, tags } = wordsOf(planned.request);
  const steps = countsOf(planned, claimed);
  return {
    ...{
      requestedAt: at,
      paused: false,
      priority: planned.priority,
      initiator,
      sourceSystem,
      reason,
      tags: [...tags],
      steps,
      failedSteps: [],
    },
    get workflowSummary(): WorkflowSummary {
      return summaryOf(steps, executionWords({ state, paused: false }, steps));
    },
  };
}

function countsOf(planned: PlannedTask, claimed: number): StepCounts {
  const total = planned.graph.steps.length;
  const completed = planned.bypass.length;
  const ready = readyPlaces(planned).size - claimed;
  return { total, pending: total - completed - claimed, inProgress: claimed, completed, failed: 0, ready, waiting: 0, blocked: 0 };
}
