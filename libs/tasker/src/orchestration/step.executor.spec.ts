import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { Outcome } from '../database/outcome.js';
import type { StepExecution } from '../definitions/step-execution.js';
import { PermanentError, RetryableError } from '../model/errors.js';
import type { IndexedTask } from './definition.index.js';
import type { EngineSettings } from './engine.settings.js';
import { StepAbortedError, StepExecutor, StepTimeoutError, type RunningStep } from './step.executor.js';
import type { StepError } from './task-view.js';

const settings: EngineSettings = {
  worker: null,
  backoff: { seconds: null, max: 30, multiplier: 2, jitter: 0 },
  maxRetryAfterSeconds: 60,
  defaultStepTimeoutMs: null,
  limits: { contextBytes: 1, resultBytes: 20, steps: 1 },
};
const key = { taskId: 'task-1', stepId: 1, attempt: 2 };

type Handler = (execution: StepExecution) => unknown;

function start(
  handler: Handler | undefined,
  { timeoutMs = null as number | null, defaultStepTimeoutMs = null as number | null } = {},
): RunningStep {
  const definition = { namespace: 'default', name: 'order', version: '0.1.0', steps: [], declaredBy: 'Order' };
  const invokers = new Map(handler === undefined ? [] : [['only', handler]]);
  const indexed = { task: { definition, hash: '', invokers, handler: class Order {} }, stepIds: new Map() } as unknown as IndexedTask;
  const claimed = { ...key, retryLimit: 3, timeoutMs, correlationId: null, tags: [], context: {}, inputs: null, parents: null };
  return new StepExecutor({ ...settings, defaultStepTimeoutMs }).start({
    claimed: claimed as unknown as ClaimedStep,
    indexed,
    stepName: 'only',
  });
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
    expect(await start(handler).outcome).toEqual({ ...key, kind: 'completed', results });
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
