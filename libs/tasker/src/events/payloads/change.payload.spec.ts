import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import { engineEvent } from '../catalog/engine.events.js';
import { fieldsSchema } from '../catalog/event.fields.js';
import { maskedChange } from '../change.mask.js';
import type { ChangedTask, ChangedTaskFacts, StepChange, TaskChange } from '../committed.change.js';
import { eventJson } from '../event.json.js';
import { payloadOf } from './change.payload.js';

const ajv = addFormats.default(new Ajv({ allowUnionTypes: true }));
const at = new Date('2026-03-01T09:30:02.3404Z');
const requestedAt = new Date('2026-03-01T09:30:00Z');
const startedAt = new Date('2026-03-01T09:30:01.1Z');

const facts: ChangedTaskFacts = {
  requestedAt,
  paused: false,
  priority: 50,
  initiator: 'checkout',
  sourceSystem: 'api',
  reason: 'asked',
  tags: ['vip'],
  steps: { total: 4, pending: 1, inProgress: 0, completed: 2, failed: 1, ready: 0, waiting: 0, blocked: 1 },
  failedSteps: [
    { stepId: 2, name: 'charge', attempts: 3, error: { message: 'declined', errorClass: 'CardError', backtrace: ['at charge.ts:1:1'] } },
  ],
  workflowSummary: {
    ...{ totalSteps: 4, completed: 2, pending: 1, inProgress: 0, failed: 1, ready: 0, completionPercentage: 50 },
    ...{ status: 'blocked_by_failures', health: 'blocked', recommendedAction: 'handle_failures' },
    progressDetails: { completedRatio: '2/4', completionPercentage: '50%', remainingSteps: 2, failedSteps: 1, readySteps: 0 },
  },
};

const task: ChangedTask = {
  taskId: '0199a3f2-5b1c-7d42-9c1e-8f4b2a6d7e10',
  namespace: 'shop',
  name: 'order',
  version: '1.0.0',
  correlationId: 'tsk_1',
  traceparent: null,
  context: { orderId: 1, cardToken: 'tok_4711' },
  facts,
};

const byEngine = { actor: null, reason: null, metadata: null };
const taskChange = (change: Partial<TaskChange>): TaskChange => ({
  kind: 'task',
  task,
  from: 'in_progress',
  to: 'complete',
  at,
  ...byEngine,
  ...change,
});
const stepChange = (change: Partial<StepChange>): StepChange => ({
  ...{ kind: 'step', task, from: 'in_progress', to: 'complete', at, ...byEngine },
  ...{ stepId: 2, name: 'charge', attempt: 2, retryLimit: 3, startedAt, queueSeconds: 0.01249, error: null, results: undefined },
  ...{ inputs: undefined, dependsOn: undefined, retryInSeconds: null, retryAfterSeconds: null, ...change },
});

/** The payload, which its schema must allow. */
function payload(name: string, change: TaskChange | StepChange): Record<string, any> {
  const made = payloadOf(name, change);
  const json = eventJson({ name, payload: made, at });
  const validate = ajv.compile(fieldsSchema(engineEvent(name)!.fields));
  expect([validate(json.payload), validate.errors]).toEqual([true, null]);
  return made;
}

const TASK_BASE = {
  ...{ taskId: task.taskId, namespace: 'shop', taskName: 'order', version: '1.0.0', taskType: 'shop/order/1.0.0', correlationId: 'tsk_1' },
  ...{
    startedAt: requestedAt,
    timestamp: at,
    totalSteps: 4,
    completedSteps: 2,
    failedSteps: 1,
    pendingSteps: 1,
    actor: null,
    reason: null,
  },
};
const RESTED = { ...TASK_BASE, completedAt: null, totalExecutionDuration: 2.34 };
const MOVING = { ...TASK_BASE, completedAt: null, currentExecutionDuration: 2.34 };
const SUMMARY = { completionPercentage: 50, healthStatus: 'blocked', workflowSummary: facts.workflowSummary };
const FAILURE = {
  ...{ errorMessage: 'declined', errorClass: 'CardError', failedStepsCount: 1, errorSteps: ['charge'] },
  errorStepResults: [
    { stepId: 2, stepName: 'charge', attempts: 3, errorMessage: 'declined', errorClass: 'CardError', backtrace: ['at charge.ts:1:1'] },
  ],
};
const FINALIZED = { executionStatus: 'blocked_by_failures', recommendedAction: 'handle_failures', readySteps: 0 };
const WORDS = { completionPercentage: 50, healthStatus: 'blocked' };

