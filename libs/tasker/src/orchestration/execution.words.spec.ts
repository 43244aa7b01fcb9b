import { describe, expect, it } from 'vitest';
import type { TaskState } from '../model/states.js';
import { executionWords, type StepCounts } from './execution.words.js';

const none: StepCounts = { total: 4, pending: 0, inProgress: 0, completed: 0, failed: 0, ready: 0, waiting: 0, blocked: 0 };

/** The task and what of its steps differs from none; status, action, health. */
const table: [string, { state?: TaskState; paused?: boolean }, Partial<StepCounts>, string, string, string][] = [
  ['a ready step', {}, { ready: 1 }, 'has_ready_steps', 'execute_ready_steps', 'healthy'],
  [
    'a ready step beside a failure for good',
    {},
    { ready: 1, failed: 1, blocked: 1 },
    'has_ready_steps',
    'execute_ready_steps',
    'recovering',
  ],
  ['a failure that is due', {}, { ready: 1, failed: 1 }, 'has_ready_steps', 'execute_ready_steps', 'recovering'],
  ['a running step', {}, { inProgress: 1 }, 'processing', 'wait_for_completion', 'healthy'],
  [
    'a running step beside a failure for good',
    {},
    { inProgress: 1, failed: 1, blocked: 1 },
    'processing',
    'wait_for_completion',
    'blocked',
  ],
  ['a failure for good and nothing else', {}, { failed: 1, blocked: 1 }, 'blocked_by_failures', 'handle_failures', 'blocked'],
  [
    'a failure for good beside a step that waits',
    {},
    { failed: 1, blocked: 1, waiting: 1 },
    'waiting_for_dependencies',
    'wait_for_dependencies',
    'blocked',
  ],
  ['a failure in its back-off', {}, { failed: 1, waiting: 1 }, 'waiting_for_dependencies', 'wait_for_dependencies', 'recovering'],
  ['every step done', {}, { completed: 4 }, 'all_complete', 'finalize_task', 'healthy'],
  ['no step at all', {}, { total: 0 }, 'all_complete', 'finalize_task', 'healthy'],
  ['a step that waits while paused', { paused: true }, { waiting: 1 }, 'paused', 'resume_task', 'healthy'],
  ['a failure that waits while paused', { paused: true }, { waiting: 1, failed: 1 }, 'paused', 'resume_task', 'recovering'],
  ['a running step while paused', { paused: true }, { inProgress: 1, waiting: 1 }, 'processing', 'wait_for_completion', 'healthy'],
  ['paused, and then failed for good', { paused: true }, { failed: 1, blocked: 1 }, 'blocked_by_failures', 'handle_failures', 'blocked'],
  ['stopped before a step of it had failed', { state: 'error' }, { completed: 1 }, 'blocked_by_failures', 'handle_failures', 'blocked'],
  ['stopped while paused', { state: 'error', paused: true }, { completed: 1 }, 'blocked_by_failures', 'handle_failures', 'blocked'],
  ['cancelled', { state: 'cancelled' }, { completed: 1 }, 'cancelled', 'none', 'healthy'],
  ['resolved with what had failed', { state: 'resolved_manually' }, { failed: 1, blocked: 1 }, 'resolved_manually', 'none', 'healthy'],
];

describe('executionWords', () => {
  it.each(table)('%s', (_, { state = 'in_progress', paused = false }, counts, executionStatus, recommendedAction, healthStatus) => {
    expect(executionWords({ state, paused }, { ...none, ...counts })).toMatchObject({ executionStatus, recommendedAction, healthStatus });
  });

  it.each([
    [0, 0, 0],
    [0, 4, 0],
    [1, 3, 33.33],
    [2, 3, 66.67],
    [1, 8, 12.5],
    [1, 800, 0.13],
    [799, 800, 99.88],
    [3, 3, 100],
  ])('%i of %i steps are %d per cent', (completed, total, percentage) => {
    expect(executionWords({ state: 'pending', paused: false }, { ...none, total, completed }).completionPercentage).toBe(percentage);
  });
});
