import { content, count, flag, integer, list, moment, orNull, seconds, text, word } from './event.fields.js';
import { ACTING, STATES, TASK_NAMES } from './task.fields.js';

/** What every event of a step has (specification: surface §4.7). */
export const STEP = {
  ...TASK_NAMES,
  stepId: integer('Place of the step in its task', 2),
  stepName: text('Its name', 'charge_payment'),
  startedAt: orNull(moment('When the attempt began; null: none did')),
  completedAt: orNull(moment('When the step was done; null: it is not', '2026-03-01T09:30:02.340Z'), null),
  attemptNumber: count('Number of the attempt; 0 before the first one', 1),
  retryLimit: integer('Attempts that it may make', 3),
  eventType: text('What happened', ''),
  timestamp: moment('When it happened, by the clock of the database', '2026-03-01T09:30:02.340Z'),
} as const;

/** An attempt that was claimed. */
export const CLAIMED_STEP = {
  ...STEP,
  stepInputs: content('What the handler is given, sensitive values masked', { order_id: 4711 }),
  stepDependencies: orNull(list('Names of the steps that it depends on; null where nobody read them', text('', 'reserve_stock'))),
  queueTime: orNull(seconds('From claimable to claimed; null where nobody knows', 0.015)),
} as const;

/** An attempt that was claimed and is about to run. */
export const MOVED_STEP = {
  ...STEP,
  fromState: word('State before', STATES),
  toState: word('State now', ['in_progress']),
  transitionEvent: text('Name of the event that tells of the new state', 'step.execution_requested'),
} as const;

/** Times of an attempt. */
const TIMES = {
  executionDuration: orNull(seconds('From claim to outcome; null when no attempt was made')),
  processingTime: orNull(seconds('The same, under the name of the metric')),
  queueTime: orNull(seconds('From claimable to claimed; null where nobody knows', 0.015)),
} as const;

export const COMPLETED_STEP = {
  ...STEP,
  ...TIMES,
  stepResults: content('What the step gave, sensitive values masked', { charge_id: 'ch_1' }),
  ...ACTING,
} as const;

const ERROR = {
  errorMessage: text('Of what was thrown', 'card declined'),
  errorClass: text('Name of its class', 'PermanentError'),
} as const;

export const FAILED_STEP = {
  ...STEP,
  ...TIMES,
  ...ERROR,
  exceptionClass: text('The same class, under the name of the specification', 'PermanentError'),
  errorCode: orNull(text('Code that the handler gave', 'CARD_DECLINED')),
  backtrace: list('Where it was thrown, at most 20 lines', text('', 'at ChargePayment.handle (charge.ts:12:9)')),
  errorContext: content('Context that the handler gave to its error, sensitive values masked; null without one', null),
  stepResults: content('What the handler had set as its result before it failed; null without one', null),
  isRetryable: flag('Whether another attempt could help', false),
  finalFailure: flag('No further attempt follows by itself', true),
  willRetry: flag('Another attempt follows', false),
  retryDelay: orNull(seconds('How long that one waits; null when there is none, or the step has moved on'), null),
} as const;

export const RETRIED_STEP = {
  ...STEP,
  previousAttempts: count('Attempts that were made before', 1),
  retryReason: text('`backoff`: its wait was over; `action`: a person asked for it without a word; else their words', 'backoff'),
  backoffStrategy: word('How waits grow', ['exponential']),
  ...ACTING,
} as const;

export const BACKOFF = {
  ...STEP,
  ...ERROR,
  backoffSeconds: orNull(seconds('How long the next attempt waits; null when the step has moved on', 4)),
  backoffType: orNull(word('Who chose the wait; null where nobody knows any more', ['exponential', 'server_requested'])),
  nextAttemptAt: orNull(moment('When the next attempt is due at the earliest', '2026-03-01T09:30:06.340Z')),
} as const;

export const EXHAUSTED_STEP = { ...STEP, ...ERROR } as const;

export const RETURNED_STEP = { ...STEP, reason: orNull(text('Why it did not run', 'maintenance window'), null) } as const;

/** A step that a person, or the engine for its task, has ended. */
export const ENDED_STEP = { ...STEP, executionDuration: TIMES.executionDuration, ...ACTING } as const;

export const CHANGED_LIMIT = { ...STEP, formerRetryLimit: integer('The limit before', 3), ...ACTING } as const;

export const LOST_CLAIM = { ...STEP, reason: text('Why the outcome was refused', 'the claim is gone') } as const;
