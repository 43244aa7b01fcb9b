import { describe, expect, it } from 'vitest';
import type { Cause, ClaimDetail, FailureDetail, StepMention } from './explanation.js';
import { stepSentence, type ReasonedStep } from './step.sentence.js';

const at = new Date('2026-03-01T10:00:00.250Z');
const ISO = '2026-03-01T10:00:00.250Z';
const failure: FailureDetail = {
  error: { message: 'no funds', errorClass: 'CardDeclined', errorCode: null },
  attempts: 3,
  retryLimit: 3,
  exhausted: false,
  failedAt: at,
};
const claim: ClaimDetail = {
  workerId: 'w',
  host: 'web-1',
  pid: 7,
  claimedAt: at,
  attempt: 2,
  timeoutMs: 500,
  timeoutAt: at,
  silentSince: at,
};
const pay: StepMention = { stepId: 1, name: 'pay', state: 'error' };
const cause: Cause = { ...failure, ...pay, state: 'error' };
const ship: StepMention = { stepId: 2, name: 'ship', state: 'in_progress' };
const parents = { parents: [pay, ship], count: 2 };
const queued = { since: at, queue: 'mail', priority: 0, ahead: 2, atLeast: false };
const nobody = { definition: 'shop.order@1.0.0', queue: 'mail' };

