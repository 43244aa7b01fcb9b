import { TASK_ID } from './task.examples.js';

const COUNTS = { total: 1, pending: 1, in_progress: 0, complete: 0, error: 0, cancelled: 0, resolved_manually: 0 };
const NO_WORKER = { definition: 'shop.process_order@1.2.0', queue: 'default', why: 'no_live_worker' };
const MESSAGE = 'is ready, but nobody would run it: no worker is alive; start an application with one';

/** Why a task is not finished. */
export const EXPLANATION_EXAMPLE = {
  task_id: TASK_ID,
  status: 'pending',
  reason: 'no_worker',
  message: `waits for charge_card, which ${MESSAGE}`,
  detail: {
    counts: COUNTS,
    reasons: { no_worker: 1 },
    deadline_at: null,
    paused: null,
    because: { workflow_step_id: 1, name: 'charge_card', reason: 'no_worker', ...NO_WORKER },
  },
  unblock: [],
  workflow_steps: [
    {
      workflow_step_id: 1,
      name: 'charge_card',
      status: 'pending',
      circuit: 'closed',
      reason: 'no_worker',
      message: MESSAGE,
      detail: NO_WORKER,
      causes: [],
      unblock: [],
    },
  ],
};

/** Whether a step may run. */
export const READINESS_EXAMPLE = {
  workflow_step_id: 1,
  task_id: TASK_ID,
  named_step_id: 4,
  name: 'charge_card',
  status: 'pending',
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
  can_execute_now: true,
  blocking_reason: null,
  time_until_ready: 0,
  dependency_status: 'no_dependencies',
  retry_status: 'retry_eligible',
  backoff_type: 'no_backoff',
  effective_backoff_seconds: 0,
};

/** Where a task stands as a whole. */
export const EXECUTION_CONTEXT_EXAMPLE = {
  task_id: TASK_ID,
  named_task_id: 7,
  status: 'pending',
  total_steps: 1,
  pending_steps: 1,
  in_progress_steps: 0,
  completed_steps: 0,
  failed_steps: 0,
  ready_steps: 1,
  execution_status: 'has_ready_steps',
  recommended_action: 'execute_ready_steps',
  completion_percentage: 0,
  health_status: 'healthy',
  reason: 'ready_for_processing',
  reenqueue_reason: 'ready_steps_available',
  delay_seconds: 0,
  has_work_to_do: true,
  is_blocked: false,
  is_complete: false,
  is_healthy: true,
  needs_intervention: false,
  can_make_progress: true,
  should_reenqueue: false,
  needs_immediate_action: true,
  next_action: {
    action: 'execute_ready_steps',
    description: 'Steps are ready: workers claim them.',
    urgency: 'high',
    can_proceed: true,
  },
  workflow_summary: {
    total_steps: 1,
    completed: 0,
    pending: 1,
    in_progress: 0,
    failed: 0,
    ready: 1,
    completion_percentage: 0,
    status: 'has_ready_steps',
    health: 'healthy',
    recommended_action: 'execute_ready_steps',
    progress_details: { completed_ratio: '0/1', completion_percentage: '0%', remaining_steps: 1, failed_steps: 0, ready_steps: 1 },
  },
};
