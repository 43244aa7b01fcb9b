import { describe, expect, it } from 'vitest';
import type { FailureDetail, TaskFacts } from './explanation.js';
import { taskSentence, type ReasonedTask } from './task.sentence.js';

const at = new Date('2026-03-01T10:00:00.250Z');
const ISO = '2026-03-01T10:00:00.250Z';
const facts: TaskFacts = {
  counts: { total: 1, pending: 1, inProgress: 0, complete: 0, error: 0, cancelled: 0, resolvedManually: 0 },
  reasons: {},
  deadlineAt: null,
  paused: null,
};
const failure: FailureDetail = {
  error: { message: 'no funds', errorClass: 'CardDeclined', errorCode: null },
  attempts: 3,
  retryLimit: 3,
  exhausted: true,
  failedAt: at,
};
const pay = { stepId: 1, name: 'pay', ...failure };
const queued = { stepId: 2, name: 'ship', reason: 'queued', since: at, queue: 'mail', priority: 0, ahead: 0, atLeast: false } as const;
const pause = { since: at, by: 'ann', reason: null };
const byAnn = { ...facts, at, actor: 'ann', reason: 'ordered twice' };
const asAWhole = { ...byAnn, step: null };
const byNobody = { ...facts, at, actor: null, reason: null };

const table: [ReasonedTask, string][] = [
  [{ reason: 'complete', detail: byNobody }, `is complete since ${ISO}`],
  [{ reason: 'empty', detail: byNobody }, `is complete since ${ISO}: it has no steps`],
  [{ reason: 'cancelled', detail: asAWhole }, `was cancelled at ${ISO} by ann: ordered twice`],
  [{ reason: 'cancelled', detail: { ...asAWhole, actor: null } }, `was cancelled at ${ISO}: ordered twice`],
  [
    { reason: 'cancelled', detail: { ...byAnn, step: { stepId: 1, name: 'pay' } } },
    `is cancelled since ${ISO}: pay was cancelled by ann: ordered twice`,
  ],
  [{ reason: 'resolved_manually', detail: byAnn }, `was resolved at ${ISO} by ann: ordered twice`],
  [
    { reason: 'blocked_by_failure', detail: { ...facts, failed: [pay], count: 1 } },
    'rests: pay failed for good after 3 attempts (CardDeclined: no funds); retry, resolve, complete or cancel that step, or resolve or cancel the task',
  ],
  [
    { reason: 'blocked_by_failure', detail: { ...facts, failed: [pay, { ...pay, name: 'book' }], count: 30 } },
    'rests: 30 steps failed for good, pay, book and 28 more; retry, resolve, complete or cancel them, or resolve or cancel the task',
  ],
  [
    { reason: 'stopped', detail: { ...facts, at, reason: 'stale: waiting' } },
    `rests: it was stopped at ${ISO}: stale: waiting; retry, resolve or cancel it`,
  ],
  [{ reason: 'paused', detail: { ...facts, paused: pause, because: queued } }, `is paused since ${ISO} by ann; resume it`],
  [
    { reason: 'queued', detail: { ...facts, because: queued } },
    `waits for ship, which is ready since ${ISO} and waits for a free worker: it is the next one of queue 'mail'`,
  ],
  [
    {
      reason: 'backing_off',
      detail: { ...facts, because: { ...pay, reason: 'backing_off', attempts: 1, until: at, seconds: 3, backoffSeconds: 4 } },
    },
    `waits for pay, which failed (CardDeclined: no funds) and is tried again in 3 s, at ${ISO}: attempt 2 of 3`,
  ],
  [
    {
      reason: 'deferred',
      detail: { ...facts, because: { stepId: 1, name: 'pay', reason: 'deferred', until: at, seconds: 3, said: 'bank is closed' } },
    },
    `waits for pay, which may not start for another 3 s, until ${ISO}: bank is closed`,
  ],
  [{ reason: 'inconsistent', detail: facts }, 'has rows that contradict each other: SQL audit_tasks() says how'],
];

describe('the sentence of a task', () => {
  it.each(table)('%o', (task, expected) => {
    expect(taskSentence(task)).toBe(expected);
  });
});