const table: [ReasonedStep, Cause[], string][] = [
  [{ reason: 'running', detail: claim }, [], `runs since ${ISO} (attempt 2, process 7 on web-1)`],
  [
    { reason: 'timed_out', detail: claim },
    [],
    'runs beyond its limit of 500 ms (attempt 2, process 7 on web-1): it is taken back in a moment',
  ],
  [
    { reason: 'lease_expired', detail: claim },
    [],
    `is held by a worker that is silent since ${ISO} (attempt 2, process 7 on web-1): another one takes it back`,
  ],
  [
    { reason: 'lease_expired', detail: { ...claim, host: null, pid: null, silentSince: null } },
    [],
    'is held by a worker that nobody knows (attempt 2): another one takes it back',
  ],
  [{ reason: 'queued', detail: queued }, [], `is ready since ${ISO} and waits for a free worker: 2 steps go before it in queue 'mail'`],
  [
    { reason: 'queued', detail: { ...queued, ahead: 1 } },
    [],
    `is ready since ${ISO} and waits for a free worker: 1 step goes before it in queue 'mail'`,
  ],
  [
    { reason: 'queued', detail: { ...queued, ahead: 1_000, atLeast: true } },
    [],
    `is ready since ${ISO} and waits for a free worker: at least 1000 steps go before it in queue 'mail'`,
  ],
  [
    { reason: 'queued', detail: { ...queued, ahead: 0 } },
    [],
    `is ready since ${ISO} and waits for a free worker: it is the next one of queue 'mail'`,
  ],
  [
    { reason: 'queued', detail: { ...queued, ahead: null } },
    [],
    `is ready since ${ISO} and waits for a free worker: steps of better priority go before it in queue 'mail'`,
  ],
  [
    { reason: 'no_worker', detail: { ...nobody, why: 'no_live_worker' } },
    [],
    'is ready, but nobody would run it: no worker is alive; start an application with one',
  ],
  [
    { reason: 'no_worker', detail: { ...nobody, why: 'definition_unknown' } },
    [],
    'is ready, but nobody would run it: no live worker has code for shop.order@1.0.0',
  ],
  [
    { reason: 'no_worker', detail: { ...nobody, why: 'queue_not_served' } },
    [],
    "is ready, but nobody would run it: no live worker with code for shop.order@1.0.0 serves the queue 'mail'",
  ],
  [
    { reason: 'no_worker', detail: { ...nobody, why: 'step_unknown' } },
    [],
    "is ready, but nobody would run it: no live worker with code for shop.order@1.0.0 has a handler for it in the queue 'mail'",
  ],
  [
    { reason: 'limited', detail: { kind: 'queue', name: 'mail', key: null, max: 5, running: 6 } },
    [],
    "is ready, but the limit of queue 'mail' is reached: 6 of 5 run",
  ],
  [
    { reason: 'limited', detail: { kind: 'key', name: 'customer', key: 'c-1', max: 1, running: 1 } },
    [],
    "is ready, but the limit of key 'customer' for c-1 is reached: 1 of 1 run",
  ],
  [
    { reason: 'rate_limited', detail: { kind: 'system', name: 'bank', until: at, seconds: 3 } },
    [],
    `is ready, but the rate of system 'bank' is used up until ${ISO}`,
  ],
  [
    { reason: 'backing_off', detail: { ...failure, attempts: 1, until: at, seconds: 29.96, backoffSeconds: 30 } },
    [],
    `failed (CardDeclined: no funds) and is tried again in 30 s, at ${ISO}: attempt 2 of 3`,
  ],
  [
    { reason: 'deferred', detail: { until: at, seconds: 12.34, reason: 'bank is closed' } },
    [],
    `may not start for another 12.3 s, until ${ISO}: bank is closed`,
  ],
  [{ reason: 'deferred', detail: { until: at, seconds: -1, reason: null } }, [], `may not start for another 0 s, until ${ISO}`],
  [
    { reason: 'paused', detail: { since: at, by: 'ann', reason: 'stock-taking' } },
    [],
    `waits because its task is paused since ${ISO} by ann: stock-taking; resume the task`,
  ],
  [
    { reason: 'paused', detail: { since: at, by: null, reason: null } },
    [],
    `waits because its task is paused since ${ISO}; resume the task`,
  ],
  [
    { reason: 'held', detail: { reason: 'max_execution_time' } },
    [],
    'could run, but its task was stopped: max_execution_time; retry the task',
  ],
  [
    { reason: 'waiting_for_turn', detail: { active: ship } },
    [],
    'waits for its turn: the steps of this task run one at a time, now ship (in_progress)',
  ],
  [
    { reason: 'waiting_for_turn', detail: { active: null } },
    [],
    'waits for its turn: the steps of this task run one at a time, now another one',
  ],
  [{ reason: 'waiting_for_parents', detail: { parents: [ship], count: 1 } }, [], 'waits for ship (in_progress)'],
  [{ reason: 'waiting_for_parents', detail: parents }, [], 'waits for pay (error) and ship (in_progress)'],
  [
    { reason: 'waiting_for_parents', detail: { parents: [pay, ship, ship, ship, ship], count: 30 } },
    [],
    'waits for pay (error), ship (in_progress), ship (in_progress) and 27 more',
  ],
  [
    { reason: 'blocked_by_failure', detail: parents },
    [cause],
    'waits for pay, which failed for good after 3 attempts (CardDeclined: no funds); retry, resolve, complete or cancel that step',
  ],
  [
    { reason: 'blocked_by_failure', detail: parents },
    [cause, { ...cause, stepId: 9, name: 'book' }],
    'waits for steps that failed for good: pay (error) and book (error); retry, resolve, complete or cancel them',
  ],
  [
    { reason: 'blocked_by_cancellation', detail: parents },
    [{ ...ship, state: 'cancelled' }],
    'can never run: it waits for ship (cancelled); resolve, complete or cancel it',
  ],
  [
    { reason: 'failed', detail: { ...failure, attempts: 1 } },
    [],
    'failed for good after 1 attempt (CardDeclined: no funds); retry, resolve, complete or cancel it',
  ],
  [
    { reason: 'failed', detail: { ...failure, exhausted: true } },
    [],
    'failed for good after 3 attempts (CardDeclined: no funds); retry, resolve, complete or cancel it, or raise its retry limit',
  ],
  [{ reason: 'task_ended', detail: { state: 'resolved_manually' } }, [], 'is not run any more: its task is resolved manually'],
  [
    { reason: 'inconsistent', detail: { pendingParents: 0, parked: false } },
    [],
    'has a row that contradicts the others: SQL audit_tasks() says how',
  ],
];

describe('the sentence of a step', () => {
  it.each(table)('%o', (step, causes, expected) => {
    expect(stepSentence(step, causes)).toBe(expected);
  });

  it('cuts a long error, and manages without one', () => {
    const sentence = (error: FailureDetail['error']) => stepSentence({ reason: 'failed', detail: { ...failure, error } });
    expect(sentence({ message: 'x'.repeat(5_000), errorClass: null, errorCode: null })).toContain(`(${'x'.repeat(200)}…)`);
    expect(sentence({ message: null, errorClass: null, errorCode: null })).toContain('(no error is stored)');
    expect(sentence({ message: '', errorClass: 'Timeout', errorCode: null })).toContain('(Timeout)');
  });
});
