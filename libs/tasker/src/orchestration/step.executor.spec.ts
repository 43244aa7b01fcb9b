import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { definitionSettings, registeredTask, stepTemplate, taskDefinition } from '../../../../test/support/built.task.js';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { Outcome } from '../database/outcome.js';
import type { ContentCheck } from '../definitions/content.check.js';
import type { DefinitionSettings } from '../definitions/definition.settings.js';
import type { StepExecution } from '../definitions/step-execution.js';
import type { StepTemplate } from '../definitions/task-definition.js';
import { EngineInstruments } from '../events/engine.instruments.js';
import type { EventBus } from '../events/event.bus.js';
import { RunFacts } from './news/attempt.facts.js';
import { PermanentError, RetryableError } from '../model/errors.js';
import type { IndexedTask } from './indexed.task.js';
import type { EngineSettings } from './engine.settings.js';
import type { AdmissionGate } from './step.admission.js';
import { StepAbortedError, StepExecutor, StepTimeoutError, type RunningStep } from './step.executor.js';
import type { StepError } from './task-view.js';

const settings = {
  worker: null,
  backoff: { seconds: null, max: 30, multiplier: 2, jitter: 0 },
  maxRetryAfterSeconds: 60,
  defaultStepTimeoutMs: null,
  limits: { contextBytes: 1, resultBytes: 20, steps: 1 },
  identity: { strategy: 'none', custom: undefined, windowSeconds: 1, onDuplicate: 'return' },
  staleness: null,
  retention: null,
  sharedLimits: [],
  priorityMaxWaitMs: 60_000,
} satisfies EngineSettings;
const gate = { isOpen: true } as AdmissionGate;
const key = { taskId: 'task-1', stepId: 1, attempt: 2 };

type Handler = (execution: StepExecution) => unknown;

interface Terms extends Partial<Pick<StepTemplate, 'backoff' | 'handlerConfig' | 'customEvents'>> {
  readonly timeoutMs?: number | null;
  readonly defaultStepTimeoutMs?: number | null;
  readonly check?: ContentCheck;
  readonly variables?: DefinitionSettings['variables'];
  /** Called with what is published at once. */
  readonly published?: (name: string, payload: object) => void;
  /** Name of the step where it is not the declared one. */
  readonly stepName?: string;
}

function start(handler: Handler | undefined, terms: Terms = {}): RunningStep {
  const { timeoutMs = null, defaultStepTimeoutMs = null, check, variables = {}, published, stepName = 'only', ...step } = terms;
  const template = stepTemplate('only', step);
  const task = registeredTask(taskDefinition('order', [template]), {
    invokers: new Map(handler === undefined ? [] : [['only', handler]]),
    resultChecks: new Map(check === undefined ? [] : [['only', check]]),
  });
  const indexed = { task, stepIds: new Map() } as unknown as IndexedTask;
  const claimed = {
    ...key,
    retryLimit: 3,
    timeoutMs,
    correlationId: null,
    tags: [],
    context: {},
    inputs: null,
    results: null,
    parents: null,
  };
  const bus = { announce: (name: string, make: () => object) => published?.(name, make()) } as unknown as EventBus;
  const instruments = new EngineInstruments();
  const executor = new StepExecutor(
    { ...settings, defaultStepTimeoutMs },
    gate,
    instruments,
    { ...definitionSettings, variables },
    bus,
    parameterFilter(),
  );
  return executor.start(new RunFacts({ claimed: claimed as unknown as ClaimedStep, indexed, stepName, template }));
}

type Failed = Extract<Outcome, { kind: 'failed' }>;
const failureOf = async (step: RunningStep) => {
  const outcome = (await step.outcome) as Failed;
  expect(outcome.kind).toBe('failed');
  return { outcome, error: JSON.parse(outcome.error) as StepError };
};
/** A handler that never answers, and the signal that it got. */
function hanging(): { handler: Handler; signal: () => AbortSignal; answer: (value: unknown) => void; fail: (error: unknown) => void } {
  let seen!: AbortSignal;
  let answer!: (value: unknown) => void;
  let fail!: (error: unknown) => void;
  const promise = new Promise((resolve, reject) => ([answer, fail] = [resolve, reject]));
  const handler: Handler = ({ signal }) => {
    seen = signal;
    return promise;
  };
  return { handler, signal: () => seen, answer: (value) => answer(value), fail: (error) => fail(error) };
}

