/** A task in examples. */
export const TASK_ID = '019ca8c1-8a00-7000-8000-000000000001';

/** A step in examples. */
export const STEP_EXAMPLE = {
  task_id: TASK_ID,
  workflow_step_id: 1,
  name: 'charge_card',
  named_step_id: 4,
  status: 'complete',
  attempts: 1,
  retry_limit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  priority: 0,
  processed: true,
  processed_at: '2026-03-01T10:00:01.250Z',
  in_process: false,
  ready_at: null,
  claimed_at: '2026-03-01T10:00:00.900Z',
  last_attempted_at: '2026-03-01T10:00:01.250Z',
  backoff_request_seconds: null,
  inputs: null,
  results: { charge_id: 'c-1' },
  error: null,
  children_ids: [],
  parents_ids: [],
  siblings_ids: [],
};

/** A task in a list. */
export const TASK_SUMMARY_EXAMPLE = {
  task_id: TASK_ID,
  name: 'process_order',
  namespace: 'shop',
  version: '1.2.0',
  full_name: 'shop.process_order@1.2.0',
  status: 'complete',
  complete: true,
  priority: 0,
  initiator: 'ann',
  source_system: 'web',
  reason: 'checkout',
  tags: ['vip'],
  bypass_steps: [],
  correlation_id: 'c-17',
  requested_at: '2026-03-01T10:00:00.000Z',
  finished_at: '2026-03-01T10:00:01.300Z',
  paused_at: null,
  paused_by: null,
  pause_reason: null,
  incomplete_steps: 0,
};

/** Where it stands. */
export const WORKFLOW_SUMMARY_EXAMPLE = {
  total_steps: 1,
  completed: 1,
  pending: 0,
  in_progress: 0,
  failed: 0,
  ready: 0,
  completion_percentage: 100,
  status: 'all_complete',
  health: 'healthy',
  recommended_action: 'finalize_task',
  progress_details: { completed_ratio: '1/1', completion_percentage: '100%', remaining_steps: 0, failed_steps: 0, ready_steps: 0 },
};

/** A task with everything. */
export const TASK_EXAMPLE = {
  ...TASK_SUMMARY_EXAMPLE,
  context: { order_id: 'o-1', amount: 12 },
  workflow_steps: [STEP_EXAMPLE],
  workflow_summary: WORKFLOW_SUMMARY_EXAMPLE,
  task_annotations: [],
};