describe('payloads of tasks', () => {
  const created = {
    ...{ taskContext: task.context, priority: 50, initiator: 'checkout', sourceSystem: 'api', requestReason: 'asked', tags: ['vip'] },
    ...MOVING,
  };
  it.each([
    ['task.initialize_requested', { from: null, to: 'pending' }, { ...created, eventType: 'initialized' }],
    ['observability.task.enqueue', { from: null, to: 'pending' }, { ...created, eventType: 'enqueued' }],
    [
      'task.before_transition',
      { from: 'pending', to: 'in_progress' },
      { ...MOVING, eventType: 'before_transition', fromState: 'pending', toState: 'in_progress', transitionEvent: 'task.start_requested' },
    ],
    ['task.start_requested', { from: 'pending', to: 'in_progress' }, { ...MOVING, eventType: 'started', taskContext: task.context }],
    ['workflow.task_started', { from: 'pending', to: 'in_progress' }, { ...MOVING, eventType: 'started' }],
    ['observability.task.handle', { from: 'pending', to: 'in_progress' }, { ...MOVING, eventType: 'handled' }],
    ['task.completed', { to: 'complete' }, { ...RESTED, ...SUMMARY, completedAt: at, eventType: 'completed' }],
    ['workflow.task_completed', { to: 'complete' }, { ...RESTED, ...SUMMARY, completedAt: at, eventType: 'completed' }],
    ['task.failed', { to: 'error' }, { ...RESTED, ...SUMMARY, ...FAILURE, eventType: 'failed' }],
    ['workflow.task_failed', { to: 'error' }, { ...RESTED, ...SUMMARY, ...FAILURE, eventType: 'failed' }],
    [
      'workflow.no_viable_steps',
      { to: 'error' },
      { ...RESTED, eventType: 'no_viable_steps', reason: 'failed_steps', totalStepsChecked: 4 },
    ],
    ['observability.task.finalize', { to: 'error' }, { ...RESTED, ...WORDS, ...FINALIZED, eventType: 'finalized', finalStatus: 'error' }],
    [
      'workflow.task_finalization_completed',
      { to: 'complete' },
      { ...RESTED, ...WORDS, ...FINALIZED, completedAt: at, eventType: 'finalized', finalStatus: 'complete' },
    ],
    [
      'task.retry_requested',
      { from: 'error', to: 'pending', actor: 'ann', reason: 'fixed' },
      { ...MOVING, eventType: 'retry_requested', retryReason: 'fixed', actor: 'ann', reason: 'fixed' },
    ],
    ['task.cancelled', { to: 'cancelled', actor: 'ann' }, { ...RESTED, eventType: 'cancelled', actor: 'ann' }],
    ['task.resolved_manually', { to: 'resolved_manually' }, { ...RESTED, eventType: 'resolved_manually' }],
    ['task.paused', { from: 'pending', to: 'pending' }, { ...MOVING, eventType: 'paused', state: 'pending' }],
    ['task.resumed', { from: 'in_progress', to: 'in_progress' }, { ...MOVING, eventType: 'resumed', state: 'in_progress' }],
  ] as const)('%s', (name, change, expected) => {
    expect(payload(name, taskChange(change))).toEqual(expected);
  });

  it('say null where nobody read the rows', () => {
    const unread = taskChange({ task: { ...task, facts: undefined }, from: 'pending', to: 'in_progress' });
    const nothing = { startedAt: null, totalSteps: null, completedSteps: null, failedSteps: null, pendingSteps: null };
    expect(payload('task.start_requested', unread)).toMatchObject({ ...nothing, currentExecutionDuration: null });
  });

  it('name the stop of a task that has no failed step', () => {
    const stopped = { ...task, facts: { ...facts, failedSteps: [] } };
    const expected = { errorMessage: 'max_execution_time', errorClass: null, errorSteps: [], failedStepsCount: 0 };
    expect(payload('task.failed', taskChange({ task: stopped, to: 'error', reason: 'max_execution_time' }))).toMatchObject(expected);
    expect(payload('task.failed', taskChange({ task: stopped, to: 'error' }))).toMatchObject({ errorMessage: 'Task execution failed' });
  });
});

const STEP_BASE = {
  ...{ taskId: task.taskId, namespace: 'shop', taskName: 'order', version: '1.0.0', correlationId: 'tsk_1', stepId: 2, stepName: 'charge' },
  ...{ startedAt, completedAt: null, attemptNumber: 2, retryLimit: 3, timestamp: at },
};
const TIMES = { executionDuration: 1.24, processingTime: 1.24, queueTime: 0.012 };
const ERROR = { message: 'declined', errorClass: 'CardError', errorCode: 'E1', backtrace: ['at charge.ts:1:1'], context: { Bank: 'x' } };

