import type { ClaimedStep } from '../../database/claimed.step.js';
import type { Outcome } from '../../database/outcome.js';
import type { SettledOutcome } from '../../database/tasker.functions.js';
import type { TaskFacts } from '../../database/transition.document.js';
import type { ChangedTask, ChangedTaskFacts, StepChange, TaskChange } from '../../events/committed.change.js';
import type { TaskState } from '../../model/states.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { StepRun } from '../step.run.js';
import type { RunFacts } from './attempt.facts.js';
import type { AttemptRecord } from './attempt.record.js';

const BY_ENGINE = { actor: null, reason: null, metadata: null } as const;

/** The facts of a row as events have them. */
export function factsOf(facts: TaskFacts): ChangedTaskFacts {
  return { ...facts, requestedAt: new Date(facts.requestedAt), failedSteps: facts.failedSteps ?? [] };
}

/** A claim with its definition. */
export type KnownClaim = Pick<StepRun, 'claimed' | 'indexed'>;

/** The task of a claim; `facts` where they were read. */
export function taskOf({ claimed, indexed }: KnownClaim, facts?: TaskFacts): ChangedTask {
  const { taskId, traceparent, context } = claimed;
  const { namespace, name, version } = indexed.task.definition;
  const correlationId = claimed.correlationId ?? correlationIdOf(taskId);
  return { taskId, namespace, name, version, correlationId, traceparent, context, facts: facts === undefined ? undefined : factsOf(facts) };
}

/** A task that began when a step of it was claimed. */
export function startOf(claim: KnownClaim, now: string): TaskChange {
  return { ...BY_ENGINE, kind: 'task', task: taskOf(claim), from: 'pending', to: 'in_progress', at: new Date(now) };
}

/** A task that has come to rest by the outcome of an attempt. */
export function restOf({ run }: RunFacts, to: TaskState, { now, facts }: { now: string; facts: TaskFacts | undefined }): TaskChange {
  return { ...BY_ENGINE, kind: 'task', task: taskOf(run, facts), from: 'in_progress', to, at: new Date(now) };
}

/** The beginning of an attempt. */
export function claimOf(attempt: RunFacts): StepChange {
  const { claimed, template } = attempt.run;
  const at = momentOf(claimed);
  return {
    ...BY_ENGINE,
    ...stepOf(attempt),
    from: claimed.retried ? 'error' : 'pending',
    to: 'in_progress',
    at,
    startedAt: at,
    error: null,
    results: undefined,
    inputs: claimed.inputs ?? claimed.context,
    dependsOn: template.dependsOn,
    retryInSeconds: null,
  };
}

/** The end of an attempt. `settled`: what the rows say of one that did not complete. */
export function endOf(
  { facts }: AttemptRecord,
  outcome: Outcome,
  { now, settled }: { now: string; settled: SettledOutcome | undefined },
): StepChange {
  return {
    ...BY_ENGINE,
    ...stepOf(facts),
    from: 'in_progress',
    to: settled === undefined ? 'complete' : settled.state === 'error' ? 'error' : 'pending',
    at: new Date(now),
    reason: outcome.kind === 'returned' ? (outcome.reason ?? null) : null,
    startedAt: momentOf(facts.run.claimed),
    error: outcome.kind === 'failed' ? (JSON.parse(outcome.error) as Record<string, unknown>) : null,
    results: outcome.kind === 'completed' ? JSON.parse(outcome.results) : undefined,
    inputs: undefined,
    dependsOn: undefined,
    retryInSeconds: outcome.kind === 'failed' ? (settled?.readyInSeconds ?? settled?.parkedSeconds ?? null) : null,
  };
}

function stepOf(attempt: RunFacts): Pick<StepChange, 'kind' | 'task' | 'stepId' | 'name' | 'attempt' | 'retryLimit' | 'queueSeconds'> {
  const { stepId, step: name, attempt: number, retryLimit, waitMs } = attempt;
  return {
    kind: 'step',
    task: taskOf(attempt.run),
    stepId,
    name,
    attempt: number,
    retryLimit,
    queueSeconds: waitMs === null ? null : waitMs / 1000,
  };
}

function momentOf({ claimedAt }: ClaimedStep): Date {
  return claimedAt === null ? new Date() : new Date(claimedAt);
}
