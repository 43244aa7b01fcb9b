import type { TaskerEvents } from '../catalog/tasker.events.js';
import type { ChangedTaskFacts, FailedStepFact, TaskChange } from '../committed.change.js';
import { between } from './payload.seconds.js';

const UNKNOWN_ERROR = 'Task execution failed';

/** Statistics of a task whose rows nobody read. */
const UNCOUNTED = { totalSteps: null, completedSteps: null, failedSteps: null, pendingSteps: null } as const;

function base({ task, to, at, actor, reason }: TaskChange) {
  const { taskId, namespace, name: taskName, version, correlationId, facts } = task;
  const { total, completed, failed, pending } = facts?.steps ?? {};
  return {
    taskId,
    namespace,
    taskName,
    version,
    correlationId,
    taskType: `${namespace}/${taskName}/${version}`,
    timestamp: at,
    startedAt: facts?.requestedAt ?? null,
    completedAt: to === 'complete' ? at : null,
    ...(facts === undefined ? UNCOUNTED : { totalSteps: total!, completedSteps: completed!, failedSteps: failed!, pendingSteps: pending! }),
    actor,
    reason,
  };
}

function moving(change: TaskChange) {
  return { ...base(change), currentExecutionDuration: sinceCreation(change) };
}

function resting(change: TaskChange) {
  return { ...base(change), totalExecutionDuration: sinceCreation(change) };
}

function sinceCreation({ task, at }: TaskChange): number | null {
  return task.facts === undefined ? null : between(task.facts.requestedAt, at);
}

function created(change: TaskChange) {
  const { context, facts } = change.task;
  const { priority, initiator, sourceSystem, reason: requestReason, tags } = known(change, facts);
  return { ...moving(change), taskContext: context ?? null, priority, initiator, sourceSystem, requestReason, tags };
}

function summarised(change: TaskChange) {
  const { workflowSummary } = known(change, change.task.facts);
  const { completionPercentage, health: healthStatus } = workflowSummary;
  return { ...resting(change), completionPercentage, healthStatus, workflowSummary };
}

function failed(change: TaskChange) {
  const { failedSteps } = known(change, change.task.facts);
  const first = failedSteps[0]?.error;
  return {
    ...summarised(change),
    errorMessage: textOf(first?.message) ?? change.reason ?? UNKNOWN_ERROR,
    errorClass: textOf(first?.errorClass) ?? null,
    failedStepsCount: failedSteps.length,
    errorSteps: failedSteps.map(({ name }) => name),
    errorStepResults: failedSteps.map(failedStep),
  };
}

function failedStep({ stepId, name: stepName, attempts, error }: FailedStepFact) {
  return {
    stepId,
    stepName,
    attempts,
    errorMessage: textOf(error?.message) ?? 'Unknown error',
    errorClass: textOf(error?.errorClass) ?? 'Error',
    backtrace: (error?.backtrace as readonly string[] | undefined) ?? [],
  };
}

function finalized(change: TaskChange) {
  const { status: executionStatus, recommendedAction, ready: readySteps, ...summary } = known(change, change.task.facts).workflowSummary;
  const { completionPercentage, health: healthStatus } = summary;
  const finalStatus = change.to as 'complete' | 'error';
  const words = { finalStatus, completionPercentage, healthStatus, executionStatus, recommendedAction, readySteps };
  return { ...resting(change), ...words, eventType: 'finalized' } as const;
}

/** Statistics that whoever tells of such a change must have read. */
function known({ task, to }: TaskChange, facts: ChangedTaskFacts | undefined): ChangedTaskFacts {
  if (facts === undefined) throw new Error(`the change of task ${task.taskId} to ${to} is told without its facts`);
  return facts;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What is told of a change of a task. */
export const TASK_PAYLOADS = {
  'task.initialize_requested': (change) => ({ ...created(change), eventType: 'initialized' }),
  'observability.task.enqueue': (change) => ({ ...created(change), eventType: 'enqueued' }),
  'task.before_transition': (change) => ({
    ...moving(change),
    eventType: 'before_transition',
    fromState: change.from ?? 'pending',
    toState: 'in_progress',
    transitionEvent: 'task.start_requested',
  }),
  'task.start_requested': (change) => ({ ...moving(change), eventType: 'started', taskContext: change.task.context ?? null }),
  'workflow.task_started': (change) => ({ ...moving(change), eventType: 'started' }),
  'observability.task.handle': (change) => ({ ...moving(change), eventType: 'handled' }),
  'task.completed': (change) => ({ ...summarised(change), eventType: 'completed' }),
  'workflow.task_completed': (change) => ({ ...summarised(change), eventType: 'completed' }),
  'task.failed': (change) => ({ ...failed(change), eventType: 'failed' }),
  'workflow.task_failed': (change) => ({ ...failed(change), eventType: 'failed' }),
  'workflow.no_viable_steps': (change) => ({
    ...resting(change),
    eventType: 'no_viable_steps',
    reason: change.reason ?? 'failed_steps',
    totalStepsChecked: known(change, change.task.facts).steps.total,
  }),
  'workflow.task_finalization_completed': finalized,
  'observability.task.finalize': finalized,
  'task.retry_requested': (change) => ({ ...moving(change), eventType: 'retry_requested', retryReason: change.reason ?? 'action' }),
  'task.cancelled': (change) => ({ ...resting(change), eventType: 'cancelled' }),
  'task.resolved_manually': (change) => ({ ...resting(change), eventType: 'resolved_manually' }),
  'task.paused': (change) => ({ ...moving(change), eventType: 'paused', state: change.to }),
  'task.resumed': (change) => ({ ...moving(change), eventType: 'resumed', state: change.to }),
} as const satisfies { readonly [Name in keyof TaskerEvents]?: (change: TaskChange) => TaskerEvents[Name] };
