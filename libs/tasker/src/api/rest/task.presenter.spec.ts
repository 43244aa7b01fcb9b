import { describe, expect, it } from 'vitest';
import type { StepView, TaskView } from '../../orchestration/task-view.js';
import { presentStep } from './step.presenter.js';
import { presentTask, presentTaskSummary } from './task.presenter.js';

const AT = new Date('2026-03-01T10:00:00.250Z');
const ISO = '2026-03-01T10:00:00.250Z';

const STEP: StepView = {
  stepId: 2,
  name: 'charge_payment',
  namedStepId: 12,
  state: 'error',
  attempts: 2,
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  priority: 0,
  readyAt: AT,
  claimedAt: AT,
  lastAttemptedAt: AT,
  processedAt: null,
  backoffRequestSeconds: 4,
  inputs: null,
  results: null,
  error: { message: 'busy', errorClass: 'RetryableError', attempt: 2, permanent: false },
  parentIds: [1],
  childIds: [4],
  siblingIds: [3],
};

const TASK: TaskView = {
  taskId: '0197f3a2-1111-7abc-8def-0123456789ab',
  namespace: 'fulfilment',
  name: 'process_order',
  version: '1.0.0',
  state: 'in_progress',
  priority: 0,
  initiator: 'ann',
  sourceSystem: 'shop',
  reason: 'ordered',
  tags: ['express'],
  bypassSteps: [],
  correlationId: 'trace-1',
  requestedAt: AT,
  finishedAt: null,
  pausedAt: AT,
  pausedBy: 'ben',
  pauseReason: 'stock-taking',
  incompleteSteps: 1,
  context: { sourceSystem: 'untouched' },
  steps: [STEP],
  summary: {
    totalSteps: 1,
    completed: 0,
    pending: 0,
    inProgress: 0,
    failed: 1,
    ready: 0,
    completionPercentage: 0,
    status: 'paused',
    health: 'recovering',
    recommendedAction: 'resume_task',
    progressDetails: { completedRatio: '0/1', completionPercentage: '0%', remainingSteps: 1, failedSteps: 1, readySteps: 0 },
  },
  results: {},
};

describe('presentStep', () => {
  it('gives every field its REST name', () => {
    expect(presentStep(TASK.taskId, STEP)).toEqual({
      task_id: TASK.taskId,
      workflow_step_id: 2,
      name: 'charge_payment',
      named_step_id: 12,
      status: 'error',
      attempts: 2,
      retry_limit: 3,
      retryable: true,
      skippable: false,
      queue: 'default',
      priority: 0,
      processed: false,
      processed_at: null,
      in_process: false,
      ready_at: ISO,
      claimed_at: ISO,
      last_attempted_at: ISO,
      backoff_request_seconds: 4,
      inputs: null,
      results: null,
      error: {
        message: 'busy',
        error_class: 'RetryableError',
        error_code: null,
        attempt: 2,
        permanent: false,
        backtrace: [],
        context: {},
      },
      children_ids: [4],
      parents_ids: [1],
      siblings_ids: [3],
    });
  });

  it.each([
    ['pending', false, false],
    ['in_progress', false, true],
    ['complete', true, false],
    ['error', false, false],
    ['cancelled', false, false],
    ['resolved_manually', true, false],
  ] as const)('computes processed and in_process of a step that is %s', (state, processed, inProcess) => {
    expect(presentStep(TASK.taskId, { ...STEP, state })).toMatchObject({ status: state, processed, in_process: inProcess });
  });
});

describe('siblings', () => {
  it('are left out where they are more than 256: their number grows with the square of the width', () => {
    const siblings = (count: number) => ({ ...STEP, siblingIds: Array.from({ length: count }, (_, n) => n + 3) });
    expect(presentStep(TASK.taskId, siblings(256)).siblings_ids).toHaveLength(256);
    expect(presentStep(TASK.taskId, siblings(257)).siblings_ids).toBeNull();
  });
});

const NOTE = { annotationId: '7', taskId: TASK.taskId, type: 'risk', annotation: { riskScore: 0.2 }, createdAt: AT };

describe('presentTask', () => {
  it('gives every field its REST name and leaves the context alone', () => {
    expect(presentTask(TASK, [NOTE])).toEqual({
      task_id: TASK.taskId,
      name: 'process_order',
      namespace: 'fulfilment',
      version: '1.0.0',
      full_name: 'fulfilment.process_order@1.0.0',
      status: 'in_progress',
      complete: false,
      priority: 0,
      initiator: 'ann',
      source_system: 'shop',
      reason: 'ordered',
      tags: ['express'],
      bypass_steps: [],
      correlation_id: 'trace-1',
      requested_at: ISO,
      finished_at: null,
      paused_at: ISO,
      paused_by: 'ben',
      pause_reason: 'stock-taking',
      incomplete_steps: 1,
      context: { sourceSystem: 'untouched' },
      workflow_steps: [presentStep(TASK.taskId, STEP)],
      workflow_summary: {
        total_steps: 1,
        completed: 0,
        pending: 0,
        in_progress: 0,
        failed: 1,
        ready: 0,
        completion_percentage: 0,
        status: 'paused',
        health: 'recovering',
        recommended_action: 'resume_task',
        progress_details: { completed_ratio: '0/1', completion_percentage: '0%', remaining_steps: 1, failed_steps: 1, ready_steps: 0 },
      },
      task_annotations: [
        { task_id: TASK.taskId, task_annotation_id: '7', annotation_type_name: 'risk', annotation: { riskScore: 0.2 }, created_at: ISO },
      ],
    });
  });

  it('says complete only of a task whose steps all ended well', () => {
    expect(presentTask({ ...TASK, state: 'complete', finishedAt: AT }, [])).toMatchObject({ complete: true, finished_at: ISO });
    expect(presentTask({ ...TASK, state: 'resolved_manually' }, []).complete).toBe(false);
  });
});

describe('presentTaskSummary', () => {
  it('has neither context nor steps, even of a whole task', () => {
    const keys = Object.keys(presentTaskSummary(TASK));
    expect(keys).not.toContain('context');
    expect(keys).not.toContain('workflow_steps');
  });
});
