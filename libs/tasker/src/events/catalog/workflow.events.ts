import type { EngineEventTable } from './engine.event.js';
import { count, integer, list, moment, text, typed, word } from './event.fields.js';
import { BACKOFF, COMPLETED_STEP, EXHAUSTED_STEP, FAILED_STEP, RETURNED_STEP } from './step.fields.js';
import { COMPLETED_TASK, FAILED_TASK, FINALIZED_TASK, MOVING_TASK, NEW_TASK, RESTING_TASK, TASK_NAMES } from './task.fields.js';

/** What a call of the worker loop does for one task. */
const BATCH = {
  ...TASK_NAMES,
  timestamp: moment('When it happened, by the clock of the database'),
  processingMode: word('Whether steps of the task may run at the same time', ['concurrent', 'sequential']),
} as const;

/** What the engine does with workflows (specification: surface §4.4). */
export const WORKFLOW_EVENTS = {
  'workflow.task_started': {
    category: 'workflow',
    description: 'As task.start_requested.',
    fields: typed(MOVING_TASK, 'started'),
    firedBy: ['creation', 'worker'],
  },
  'workflow.task_completed': {
    category: 'workflow',
    description: 'As task.completed.',
    fields: typed(COMPLETED_TASK, 'completed'),
    firedBy: ['worker', 'operator', 'creation'],
  },
  'workflow.task_failed': {
    category: 'workflow',
    description: 'As task.failed.',
    fields: typed(FAILED_TASK, 'failed'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness', 'operator'],
  },
  'workflow.step_completed': {
    category: 'workflow',
    description: 'As step.completed.',
    fields: typed(COMPLETED_STEP, 'completed'),
    firedBy: ['worker', 'operator'],
  },
  'workflow.step_failed': {
    category: 'workflow',
    description: 'As step.failed.',
    fields: typed(FAILED_STEP, 'failed'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness'],
  },
  'workflow.viable_steps_discovered': {
    category: 'workflow',
    description: 'Steps of a task were claimed by one call: they were ready.',
    fields: {
      ...BATCH,
      stepIds: list('Their places in the task', integer('', 2), [2, 3]),
      stepNames: list('Their names', text('', 'charge_payment'), ['charge_payment', 'reserve_stock']),
      stepCount: count('How many', 2),
      viableCount: count('The same, under the name of the specification', 2),
    },
    firedBy: ['worker', 'creation'],
  },
  'workflow.steps_execution_started': {
    category: 'workflow',
    description: 'The claimed steps of a task begin.',
    fields: { ...BATCH, stepCount: count('How many', 2) },
    firedBy: ['worker', 'creation'],
  },
  'workflow.steps_execution_completed': {
    category: 'workflow',
    description: 'Outcomes of steps of a task were stored by one call.',
    fields: { ...BATCH, processedCount: count('Outcomes', 2), successfulCount: count('Those that completed their step', 2) },
    firedBy: ['worker'],
  },
  'workflow.no_viable_steps': {
    category: 'workflow',
    description: 'A task rests in error: none of its steps can go on.',
    fields: {
      ...typed(RESTING_TASK, 'no_viable_steps'),
      reason: text('Why: the words of whoever stopped it, else `failed_steps`', 'failed_steps'),
      totalStepsChecked: count('Steps of the task', 4),
    },
    firedBy: ['worker', 'reaper', 'deadline', 'staleness', 'operator'],
  },
  'workflow.task_finalization_completed': {
    category: 'workflow',
    description: 'A task was finalized: it is complete, or rests in error.',
    fields: typed(FINALIZED_TASK, 'finalized'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness', 'operator', 'creation'],
  },
} as const satisfies EngineEventTable;

/** Events for dashboards (specification: surface §4.5). */
export const OBSERVABILITY_EVENTS = {
  'observability.task.enqueue': {
    category: 'observability',
    description: 'A task was created and may be claimed.',
    fields: typed(NEW_TASK, 'enqueued'),
    firedBy: ['creation'],
  },
  'observability.task.handle': {
    category: 'observability',
    description: 'As task.start_requested.',
    fields: typed(MOVING_TASK, 'handled'),
    firedBy: ['creation', 'worker'],
  },
  'observability.task.finalize': {
    category: 'observability',
    description: 'As workflow.task_finalization_completed.',
    fields: typed(FINALIZED_TASK, 'finalized'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness', 'operator', 'creation'],
  },
  'observability.step.backoff': {
    category: 'observability',
    description: 'An attempt has failed and another one is planned.',
    fields: typed(BACKOFF, 'backoff'),
    firedBy: ['worker', 'reaper'],
  },
  'observability.step.skip': {
    category: 'observability',
    description: 'An attempt was handed back unused: it does not count.',
    fields: typed(RETURNED_STEP, 'skipped'),
    firedBy: ['worker'],
  },
  'observability.step.max_retries_reached': {
    category: 'observability',
    description: 'An attempt has failed and its step has used up its attempts.',
    fields: typed(EXHAUSTED_STEP, 'max_retries_reached'),
    firedBy: ['worker', 'reaper'],
  },
} as const satisfies EngineEventTable;