describe('an attempt that ends by itself', () => {
  it.each([
    ['an object', () => ({ total: 1 }), '{"total":1}'],
    ['a promise of one', async () => ({ total: 2 }), '{"total":2}'],
    ['nothing', () => undefined, '{}'],
    ['a thenable', () => ({ then: (done: (value: object) => void) => done({ a: 1 }) }), '{"a":1}'],
    ['an object that merely looks like an error', () => ({ error: 'x' }), '{"error":"x"}'],
  ])('is complete with %s', async (_, handler, results) => {
    expect(await start(handler).outcome).toMatchObject({ ...key, kind: 'completed', results });
  });

  it.each([
    ['throws at once', () => { throw new RetryableError('busy', { retryAfter: 7 }); }], // prettier-ignore
    ['rejects', () => Promise.reject(new RetryableError('busy', { retryAfter: 7 }))],
  ])('is a failure when it %s', async (_, handler) => {
    const { outcome, error } = await failureOf(start(handler));
    expect(outcome).toMatchObject({ ...key, permanent: false, retryAfter: 7 });
    expect(error).toMatchObject({ message: 'busy', errorClass: 'RetryableError', attempt: 2 });
  });

  it('is a failure for good when it says so', async () => {
    const { outcome } = await failureOf(start(() => Promise.reject(new PermanentError('no'))));
    expect(outcome).toMatchObject({ permanent: true, retryAfter: null });
  });

  it.each([
    ['text', () => 'done', 'INVALID_RESULT'],
    ['a Map', () => new Map(), 'INVALID_RESULT'],
    ['a bigint inside', () => ({ n: 1n }), 'RESULT_NOT_SERIALISABLE'],
    ['more than the limit', () => ({ text: 'x'.repeat(20) }), 'RESULT_TOO_LARGE'],
    ['NUL inside', () => ({ text: '\0' }), 'RESULT_NOT_STORABLE'],
  ])('is a failure for good when it returns %s: its side effects have happened', async (_, handler, errorCode) => {
    const { outcome, error } = await failureOf(start(handler));
    expect(outcome.permanent).toBe(true);
    expect(error).toMatchObject({ errorCode, errorClass: 'PermanentError' });
  });

  it('is a failure for good when nobody runs the step', async () => {
    const { error } = await failureOf(start(undefined));
    expect(error).toMatchObject({ errorCode: 'HANDLER_MISSING', message: "no handler for step 'only'", permanent: true });
  });

  it('is a failure even when what it throws cannot be looked at', async () => {
    const throwing = () => {
      throw new Error('hostile');
    };
    const hostile = new Proxy(new Error(), { get: throwing, has: throwing, getPrototypeOf: throwing });
    expect((await failureOf(start(() => Promise.reject(hostile)))).outcome).toMatchObject({ ...key, permanent: false });
    expect((await failureOf(start(throwing))).error.message).toBe('hostile');
  });
});

describe('a result that the handler assigns', () => {
  const assign =
    (results: unknown, then: () => unknown = () => undefined): Handler =>
    ({ step }) => {
      step.results = results;
      return then();
    };

  it('is stored in place of the returned one', async () => {
    expect(await start(assign({ a: 1 }, () => ({ b: 2 }))).outcome).toMatchObject({ kind: 'completed', results: '{"a":1}' });
    expect(await start(assign(undefined, () => ({ b: 2 }))).outcome).toMatchObject({ kind: 'completed', results: '{}' });
  });

  it('stays beside the error of the attempt that threw afterwards', async () => {
    const outcome = await start(assign({ a: 1 }, () => Promise.reject(new Error('late')))).outcome;
    expect(outcome).toMatchObject({ kind: 'failed', results: '{"a":1}' });
  });

  it.each([
    ['cannot be stored', new Map()],
    ['is too large', { text: 'x'.repeat(20) }],
  ])('is left out beside an error when it %s', async (_, results) => {
    const { outcome, error } = await failureOf(start(assign(results, () => Promise.reject(new Error('late')))));
    expect([outcome.results, error.message]).toEqual([undefined, 'late']);
  });

  it('is left out beside an error when nothing was assigned', async () => {
    expect((await failureOf(start(() => Promise.reject(new Error('x'))))).outcome.results).toBeUndefined();
  });
});

describe('a declared result', () => {
  it('is stored with its defaults', async () => {
    const check: ContentCheck = (value) => ({ value: { ...(value as object), b: 2 }, issues: [] });
    expect(await start(() => ({ a: 1 }), { check }).outcome).toMatchObject({ results: '{"a":1,"b":2}' });
  });

  it('that is broken fails the step for good, names the paths, and keeps nothing', async () => {
    const check: ContentCheck = async (value) => ({ value, issues: [{ path: 'total', message: 'must be a number' }] });
    const { outcome, error } = await failureOf(start(() => ({ a: 1 }), { check }));
    expect([outcome.permanent, outcome.results]).toEqual([true, undefined]);
    expect(error).toMatchObject({
      errorCode: 'RESULT_SCHEMA',
      message: 'the result breaks its declaration: result.total must be a number',
    });
  });

  it('is that of the declared step whose handler runs a chosen one', async () => {
    const check: ContentCheck = (value) => ({ value, issues: [{ path: '', message: 'is wrong' }] });
    expect((await failureOf(start(() => ({}), { check, stepName: 'another' }))).error.errorCode).toBe('RESULT_SCHEMA');
  });
});