describe('payloads of steps', () => {
  const claim = { from: 'pending', to: 'in_progress', inputs: { sku: 1 }, dependsOn: ['reserve'] } as const;
  const claimed = { ...STEP_BASE, stepInputs: { sku: 1 }, stepDependencies: ['reserve'], queueTime: 0.012 };
  const done = { ...STEP_BASE, ...TIMES, completedAt: at, eventType: 'completed', stepResults: { id: 'ch' }, actor: null, reason: null };
  const failed = {
    ...{ ...STEP_BASE, ...TIMES, eventType: 'failed', errorMessage: 'declined', errorClass: 'CardError', exceptionClass: 'CardError' },
    ...{ errorCode: 'E1', backtrace: ['at charge.ts:1:1'], errorContext: { Bank: 'x' }, stepResults: null },
    ...{ isRetryable: true, finalFailure: false, willRetry: true, retryDelay: 4.5 },
  };
  const failure = { to: 'error', error: { ...ERROR, permanent: false }, retryInSeconds: 4.5 } as const;
  const moved = {
    eventType: 'before_transition',
    fromState: 'pending',
    toState: 'in_progress',
    transitionEvent: 'step.execution_requested',
  };
  it.each([
    ['step.initialize_requested', { from: null, to: 'pending' }, { ...STEP_BASE, eventType: 'initialized' }],
    ['step.before_transition', claim, { ...STEP_BASE, ...moved }],
    ['step.execution_requested', claim, { ...claimed, eventType: 'started' }],
    ['step.before_handle', claim, { ...claimed, eventType: 'before_handle' }],
    [
      'step.retry_requested',
      { from: 'error', to: 'in_progress' },
      {
        ...STEP_BASE,
        eventType: 'retry',
        previousAttempts: 1,
        retryReason: 'backoff',
        backoffStrategy: 'exponential',
        actor: null,
        reason: null,
      },
    ],
    ['step.completed', { results: { id: 'ch' } }, done],
    ['workflow.step_completed', { results: { id: 'ch' } }, done],
    ['step.failed', failure, failed],
    ['workflow.step_failed', failure, failed],
    [
      'observability.step.backoff',
      failure,
      {
        ...{ ...STEP_BASE, eventType: 'backoff', errorMessage: 'declined', errorClass: 'CardError', backoffSeconds: 4.5 },
        ...{ backoffType: 'exponential', nextAttemptAt: new Date('2026-03-01T09:30:06.840Z') },
      },
    ],
    [
      'observability.step.max_retries_reached',
      { to: 'error', error: { ...ERROR, permanent: true, exhausted: true } },
      { ...STEP_BASE, eventType: 'max_retries_reached', errorMessage: 'declined', errorClass: 'CardError' },
    ],
    ['observability.step.skip', { to: 'pending', reason: 'not now' }, { ...STEP_BASE, eventType: 'skipped', reason: 'not now' }],
    [
      'step.cancelled',
      { to: 'cancelled', actor: 'ann' },
      { ...STEP_BASE, eventType: 'cancelled', executionDuration: 1.24, actor: 'ann', reason: null },
    ],
    [
      'step.resolved_manually',
      { from: 'pending', to: 'resolved_manually', startedAt: null },
      {
        ...STEP_BASE,
        startedAt: null,
        completedAt: at,
        eventType: 'resolved_manually',
        executionDuration: null,
        actor: null,
        reason: null,
      },
    ],
    [
      'step.retry_limit_changed',
      { from: 'error', to: 'error', metadata: { action: 'change_retry_limit', from: 2, to: 3 } },
      { ...STEP_BASE, eventType: 'retry_limit_changed', formerRetryLimit: 2, actor: null, reason: null },
    ],
    ['step.claim_lost', { from: null, to: 'in_progress', reason: 'gone' }, { ...STEP_BASE, eventType: 'claim_lost', reason: 'gone' }],
  ] as const)('%s', (name, change, expected) => {
    expect(payload(name, stepChange(change as Partial<StepChange>))).toEqual(expected);
  });

  it.each([
    ['by itself', { permanent: false }, { isRetryable: true, finalFailure: false, willRetry: true }],
    ['never', { permanent: true }, { isRetryable: false, finalFailure: true, willRetry: false }],
    ['not again', { permanent: true, exhausted: true }, { isRetryable: true, finalFailure: true, willRetry: false }],
  ])('say that a failed step is tried %s', (_, marks, expected) => {
    expect(payload('step.failed', stepChange({ to: 'error', error: { ...ERROR, ...marks } }))).toMatchObject({
      ...expected,
      retryDelay: null,
    });
  });

  it('say who asked for a wait, and null where the step has moved on', () => {
    const change = { to: 'error', error: ERROR } as const;
    expect(payload('observability.step.backoff', stepChange({ ...change, retryInSeconds: 9, retryAfterSeconds: 9 }))).toMatchObject({
      backoffType: 'server_requested',
    });
    expect(payload('observability.step.backoff', stepChange({ ...change, retryAfterSeconds: undefined }))).toMatchObject({
      ...{ backoffSeconds: null, backoffType: null, nextAttemptAt: null },
    });
  });

  it('count the attempts before a retry that a person asked for', () => {
    const reset = stepChange({ from: 'error', to: 'pending', actor: 'ann', attempt: 3, startedAt: null });
    expect(payload('step.retry_requested', reset)).toMatchObject({ previousAttempts: 3, retryReason: 'action', actor: 'ann' });
    expect(payload('step.retry_requested', { ...reset, reason: 'gateway is back' })).toMatchObject({ retryReason: 'gateway is back' });
  });

  it('find words for an error without any', () => {
    expect(payload('step.failed', stepChange({ to: 'error', error: {} }))).toMatchObject({
      errorMessage: 'Unknown error',
      errorClass: 'Error',
    });
  });

  it('are never negative durations, whatever clocks say', () => {
    expect(payload('step.completed', stepChange({ startedAt: new Date(at.getTime() + 5) }))).toMatchObject({ executionDuration: 0 });
  });

  it('belong to their kind of change', () => {
    expect(() => payloadOf('task.completed', stepChange({}))).toThrow('event task.completed does not tell of the change of a step');
    expect(() => payloadOf('toString', taskChange({}))).toThrow('event toString does not tell');
  });
});

