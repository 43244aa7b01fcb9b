import type { TaskerEvents } from '../catalog/tasker.events.js';
import type { StepChange } from '../committed.change.js';
import { between, rounded } from './payload.seconds.js';

function base({ task, to, at, stepId, name: stepName, attempt, retryLimit, startedAt }: StepChange) {
  const { taskId, namespace, name: taskName, version, correlationId } = task;
  const completedAt = to === 'complete' || to === 'resolved_manually' ? at : null;
  return {
    ...{ taskId, namespace, taskName, version, correlationId, stepId, stepName },
    ...{ startedAt, completedAt, attemptNumber: attempt, retryLimit, timestamp: at },
  };
}

function claimed(change: StepChange) {
  const { inputs, dependsOn } = change;
  return { ...base(change), stepInputs: inputs ?? null, stepDependencies: dependsOn ?? null, queueTime: queueTime(change) };
}

function timed(change: StepChange) {
  const executionDuration = durationOf(change);
  return { ...base(change), executionDuration, processingTime: executionDuration, queueTime: queueTime(change) };
}

function durationOf({ startedAt, at }: StepChange): number | null {
  return startedAt === null ? null : between(startedAt, at);
}

function queueTime({ queueSeconds }: StepChange): number | null {
  return queueSeconds === null ? null : rounded(queueSeconds);
}

function completed(change: StepChange) {
  const { results, actor, reason } = change;
  return { ...timed(change), eventType: 'completed', stepResults: results ?? null, actor, reason } as const;
}

function failed(change: StepChange) {
  const { error, results, retryInSeconds } = change;
  const { errorMessage, errorClass } = errorOf(change);
  const permanent = error?.permanent === true;
  return {
    ...timed(change),
    eventType: 'failed',
    errorMessage,
    errorClass,
    exceptionClass: errorClass,
    errorCode: textOf(error?.errorCode) ?? null,
    backtrace: (error?.backtrace as readonly string[] | undefined) ?? [],
    errorContext: error?.context ?? null,
    stepResults: results ?? null,
    isRetryable: !permanent || error.exhausted === true,
    finalFailure: permanent,
    willRetry: !permanent,
    retryDelay: retryInSeconds === null ? null : rounded(retryInSeconds),
  } as const;
}

function errorOf({ error }: StepChange) {
  return { errorMessage: textOf(error?.message) ?? 'Unknown error', errorClass: textOf(error?.errorClass) ?? 'Error' };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function retried(change: StepChange): TaskerEvents['step.retry_requested'] {
  const { to, attempt, actor, reason } = change;
  // The attempt that begins is counted already; a step that is only reset has none that begins.
  const began = to === 'in_progress';
  return {
    ...base(change),
    eventType: 'retry',
    previousAttempts: began ? attempt - 1 : attempt,
    retryReason: reason ?? (began ? 'backoff' : 'action'),
    backoffStrategy: 'exponential',
    actor,
    reason,
  };
}

function backoff(change: StepChange): TaskerEvents['observability.step.backoff'] {
  const { at, retryInSeconds: wait, retryAfterSeconds } = change;
  return {
    ...base(change),
    ...errorOf(change),
    eventType: 'backoff',
    backoffSeconds: wait === null ? null : rounded(wait),
    backoffType: retryAfterSeconds === undefined ? null : retryAfterSeconds === null ? 'exponential' : 'server_requested',
    nextAttemptAt: wait === null ? null : new Date(at.getTime() + wait * 1000),
  };
}

function ended(change: StepChange) {
  const { actor, reason } = change;
  return { ...base(change), executionDuration: durationOf(change), actor, reason };
}

/** What is told of a change of a step. */
export const STEP_PAYLOADS = {
  'step.initialize_requested': (change) => ({ ...base(change), eventType: 'initialized' }),
  'step.before_transition': (change) => ({
    ...base(change),
    eventType: 'before_transition',
    fromState: change.from ?? 'pending',
    toState: 'in_progress',
    transitionEvent: 'step.execution_requested',
  }),
  'step.execution_requested': (change) => ({ ...claimed(change), eventType: 'started' }),
  'step.before_handle': (change) => ({ ...claimed(change), eventType: 'before_handle' }),
  'step.retry_requested': retried,
  'step.completed': completed,
  'workflow.step_completed': completed,
  'step.failed': failed,
  'workflow.step_failed': failed,
  'observability.step.backoff': backoff,
  'observability.step.max_retries_reached': (change) => ({ ...base(change), ...errorOf(change), eventType: 'max_retries_reached' }),
  'observability.step.skip': (change) => ({ ...base(change), eventType: 'skipped', reason: change.reason }),
  'step.cancelled': (change) => ({ ...ended(change), eventType: 'cancelled' }),
  'step.resolved_manually': (change) => ({ ...ended(change), eventType: 'resolved_manually' }),
  'step.retry_limit_changed': (change) => {
    const { actor, reason, metadata, retryLimit } = change;
    const formerRetryLimit = typeof metadata?.from === 'number' ? metadata.from : retryLimit;
    return { ...base(change), eventType: 'retry_limit_changed', formerRetryLimit, actor, reason };
  },
  'step.claim_lost': (change) => ({ ...base(change), eventType: 'claim_lost', reason: change.reason ?? 'the claim is gone' }),
} as const satisfies { readonly [Name in keyof TaskerEvents]?: (change: StepChange) => TaskerEvents[Name] };
