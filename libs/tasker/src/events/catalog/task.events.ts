import type { EngineEventTable } from './engine.event.js';
import { count, integer, moment, orNull, seconds, text, typed, word } from './event.fields.js';
import { COMPLETED_TASK, FAILED_TASK, MOVING_TASK, NEW_TASK, RESTING_TASK, STATES, TASK_NAMES, TRANSITION } from './task.fields.js';

const { taskId, namespace, taskName, version } = TASK_NAMES;

/** Events of tasks (specification: surface §4.2). */
export const TASK_EVENTS = {
  'task.initialize_requested': {
    category: 'task',
    description: 'A task was created.',
    fields: typed(NEW_TASK, 'initialized'),
    firedBy: ['creation'],
  },
  'task.before_transition': {
    category: 'task',
    description: 'A task begins: a step of it is claimed, no handler was called yet.',
    fields: { ...typed(MOVING_TASK, 'before_transition'), ...TRANSITION },
    firedBy: ['creation', 'worker'],
  },
  'task.start_requested': {
    category: 'task',
    description: 'A task has begun: the first of its steps was claimed. Told again when it begins anew after a retry.',
    fields: { ...typed(MOVING_TASK, 'started'), taskContext: NEW_TASK.taskContext },
    firedBy: ['creation', 'worker'],
  },
  'task.completed': {
    category: 'task',
    description: 'A task is done: all of its steps are complete or resolved.',
    fields: typed(COMPLETED_TASK, 'completed'),
    firedBy: ['worker', 'operator', 'creation'],
  },
  'task.failed': {
    category: 'task',
    description: 'A task rests in error: nothing of it goes on until a person acts.',
    fields: typed(FAILED_TASK, 'failed'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness', 'operator'],
  },
  'task.retry_requested': {
    category: 'task',
    description: 'A task that rested in error goes on.',
    fields: {
      ...typed(MOVING_TASK, 'retry_requested'),
      retryReason: text('`action`: a person asked for it without a word; else their words', 'gateway is back'),
    },
    firedBy: ['operator'],
  },
  'task.cancelled': {
    category: 'task',
    description: 'A task was cancelled, or its last open steps were.',
    fields: typed(RESTING_TASK, 'cancelled'),
    firedBy: ['operator', 'worker'],
  },
  'task.resolved_manually': {
    category: 'task',
    description: 'A person has resolved a task.',
    fields: typed(RESTING_TASK, 'resolved_manually'),
    firedBy: ['operator'],
  },
  'task.paused': {
    category: 'task',
    description: 'A person has paused a task: no further step of it is claimed.',
    fields: { ...typed(MOVING_TASK, 'paused'), state: word('State of the task', STATES) },
    firedBy: ['operator'],
  },
  'task.resumed': {
    category: 'task',
    description: 'A paused task goes on.',
    fields: { ...typed(MOVING_TASK, 'resumed'), state: word('State of the task', STATES) },
    firedBy: ['operator'],
  },
  'task.stale': {
    category: 'task',
    description: 'A task does not go on: told once for each reason, and once more when it is stopped for it.',
    fields: {
      ...{ taskId, namespace, taskName, version },
      kind: word('`waiting`: no worker takes a due step; `lifetime`: it is too old', ['waiting', 'lifetime']),
      stepId: orNull(integer('The step that waits; null: the task is meant', 2)),
      stepName: orNull(text('Its name', 'charge_payment')),
      since: orNull(moment('Since when the reason holds; null when the task was stopped')),
      noticedAt: orNull(moment('When it was noticed; null when the task was stopped', '2026-03-01T10:30:00.000Z')),
      limitSeconds: orNull(seconds('The limit that was passed', 3600)),
      action: word('What was done', ['warned', 'failed']),
      state: orNull(word('State of a task that was stopped', ['error']), null),
      timestamp: moment('When it was told', '2026-03-01T10:30:00.000Z'),
    },
    firedBy: ['staleness'],
  },
  'task.bottleneck_detected': {
    category: 'task',
    description:
      'A task has begun and does not move; the step that holds it up is as severe as `bottlenecks.severity` says. Told once for each severity.',
    fields: {
      ...{ taskId, namespace, taskName, version },
      severity: word('How bad it is, by `dependencyGraph.severityThresholds`', ['Low', 'Medium', 'High', 'Critical']),
      impactScore: count('Points of the bottleneck', 84),
      step: text('Name of the step that holds the task up', 'charge_payment'),
      stepId: integer('Its place in the task', 2),
      stepName: text('Its name, as other events have it', 'charge_payment'),
      bottleneckType: word('What kind of bottleneck it is', [
        'Permanent Failure',
        'Active Error',
        'Dependency Block',
        'Retry Exhaustion',
        'Non-Retryable',
        'Unknown',
      ]),
      resolutionStrategy: text('What a person should do about it', 'Manual intervention required'),
      unmovedSince: moment('When anything happened to the task last'),
      timestamp: moment('When it was told', '2026-03-01T09:45:00.000Z'),
    },
    firedBy: ['bottleneck watch'],
  },
} as const satisfies EngineEventTable;

/** A step that loses its workers. */
export const POISONED_STEP = {
  ...{ taskId, namespace, taskName, version },
  stepId: integer('Place of the step in its task', 2),
  stepName: orNull(text('Its name', 'charge_payment')),
  since: moment('When its latest attempt was lost'),
  noticedAt: moment('When it was noticed'),
  lostAttempts: count('Attempts that were lost with their workers', 3),
  action: word('What was done', ['warned', 'failed']),
  timestamp: moment('When it was told', '2026-03-01T09:31:00.000Z'),
} as const;
