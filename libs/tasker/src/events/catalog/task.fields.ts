import { content, count, integer, list, moment, orNull, percentage, record, seconds, text, uuid, word } from './event.fields.js';

/** Stored states, as events name them. */
export const STATES = ['pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'] as const;

/** Which task. */
export const TASK_NAMES = {
  taskId: uuid('The task'),
  namespace: text('Namespace of its definition', 'shop'),
  taskName: text('Name of its definition', 'process_order'),
  version: text('Version of its definition', '1.0.0'),
  correlationId: text('Of the task; every attempt, log record and span of it has the same one', 'tsk_mh3k2v9a_x7p0q1'),
} as const;

/** Who acted, and why. */
export const ACTING = {
  actor: orNull(text('Who did it; null: the engine', 'ann@shop.example'), null),
  reason: orNull(text('Why, in the words of whoever did it', 'wrong address'), null),
} as const;

/** What every event of a task has (specification: surface §4.7). Statistics describe the moment of reading. */
export const TASK = {
  ...TASK_NAMES,
  taskType: text('`namespace/name/version`', 'shop/process_order/1.0.0'),
  eventType: text('What happened', ''),
  timestamp: moment('When it happened, by the clock of the database', '2026-03-01T09:30:02.340Z'),
  startedAt: orNull(moment('When the task was created; null where nobody read it')),
  completedAt: orNull(moment('When its last step was done; null before', '2026-03-01T09:30:02.340Z'), null),
  totalSteps: orNull(count('Steps of the task; null where nobody counted', 4)),
  completedSteps: orNull(count('Those complete or resolved', 4)),
  failedSteps: orNull(count('Those in error', 0)),
  pendingSteps: orNull(count('Those pending', 0)),
  ...ACTING,
} as const;

/** A task that goes on. */
export const MOVING_TASK = {
  ...TASK,
  currentExecutionDuration: orNull(seconds('Since the task was created; null where nobody read when', 0.02)),
} as const;

/** A task that has come to rest. */
export const RESTING_TASK = {
  ...TASK,
  totalExecutionDuration: orNull(seconds('From creation to this rest; null where nobody read when')),
} as const;

/** A task as it was asked for. */
export const NEW_TASK = {
  ...MOVING_TASK,
  taskContext: content('The context, sensitive values masked', { order_id: 4711 }),
  priority: integer('Larger is sooner', 0),
  initiator: text('Of the request', 'checkout'),
  sourceSystem: text('Of the request', 'shop-api'),
  requestReason: text('Of the request', 'order placed'),
  tags: list('Of the request', text('', 'vip')),
} as const;

/** A change that was made just now. */
export const TRANSITION = {
  fromState: word('State before', STATES),
  toState: word('State now', ['in_progress']),
  transitionEvent: text('Name of the event that tells of the new state', 'task.start_requested'),
} as const;

const EXECUTION_STATUS = [
  'all_complete',
  'has_ready_steps',
  'processing',
  'blocked_by_failures',
  'waiting_for_dependencies',
  'paused',
  'cancelled',
  'resolved_manually',
] as const;
const ACTIONS = [
  'finalize_task',
  'execute_ready_steps',
  'wait_for_completion',
  'handle_failures',
  'wait_for_dependencies',
  'resume_task',
  'none',
] as const;

/** Words on how a task fares (specification: engine core §2.3). */
export const HEALTH = {
  completionPercentage: percentage('From 0 to 100', 100),
  healthStatus: word('How it fares', ['healthy', 'recovering', 'blocked']),
} as const;

/** Where a task stands (specification: engine core §2.3). */
export const WORKFLOW_SUMMARY = {
  totalSteps: count('Steps of the task', 4),
  completed: count('Complete or resolved', 4),
  pending: count('Pending', 0),
  inProgress: count('Running', 0),
  failed: count('In error', 0),
  ready: count('May be claimed now', 0),
  completionPercentage: HEALTH.completionPercentage,
  status: word('What the task as a whole is doing', EXECUTION_STATUS),
  health: HEALTH.healthStatus,
  recommendedAction: word('What should happen next', ACTIONS),
  progressDetails: record('The same for people', {
    completedRatio: text('Completed of all', '4/4'),
    completionPercentage: text('With the sign', '100%'),
    remainingSteps: count('Pending, running or failed', 0),
    failedSteps: count('In error', 0),
    readySteps: count('May be claimed now', 0),
  }),
} as const;

/** A task with all its steps done. */
export const COMPLETED_TASK = {
  ...RESTING_TASK,
  ...HEALTH,
  workflowSummary: record('Where the task stands', WORKFLOW_SUMMARY),
} as const;

/** A task that rests in error. */
export const FAILED_TASK = {
  ...COMPLETED_TASK,
  errorMessage: text('Of its first failed step; else why it was stopped', 'card declined'),
  errorClass: orNull(text('Of its first failed step', 'PermanentError')),
  failedStepsCount: count('Steps in error', 1),
  errorSteps: list('Names of the steps in error', text('', 'charge_payment')),
  errorStepResults: list(
    'The steps in error',
    record('A step', {
      stepId: integer('Its place in the task', 2),
      stepName: text('Its name', 'charge_payment'),
      attempts: count('Attempts that were made', 3),
      errorMessage: text('Of the last attempt', 'card declined'),
      errorClass: text('Of the last attempt', 'PermanentError'),
      backtrace: list('Where it was thrown', text('', 'at ChargePayment.handle (charge.ts:12:9)')),
    }),
  ),
} as const;

/** How a finalization ended. */
export const FINALIZED_TASK = {
  ...RESTING_TASK,
  ...HEALTH,
  finalStatus: word('State of the task', ['complete', 'error']),
  executionStatus: WORKFLOW_SUMMARY.status,
  recommendedAction: WORKFLOW_SUMMARY.recommendedAction,
  readySteps: count('Steps that may be claimed now', 0),
} as const;
