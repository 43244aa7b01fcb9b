import { describe, expect, it } from 'vitest';
import type { ExecutionContextRow } from '../database/progress.reader.js';
import { executionContext } from './execution.context.js';

const row: ExecutionContextRow = {
  task_id: 't',
  named_task_id: 7,
  status: 'in_progress',
  total_steps: 8,
  pending_steps: 2,
  in_progress_steps: 1,
  completed_steps: 3,
  failed_steps: 1,
  ready_steps: 1,
  execution_status: 'has_ready_steps',
  recommended_action: 'execute_ready_steps',
  completion_percentage: 37.5,
  health_status: 'recovering',
  next_in_seconds: null,
  next_is_retry: null,
};
const of = (status: string, changes: Partial<ExecutionContextRow> = {}) =>
  executionContext({ ...row, execution_status: status, ...changes });

describe('executionContext', () => {
  it('keeps the row and sums it up', () => {
    expect(of('has_ready_steps')).toMatchObject({
      taskId: 't',
      namedTaskId: 7,
      status: 'in_progress',
      totalSteps: 8,
      pendingSteps: 2,
      inProgressSteps: 1,
      completedSteps: 3,
      failedSteps: 1,
      readySteps: 1,
      executionStatus: 'has_ready_steps',
      recommendedAction: 'execute_ready_steps',
      completionPercentage: 37.5,
      healthStatus: 'recovering',
    });
    expect(of('has_ready_steps').workflowSummary).toEqual({
      totalSteps: 8,
      completed: 3,
      pending: 2,
      inProgress: 1,
      failed: 1,
      ready: 1,
      completionPercentage: 37.5,
      status: 'has_ready_steps',
      health: 'recovering',
      recommendedAction: 'execute_ready_steps',
      progressDetails: { completedRatio: '3/8', completionPercentage: '37.5%', remainingSteps: 4, failedSteps: 1, readySteps: 1 },
    });
  });

  it.each<[string, Partial<ExecutionContextRow>, string | null, string | null, number | null]>([
    ['has_ready_steps', {}, 'ready_for_processing', 'ready_steps_available', 0],
    ['processing', { next_in_seconds: 3, next_is_retry: true }, 'waiting_for_step_completion', 'steps_in_progress', 10],
    ['waiting_for_dependencies', { next_in_seconds: 2.5, next_is_retry: true }, 'waiting_for_dependencies', 'retry_backoff', 2.5],
    ['waiting_for_dependencies', { next_in_seconds: 0, next_is_retry: false }, 'waiting_for_dependencies', 'awaiting_dependencies', 0],
    ['waiting_for_dependencies', {}, 'waiting_for_dependencies', 'pending_steps_remaining', 45],
    ['paused', {}, 'workflow_paused', 'continuing_workflow', 30],
    ['all_complete', {}, null, null, null],
    ['blocked_by_failures', {}, null, null, null],
    ['cancelled', {}, null, null, null],
    ['resolved_manually', {}, null, null, null],
  ])('%s with %o: reason %s, look again for %s in %s s', (status, changes, reason, reenqueueReason, delaySeconds) => {
    expect(of(status, changes)).toMatchObject({ reason, reenqueueReason, delaySeconds });
  });

  it.each([
    ['has_ready_steps', ['hasWorkToDo', 'canMakeProgress', 'needsImmediateAction']],
    ['processing', ['hasWorkToDo', 'shouldReenqueue']],
    ['waiting_for_dependencies', ['shouldReenqueue']],
    ['blocked_by_failures', ['isBlocked']],
    ['all_complete', ['isComplete']],
    ['paused', []],
    ['cancelled', []],
    ['resolved_manually', []],
  ])('%s is true of %j', (status, expected) => {
    const words: object = of(status, { health_status: 'recovering', ready_steps: status === 'has_ready_steps' ? 1 : 0 });
    expect(Object.entries(words).flatMap(([key, value]) => (value === true ? [key] : []))).toEqual(expected);
  });

  it.each([
    ['healthy', { isHealthy: true, needsIntervention: false }],
    ['recovering', { isHealthy: false, needsIntervention: false }],
    ['blocked', { isHealthy: false, needsIntervention: true }],
  ])('a task that is %s', (health_status, expected) => {
    expect(of('processing', { health_status })).toMatchObject(expected);
  });

  it.each([
    ['execute_ready_steps', 'high', true],
    ['wait_for_completion', 'low', false],
    ['handle_failures', 'critical', false],
    ['finalize_task', 'medium', true],
    ['wait_for_dependencies', 'low', false],
    ['resume_task', 'low', false],
    ['none', 'low', false],
  ])('%s is of %s urgency, can proceed: %s', (action, urgency, canProceed) => {
    const { nextAction } = of('processing', { recommended_action: action });
    expect(nextAction).toEqual({ action, urgency, canProceed, description: expect.stringMatching(/\w+.*\.$/) });
  });
});