describe('what is told of a change', () => {
  const filter = parameterFilter();

  it('masks sensitive keys, and their values wherever a message repeats them', () => {
    const error = {
      message: 'tok_4711 was refused',
      errorClass: 'CardError',
      backtrace: ['at tok_4711 (x.ts:1)'],
      context: { password: 'p', Bank: 'tok_4711' },
    };
    const change = stepChange({
      to: 'error',
      error,
      results: { apiSecret: 's' },
      reason: 'tok_4711 again',
      inputs: { cardToken: 'tok_4711', n: 1 },
    });
    const masked = maskedChange(change, filter) as StepChange;
    expect(JSON.stringify(masked)).not.toContain('tok_4711');
    expect(masked).toMatchObject({
      ...{ reason: '[FILTERED] again', inputs: { cardToken: '[FILTERED]', n: 1 }, results: { apiSecret: '[FILTERED]' } },
      error: { message: '[FILTERED] was refused', context: { password: '[FILTERED]', Bank: '[FILTERED]' }, errorClass: 'CardError' },
      task: { context: { orderId: 1, cardToken: '[FILTERED]' } },
    });
    expect([change.error, change.task.context]).toEqual([error, task.context]);
  });

  it('masks what the failed steps of a task say', () => {
    const failedSteps = [{ stepId: 1, name: 'a', attempts: 1, error: { message: 'no tok_4711', errorClass: 'E' } }];
    const change = taskChange({ to: 'error', task: { ...task, facts: { ...facts, failedSteps, tags: ['tok_4711'] } } });
    const masked = payloadOf('task.failed', maskedChange(change, filter));
    expect(masked).toMatchObject({ errorMessage: 'no [FILTERED]', errorStepResults: [{ errorMessage: 'no [FILTERED]' }] });
    expect(JSON.stringify(payloadOf('observability.task.enqueue', maskedChange(change, filter)))).not.toContain('tok_4711');
  });
});

describe('the JSON of an event', () => {
  it("has snake_case names, ISO moments, and the user's own content as it is", () => {
    const change = stepChange({ results: { chargeId: 1, innerList: [{ aB: 1 }] }, startedAt: null });
    expect(eventJson({ name: 'step.completed', payload: payloadOf('step.completed', change), at })).toMatchObject({
      name: 'step.completed',
      at: '2026-03-01T09:30:02.340Z',
      payload: {
        step_id: 2,
        started_at: null,
        completed_at: '2026-03-01T09:30:02.340Z',
        step_results: { chargeId: 1, innerList: [{ aB: 1 }] },
      },
    });
    const { payload: failed } = eventJson({ name: 'task.failed', payload: payloadOf('task.failed', taskChange({ to: 'error' })), at });
    expect(failed).toMatchObject({
      workflow_summary: { total_steps: 4, progress_details: { completed_ratio: '2/4' } },
      error_step_results: [{ step_name: 'charge', error_message: 'declined' }],
    });
    const own = { chargeId: 1, at };
    expect(eventJson({ name: 'order.shipped', payload: own, at }).payload).toBe(own);
  });
});
