import { describe, expect, it } from 'vitest';
import type { ReadinessRow } from '../database/progress.reader.js';
import { stepReadiness, type StepReadiness } from './step.readiness.js';

const at = new Date(0);
const ready: ReadinessRow = {
  workflow_step_id: 2,
  task_id: 't',
  named_step_id: 12,
  name: 'pay',
  current_state: 'pending',
  dependencies_satisfied: true,
  retry_eligible: true,
  ready_for_execution: true,
  last_failure_at: null,
  next_retry_at: null,
  total_parents: 0,
  completed_parents: 0,
  attempts: 0,
  retry_limit: 3,
  backoff_request_seconds: null,
  last_attempted_at: null,
  circuit: 'closed',
  ready_in_seconds: 0,
  is_released: true,
  task_state: 'in_progress',
  task_paused: false,
};
const waiting: Partial<ReadinessRow> = { ready_for_execution: false, is_released: false, ready_in_seconds: null };
const failing: Partial<ReadinessRow> = { ...waiting, current_state: 'error', retry_eligible: false, attempts: 1, last_failure_at: at };
const backingOff: Partial<ReadinessRow> = {
  ...failing,
  next_retry_at: at,
  is_released: true,
  ready_in_seconds: 7.5,
  backoff_request_seconds: 8,
  circuit: 'open',
};
const parked: Partial<ReadinessRow> = { is_released: true, ready_in_seconds: null };

const table: [string, Partial<ReadinessRow>, Partial<StepReadiness>][] = [
  [
    'a ready step',
    {},
    { canExecuteNow: true, blockingReason: null, timeUntilReady: 0, dependencyStatus: 'no_dependencies', retryStatus: 'retry_eligible' },
  ],
  [
    'a step with open parents',
    { ...waiting, dependencies_satisfied: false, total_parents: 3, completed_parents: 1 },
    { canExecuteNow: false, blockingReason: 'dependencies_not_satisfied', timeUntilReady: null, dependencyStatus: '1/3_satisfied' },
  ],
  ['a back-off that runs', backingOff, { blockingReason: 'retry_not_eligible', timeUntilReady: 7.5, retryStatus: 'waiting_for_backoff' }],
  [
    'a failure without an attempt left',
    { ...failing, attempts: 3 },
    { blockingReason: 'retry_not_eligible', timeUntilReady: null, retryStatus: 'max_retries_reached' },
  ],
  ['a final failure with attempts left', failing, { blockingReason: 'retry_not_eligible', retryStatus: 'failed_permanently' }],
  [
    'a running step whose parents are done',
    { ...waiting, current_state: 'in_progress', attempts: 1, total_parents: 2, completed_parents: 2 },
    { blockingReason: 'invalid_state', dependencyStatus: 'all_satisfied' },
  ],
  ['a complete step', { ...waiting, current_state: 'complete', attempts: 1 }, { blockingReason: 'invalid_state', timeUntilReady: null }],
  ['a step of a paused task', { ...waiting, ...parked, task_paused: true }, { blockingReason: 'task_paused', timeUntilReady: null }],
  ['a failed step of a paused task', { ...backingOff, ...parked, task_paused: true }, { blockingReason: 'task_paused' }],
  ['a running step of a paused task', { ...waiting, current_state: 'in_progress', task_paused: true }, { blockingReason: 'invalid_state' }],
  ['a step whose limit is reached', { ...waiting, ...parked }, { blockingReason: 'limit_reached', timeUntilReady: null }],
  [
    'a step that was handed back',
    { ...waiting, is_released: true, ready_in_seconds: 3 },
    { blockingReason: 'deferred', timeUntilReady: 3 },
  ],
  ['a step that waits for its turn', waiting, { blockingReason: 'waiting_for_turn' }],
  [
    'a step that waits for nothing in a stopped task',
    { ...waiting, task_state: 'error' },
    { blockingReason: 'held', timeUntilReady: null },
  ],
  [
    'a step of a stopped task that waits for another one',
    { ...waiting, task_state: 'error', dependencies_satisfied: false, total_parents: 1 },
    { blockingReason: 'dependencies_not_satisfied' },
  ],
  ['a failed step of a stopped task', { ...failing, task_state: 'error' }, { blockingReason: 'retry_not_eligible' }],
];

describe('stepReadiness', () => {
  it.each(table)('%s', (_, changes, expected) => {
    expect(stepReadiness({ ...ready, ...changes })).toMatchObject(expected);
  });

  it('keeps the row', () => {
    expect(stepReadiness({ ...ready, ...backingOff })).toMatchObject({
      stepId: 2,
      taskId: 't',
      namedStepId: 12,
      name: 'pay',
      currentState: 'error',
      dependenciesSatisfied: true,
      retryEligible: false,
      readyForExecution: false,
      lastFailureAt: at,
      nextRetryAt: at,
      totalParents: 0,
      completedParents: 0,
      attempts: 1,
      retryLimit: 3,
      backoffRequestSeconds: 8,
      lastAttemptedAt: null,
      circuit: 'open',
    });
  });

  it.each<[Partial<ReadinessRow>, string, number]>([
    [{}, 'no_backoff', 0],
    [{ attempts: 1 }, 'exponential_backoff', 2],
    [{ attempts: 4 }, 'exponential_backoff', 16],
    [{ attempts: 2_000 }, 'exponential_backoff', 30],
    [{ attempts: 2, backoff_request_seconds: 0 }, 'explicit_backoff', 0],
    [{ attempts: 2, backoff_request_seconds: 90 }, 'explicit_backoff', 90],
  ])('%o waits by %s: %d s', (changes, backoffType, effectiveBackoffSeconds) => {
    expect(stepReadiness({ ...ready, ...changes })).toMatchObject({ backoffType, effectiveBackoffSeconds });
  });
});
