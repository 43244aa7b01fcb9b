import { describe, expect, it } from 'vitest';
import type { TaskExplanation } from '../../orchestration/explanation.js';
import { presentExplanation } from './explanation.presenter.js';

const AT = new Date('2026-03-01T10:00:00.250Z');
const ISO = '2026-03-01T10:00:00.250Z';
const failure = {
  error: { message: 'no', errorClass: 'X', errorCode: null },
  attempts: 3,
  retryLimit: 3,
  exhausted: true,
  failedAt: AT,
};
const EXPLANATION: TaskExplanation = {
  taskId: 't',
  state: 'error',
  reason: 'blocked_by_failure',
  message: 'rests',
  detail: {
    counts: { total: 2, pending: 1, inProgress: 0, complete: 0, error: 1, cancelled: 0, resolvedManually: 0 },
    reasons: { blocked_by_failure: 1, failed: 1 },
    deadlineAt: AT,
    paused: null,
    failed: [{ stepId: 1, name: 'pay', ...failure }],
    count: 1,
  },
  unblock: ['retry_task'],
  steps: [
    {
      stepId: 1,
      name: 'pay',
      state: 'error',
      circuit: 'open',
      reason: 'failed',
      detail: failure,
      message: 'failed',
      unblock: ['retry_step'],
    },
    {
      stepId: 2,
      name: 'ship',
      state: 'pending',
      circuit: 'closed',
      reason: 'blocked_by_failure',
      detail: { parents: [{ stepId: 1, name: 'pay', state: 'error' }], count: 1 },
      message: 'waits',
      causes: [{ stepId: 1, name: 'pay', state: 'error', ...failure }],
    },
  ],
};

describe('presentExplanation', () => {
  it('gives every field its REST name', () => {
    const failed = {
      error: { message: 'no', error_class: 'X', error_code: null },
      attempts: 3,
      retry_limit: 3,
      exhausted: true,
      failed_at: ISO,
    };
    expect(presentExplanation(EXPLANATION)).toEqual({
      task_id: 't',
      status: 'error',
      reason: 'blocked_by_failure',
      message: 'rests',
      detail: {
        counts: { total: 2, pending: 1, in_progress: 0, complete: 0, error: 1, cancelled: 0, resolved_manually: 0 },
        reasons: { blocked_by_failure: 1, failed: 1 },
        deadline_at: ISO,
        paused: null,
        failed: [{ workflow_step_id: 1, name: 'pay', ...failed }],
        count: 1,
      },
      unblock: ['retry_task'],
      workflow_steps: [
        {
          workflow_step_id: 1,
          name: 'pay',
          status: 'error',
          circuit: 'open',
          reason: 'failed',
          detail: failed,
          message: 'failed',
          causes: [],
          unblock: ['retry_step'],
        },
        {
          workflow_step_id: 2,
          name: 'ship',
          status: 'pending',
          circuit: 'closed',
          reason: 'blocked_by_failure',
          detail: { parents: [{ workflow_step_id: 1, name: 'pay', status: 'error' }], count: 1 },
          message: 'waits',
          causes: [{ workflow_step_id: 1, name: 'pay', status: 'error', ...failed }],
          unblock: [],
        },
      ],
    });
  });
});
