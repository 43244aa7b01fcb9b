import type { Cause, ClaimDetail, NoWorker, ParentsDetail, StepReasons } from './explanation.js';
import { at, because, errorWords, failedWords, mentions, pauseWords, REMEDY, rounded } from './sentence.parts.js';

/** A reason of a step with its data. */
export type ReasonedStep = {
  [R in keyof StepReasons]: { readonly reason: R; readonly detail: Readonly<StepReasons[R]> };
}[keyof StepReasons];

/** Why a step is not finished: one sentence whose subject is the step. */
export function stepSentence({ reason, detail }: ReasonedStep, causes: readonly Cause[] = []): string {
  // The table gives each reason the function of its own data; the compiler cannot see that the two belong together.
  return (SENTENCES[reason] as (data: typeof detail, behind: readonly Cause[]) => string)(detail, causes);
}

const SENTENCES: { readonly [R in keyof StepReasons]: (detail: Readonly<StepReasons[R]>, causes: readonly Cause[]) => string } = {
  running: (claim) => `runs since ${at(claim.claimedAt)} (${attemptOf(claim)})`,
  timed_out: (claim) => `runs beyond its limit of ${claim.timeoutMs} ms (${attemptOf(claim)}): it is taken back in a moment`,
  lease_expired: (claim) => `is held by a worker that ${silence(claim)} (${attemptOf(claim)}): another one takes it back`,
  queued: (place) => `is ready since ${at(place.since)} and waits for a free worker: ${placeOf(place)}`,
  no_worker: (lack) => `is ready, but nobody would run it: ${NOBODY[lack.why](lack)}`,
  limited: ({ kind, name, key, max, running }) =>
    `is ready, but the limit of ${kind} '${name}'${key === null ? '' : ` for ${key}`} is reached: ${running} of ${max} run`,
  rate_limited: ({ kind, name, until }) => `is ready, but the rate of ${kind} '${name}' is used up until ${at(until)}`,
  backing_off: (failure) =>
    `failed (${errorWords(failure)}) and is tried again in ${rounded(failure.seconds)} s, at ${at(failure.until)}: ` +
    `attempt ${failure.attempts + 1} of ${failure.retryLimit}`,
  deferred: ({ seconds, until, reason }) => `may not start for another ${rounded(seconds)} s, until ${at(until)}${because(reason)}`,
  paused: (pause) => `waits because its task is ${pauseWords(pause)}; resume the task`,
  held: ({ reason }) => `could run, but its task was stopped${because(reason)}; retry the task`,
  waiting_for_turn: ({ active }) =>
    `waits for its turn: the steps of this task run one at a time, now ${active === null ? 'another one' : `${active.name} (${active.state})`}`,
  waiting_for_parents: ({ parents, count }) => `waits for ${mentions(parents, count)}`,
  blocked_by_failure: (detail, causes) => failureAbove(detail, causes),
  blocked_by_cancellation: ({ parents }, causes) =>
    `can never run: it waits for ${mentions(causes.length > 0 ? causes : parents)}; resolve, complete or cancel it`,
  failed: (failure) => `${failedWords(failure)}; ${REMEDY} it${failure.exhausted ? ', or raise its retry limit' : ''}`,
  task_ended: ({ state }) => `is not run any more: its task is ${state.replace('_', ' ')}`,
  inconsistent: () => 'has a row that contradicts the others: SQL audit_tasks() says how',
};

const NOBODY: Readonly<Record<NoWorker, (detail: StepReasons['no_worker']) => string>> = {
  no_live_worker: () => 'no worker is alive; start an application with one',
  definition_unknown: ({ definition }) => `no live worker has code for ${definition}`,
  queue_not_served: ({ definition, queue }) => `no live worker with code for ${definition} serves the queue '${queue}'`,
  step_unknown: ({ definition, queue }) => `no live worker with code for ${definition} has a handler for it in the queue '${queue}'`,
};

function failureAbove({ parents }: ParentsDetail, causes: readonly Cause[]): string {
  const [first] = causes;
  if (causes.length === 1 && first?.state === 'error') return `waits for ${first.name}, which ${failedWords(first)}; ${REMEDY} that step`;
  return `waits for steps that failed for good: ${mentions(causes.length > 0 ? causes : parents)}; ${REMEDY} them`;
}

function placeOf({ ahead, atLeast, queue }: StepReasons['queued']): string {
  if (ahead === null) return `steps of better priority go before it in queue '${queue}'`;
  if (ahead === 0) return `it is the next one of queue '${queue}'`;
  return `${atLeast ? 'at least ' : ''}${ahead} ${ahead === 1 ? 'step goes' : 'steps go'} before it in queue '${queue}'`;
}

function silence({ silentSince }: ClaimDetail): string {
  return silentSince === null ? 'nobody knows' : `is silent since ${at(silentSince)}`;
}

function attemptOf({ attempt, host, pid }: ClaimDetail): string {
  return `attempt ${attempt}${host === null ? '' : `, process ${pid} on ${host}`}`;
}
