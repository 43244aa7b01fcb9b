import type { ClaimedStep } from '../../database/claimed.step.js';
import type { Outcome } from '../../database/outcome.js';
import type { SettledOutcome } from '../../database/tasker.functions.js';
import type { TaskFacts } from '../../database/transition.document.js';
import type { ChangeMove } from '../../events/change.events.js';
import type { ChangedTask, StepChange, TaskChange } from '../../events/committed.change.js';
import { RESTING_TASK_STATES, type TaskState } from '../../model/states.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { StepRun } from '../step.run.js';
import type { RunFacts } from './attempt.facts.js';
import type { AttemptRecord } from './attempt.record.js';
import { factsOf } from './task.facts.js';

const CLAIMED = { kind: 'step', from: 'pending', to: 'in_progress' } as const satisfies ChangeMove;
const RETRIED = { kind: 'step', from: 'error', to: 'in_progress' } as const satisfies ChangeMove;
const COMPLETED = { kind: 'step', from: 'in_progress', to: 'complete' } as const satisfies ChangeMove;
const FAILED = { kind: 'step', from: 'in_progress', to: 'error' } as const satisfies ChangeMove;
const RETURNED = { kind: 'step', from: 'in_progress', to: 'pending' } as const satisfies ChangeMove;
const BY_ENGINE = { actor: null, reason: null, metadata: null } as const;

const RESTED = new Map<TaskState, ChangeMove>(RESTING_TASK_STATES.map((to) => [to, { kind: 'task', from: 'in_progress', to }]));

/** How a task has moved that came to rest by the outcome of an attempt. */
export function restMoveOf(to: TaskState): ChangeMove {
  return RESTED.get(to)!;
}

/** A claim with its definition. */
export type KnownClaim = Pick<StepRun, 'claimed' | 'indexed'>;

/** A moment of the database, ISO 8601, and the facts of the task where they were read. */
interface Reading {
  readonly now: string;
  readonly facts: TaskFacts | undefined;
}

/** The task of a claim. */
function taskOf({ claimed, indexed }: KnownClaim): ChangedTask {
  const { taskId, traceparent, context } = claimed;
  const { namespace, name, version } = indexed.task.definition;
  const correlationId = claimed.correlationId ?? correlationIdOf(taskId);
  return { taskId, namespace, name, version, correlationId, traceparent, context, facts: undefined };
}

/** A task that began when a step of it was claimed. */
export function startOf(claim: KnownClaim, reading: Reading): TaskChange {
  return taskChange(claim, { from: 'pending', to: 'in_progress' }, reading);
}

/** A task that has come to rest by the outcome of an attempt. */
export function restOf({ run }: RunFacts, to: TaskState, reading: Reading): TaskChange {
  return taskChange(run, { from: 'in_progress', to }, reading);
}

function taskChange(claim: KnownClaim, move: { readonly from: TaskState; readonly to: TaskState }, { now, facts }: Reading): TaskChange {
  const task = { ...taskOf(claim), facts: facts === undefined ? undefined : factsOf(facts, move.to) };
  return { ...BY_ENGINE, ...move, kind: 'task', task, at: new Date(now) };
}

/** How a step that was claimed has moved. */
export function beginningOf({ run }: RunFacts): ChangeMove {
  return run.claimed.retried ? RETRIED : CLAIMED;
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
    retryAfterSeconds: null,
  };
}

/** How a step has moved whose outcome was stored. */
export function endMoveOf(settled: SettledOutcome | undefined): ChangeMove {
  return settled === undefined ? COMPLETED : settled.state === 'error' ? FAILED : RETURNED;
}

/** The end of an attempt. `settled`: what the rows say of one that did not complete. */
export function endOf({ facts }: AttemptRecord, outcome: Outcome, { now, settled }: EndReading): StepChange {
  return {
    ...BY_ENGINE,
    ...stepOf(facts),
    from: 'in_progress',
    to: endMoveOf(settled).to,
    at: new Date(now),
    startedAt: momentOf(facts.run.claimed),
    error: null,
    // Read when somebody wants it: most that happens to steps is told to few.
    get results(): unknown {
      return outcome.kind === 'returned' || outcome.results === undefined ? undefined : (JSON.parse(outcome.results) as unknown);
    },
    inputs: undefined,
    dependsOn: undefined,
    retryInSeconds: null,
    retryAfterSeconds: null,
    ...(outcome.kind === 'failed' ? failureOf(facts, outcome, settled) : {}),
    ...(outcome.kind === 'returned' ? { reason: outcome.reason ?? null } : {}),
  };
}

type FailedOutcome = Outcome & { readonly kind: 'failed' };

/** What a failed attempt has besides, with the marks that its row has. */
function failureOf(
  facts: RunFacts,
  { error, permanent, retryAfter }: FailedOutcome,
  settled: SettledOutcome | undefined,
): Pick<StepChange, 'error' | 'retryInSeconds' | 'retryAfterSeconds'> {
  const wait = settled?.readyInSeconds ?? settled?.parkedSeconds ?? null;
  const final = wait === null;
  const exhausted = final && !permanent && facts.run.template.retryable && facts.attempt >= facts.retryLimit;
  const stored = JSON.parse(error) as Record<string, unknown>;
  return {
    error: { ...stored, permanent: final, ...(exhausted ? { exhausted } : {}) },
    retryInSeconds: wait,
    retryAfterSeconds: retryAfter,
  };
}

interface EndReading {
  readonly now: string;
  readonly settled: SettledOutcome | undefined;
}

/** An attempt whose outcome was refused: the rows have moved on without it. */
export function lostOf({ facts }: AttemptRecord, now: string): StepChange {
  const nothing = {
    error: null,
    results: undefined,
    inputs: undefined,
    dependsOn: undefined,
    retryInSeconds: null,
    retryAfterSeconds: null,
  };
  const reason = 'the claim was gone: the step was stopped, taken back or ended meanwhile';
  const { claimed } = facts.run;
  return {
    ...BY_ENGINE,
    ...nothing,
    ...stepOf(facts),
    from: null,
    to: 'in_progress',
    at: new Date(now),
    startedAt: momentOf(claimed),
    reason,
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