describe('what a step has published', () => {
  const customEvents = [{ name: 'order.paid' }];

  it.each([
    ['succeeds', () => ({}), 'completed'],
    ['throws', () => Promise.reject(new Error('x')), 'failed'],
  ])('leaves with the outcome when it %s', async (_, end, kind) => {
    const outcome = await start(({ publish }) => { publish('order.paid', { sum: 1 }); return end(); }, { customEvents }).outcome; // prettier-ignore
    expect(outcome).toMatchObject({ kind, events: [{ name: 'order.paid', payload: { sum: 1, taskId: 'task-1', stepName: 'only' } }] });
  });

  it('at once goes to the bus at once', async () => {
    const published = vi.fn();
    const outcome = await start(({ publish }) => publish('order.paid', {}, { now: true }), { customEvents, published }).outcome;
    expect(published).toHaveBeenCalledExactlyOnceWith('order.paid', expect.objectContaining({ taskId: 'task-1' }));
    expect(outcome).not.toHaveProperty('events');
  });

  it('undeclared fails the attempt', async () => {
    expect((await failureOf(start(({ publish }) => publish('order.lost')))).error.message).toMatch(
      /^step 'only' of order publishes 'order\.lost'/,
    );
  });
});

describe('the terms of a step', () => {
  it('its own back-off comes before that of the module', async () => {
    const backoff = { seconds: [9], max: 9, multiplier: 1, jitter: 0 };
    const failing = () => Promise.reject(new Error('x'));
    expect((await failureOf(start(failing, { backoff }))).outcome.backoff).toEqual(backoff);
    expect((await failureOf(start(failing))).outcome.backoff).toEqual(settings.backoff);
  });

  it('what its settings take from the environment is in no error', async () => {
    const terms = { handlerConfig: { key: '${API_KEY}' }, variables: { API_KEY: 'sk-12345', OTHER: 'harmless' } };
    const failing: Handler = ({ step }) => Promise.reject(new Error(`refused ${String(step.config.key)} of harmless`));
    expect((await failureOf(start(failing, terms))).error.message).toBe('refused [FILTERED] of harmless');
  });

  it('settings that cannot be filled fail the attempt, not the process', async () => {
    const { error } = await failureOf(start(({ step }) => step.config, { handlerConfig: { key: '${API_KEY}' } }));
    expect(error.message).toBe('${API_KEY} in a handlerConfig: the environment variable API_KEY is not set');
  });
});

describe('the time limit of an attempt', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => vi.useRealTimers());

  it('ends it as a failure that may be tried again, and aborts its signal', async () => {
    const { handler, signal } = hanging();
    const step = start(handler, { timeoutMs: 100 });
    await vi.advanceTimersByTimeAsync(99);
    expect(signal().aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const { outcome, error } = await failureOf(step);
    expect(outcome).toMatchObject({ ...key, permanent: false, retryAfter: null });
    expect(error).toMatchObject({ message: 'no answer within 100 ms', errorClass: 'StepTimeoutError' });
    expect(signal().reason).toBeInstanceOf(StepTimeoutError);
  });

  it('wins over a handler that answers its signal with a result', async () => {
    const step = start(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({}))), { timeoutMs: 10 });
    await vi.advanceTimersByTimeAsync(10);
    expect((await failureOf(step)).error.errorClass).toBe('StepTimeoutError');
  });

  it('drops a late answer and a late failure', async () => {
    for (const late of ['answer', 'fail'] as const) {
      const slow = hanging();
      const step = start(slow.handler, { timeoutMs: 10 });
      await vi.advanceTimersByTimeAsync(10);
      slow[late](new Error('late'));
      expect((await failureOf(step)).error.errorClass).toBe('StepTimeoutError');
    }
  });

  it('is the one of the step, else the default, else none', () => {
    const now = performance.now();
    const handler = () => ({});
    expect(start(handler, { timeoutMs: 100, defaultStepTimeoutMs: 500 }).deadline).toBe(now + 100);
    expect(start(handler, { defaultStepTimeoutMs: 500 }).deadline).toBe(now + 500);
    expect(start(handler).deadline).toBeNull();
  });

  it('leaves no timer behind when the attempt ends in time', async () => {
    await start(() => ({}), { timeoutMs: 60_000 }).outcome;
    await start(() => Promise.reject(new Error('x')), { timeoutMs: 60_000 }).outcome;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an attempt that is abandoned', () => {
  it('has no outcome, at once, whatever its handler does, and its signal says why', async () => {
    const { handler, signal } = hanging();
    const step = start(handler);
    step.abandon('the claim is gone');
    expect(await step.outcome).toBeNull();
    expect(signal().reason).toBeInstanceOf(StepAbortedError);
    expect((signal().reason as Error).message).toBe('the claim is gone');
  });

  it('has no outcome when its handler answers the signal with a result or an error', async () => {
    for (const answer of [() => ({}), () => Promise.reject(new Error('aborted'))]) {
      const step = start(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(answer()))));
      step.abandon('stop');
      expect(await step.outcome).toBeNull();
    }
  });

  it('keeps the outcome that it had before', async () => {
    const step = start(() => ({}));
    const outcome = await step.outcome;
    step.abandon('too late');
    expect(await step.outcome).toBe(outcome);
    expect(outcome?.kind).toBe('completed');
  });
});
