import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../database/outcome.js';
import { EventRefusedError } from '../events/event.refusal.js';
import { PermanentError, ProceduralError, RetryableError } from '../model/errors.js';
import { cappedRetryAfter, failureOutcome, refusedByServer, type FailureTerms } from './failure.outcome.js';
import type { StepError } from './task-view.js';

const claim = { taskId: '01970000-0000-7000-8000-000000000001', stepId: 3, attempt: 2 };
const settings: FailureTerms = { backoff: { seconds: [1, 2], max: 30, multiplier: 2, jitter: 0 }, maxRetryAfterSeconds: 3_600 };

type Failed = Extract<Outcome, { kind: 'failed' }>;
const outcomeOf = (thrown: unknown) => failureOutcome(claim, thrown, settings) as Failed;
const errorOf = (thrown: unknown) => JSON.parse(outcomeOf(thrown).error) as StepError;
const fail = (): never => {
  throw new Error('a hostile getter');
};

class Declined extends PermanentError {}
class Throttled extends RetryableError {}

/** What a second installed copy of the package throws: other classes of the same names. */
const other = {
  PermanentError: class PermanentError extends Error {
    readonly errorCode = 'OTHER';
  },
  RetryableError: class RetryableError extends Error {
    readonly retryAfter = 7;
  },
};

describe('an attempt that threw', () => {
  it('carries its claim and the back-off profile', () => {
    expect(outcomeOf(new Error('x'))).toMatchObject({ ...claim, kind: 'failed', backoff: settings.backoff });
  });

  it.each([
    ['an Error', new Error('broken'), { message: 'broken', errorClass: 'Error' }],
    ['a TypeError', new TypeError('not a function'), { message: 'not a function', errorClass: 'TypeError' }],
    ['an Error without a message', new Error(), { message: '', errorClass: 'Error' }],
    ['an Error without a name', Object.assign(new Error('x'), { name: '' }), { message: 'x', errorClass: 'Error' }],
    ['an Error whose message is no text', Object.assign(new Error(), { message: 42 }), { message: '42', errorClass: 'Error' }],
    ['an AggregateError', new AggregateError([new Error('a')], 'both'), { message: 'both', errorClass: 'AggregateError' }],
    [
      'an error of another realm',
      { name: 'Foreign', message: 'far', stack: 'Foreign: far\n at a' },
      { message: 'far', errorClass: 'Foreign' },
    ],
    ['a DOMException', new DOMException('gone', 'AbortError'), { message: 'gone', errorClass: 'AbortError' }],
    ['text', 'just text', { message: 'just text', errorClass: 'string' }],
    ['a number', 404, { message: '404', errorClass: 'number' }],
    ['undefined', undefined, { message: 'undefined', errorClass: 'undefined' }],
    ['null', null, { message: 'null', errorClass: 'null' }],
    ['a symbol', Symbol('s'), { message: 'Symbol(s)', errorClass: 'symbol' }],
    ['a bigint', 1n, { message: '1', errorClass: 'bigint' }],
    ['a function', Object.assign(() => 1, { toString: () => 'fn' }), { message: 'fn', errorClass: 'function' }],
    ['an object', { code: 1 }, { message: '[object Object]', errorClass: 'object' }],
    ['an object without a prototype', Object.create(null), { message: 'a value that cannot be shown', errorClass: 'object' }],
  ])('with %s may be tried again and says what was thrown', (_, thrown, words) => {
    const { permanent, retryAfter } = outcomeOf(thrown);
    expect({ permanent, retryAfter }).toEqual({ permanent: false, retryAfter: null });
    expect(errorOf(thrown)).toMatchObject({ ...words, attempt: 2, permanent: false });
  });

  it('keeps at most twenty lines of the stack, without the message', () => {
    const error = new Error('first\nsecond');
    error.stack = ['Error: first', ...Array.from({ length: 30 }, (_, line) => `    at line ${line}`)].join('\n');
    const { backtrace } = errorOf(error);
    expect(backtrace).toHaveLength(20);
    expect(backtrace?.[0]).toBe('at line 0');
  });

  it('has no backtrace without a stack', () => {
    expect(errorOf(Object.assign(new Error('x'), { stack: undefined }))).not.toHaveProperty('backtrace');
  });

  it('keeps 4,000 characters of a message', () => {
    expect(errorOf(new Error('x'.repeat(5_000))).message).toHaveLength(4_000);
    expect(errorOf('y'.repeat(5_000)).message).toHaveLength(4_000);
  });

  it('can be stored when its texts hold NUL or half a surrogate pair', () => {
    const error = Object.assign(new PermanentError('a\0b\ud800', { errorCode: 'C\0' }), { stack: 'Error\n at f\0' });
    expect(errorOf(error)).toMatchObject({ message: 'a\ufffdb\ufffd', errorCode: 'C\ufffd', backtrace: ['at f\ufffd'] });
    const cut = errorOf(`${'x'.repeat(3_999)}😀`);
    expect(cut.message.isWellFormed()).toBe(true);
  });
});

describe('the errors of this package', () => {
  it.each([
    ['PermanentError', new PermanentError('no', { errorCode: 'DECLINED' })],
    ['a subclass of it', new Declined('no', { errorCode: 'DECLINED' })],
    ['a renamed subclass of it', Object.assign(new Declined('no', { errorCode: 'DECLINED' }), { name: 'CardDeclined' })],
  ])('%s is permanent and keeps its code', (_, thrown) => {
    expect(outcomeOf(thrown)).toMatchObject({ permanent: true, retryAfter: null });
    expect(errorOf(thrown)).toMatchObject({ message: 'no', errorCode: 'DECLINED', permanent: true, errorClass: 'PermanentError' });
  });

  it.each([
    ['RetryableError', new RetryableError('busy', { retryAfter: 30 })],
    ['a subclass of it', new Throttled('busy', { retryAfter: 30 })],
  ])('%s may be tried again after what it asks for', (_, thrown) => {
    expect(outcomeOf(thrown)).toMatchObject({ permanent: false, retryAfter: 30 });
    expect(errorOf(thrown)).toMatchObject({ message: 'busy', errorClass: 'RetryableError' });
  });

  it('are recognised by name when another copy of the package threw them', () => {
    expect(outcomeOf(new other.PermanentError('no'))).toMatchObject({ permanent: true });
    expect(errorOf(new other.PermanentError('no'))).toMatchObject({ errorCode: 'OTHER', permanent: true });
    expect(outcomeOf(new other.RetryableError('later'))).toMatchObject({ permanent: false, retryAfter: 7 });
  });

  it('are recognised by the name of the instance when a bundler has renamed the class', () => {
    expect(outcomeOf(Object.assign(new Error('no'), { name: 'PermanentError' })).permanent).toBe(true);
    expect(outcomeOf(Object.assign(new Error('no'), { name: 'RetryableError', retryAfter: 5 })).retryAfter).toBe(5);
  });

  it('an event that was refused ends the step for good: the same code would publish it again', () => {
    const refused = new EventRefusedError('it contains itself', 'order.packed', 'payload');
    expect(outcomeOf(refused).permanent).toBe(true);
  });

  it('a plain ProceduralError may be tried again', () => {
    expect(outcomeOf(new ProceduralError('half'))).toMatchObject({ permanent: false, retryAfter: null });
  });

  it('a retryAfter on any other error counts for nothing', () => {
    expect(outcomeOf(Object.assign(new Error('x'), { retryAfter: 5 })).retryAfter).toBeNull();
    expect(outcomeOf(Object.assign(new PermanentError('x'), { retryAfter: 5 })).retryAfter).toBeNull();
  });

  it('an errorCode that is no text is left out', () => {
    expect(errorOf(Object.assign(new Error('x'), { errorCode: 42 }))).not.toHaveProperty('errorCode');
  });
});

describe('the context of an error', () => {
  it('is kept', () => {
    expect(errorOf(new RetryableError('x', { context: { order: 7, list: [1] } })).context).toEqual({ order: 7, list: [1] });
    expect(errorOf(new PermanentError('x', { context: { order: 7 } }))).toMatchObject({ context: { order: 7 }, message: 'x' });
  });

  it.each([
    ['empty', {}],
    ['a circle', (() => { const a: { a?: unknown } = {}; a.a = a; return a; })()], // prettier-ignore
    ['with NUL', { text: '\0' }],
    ['larger than 64 kB', { text: 'x'.repeat(64 * 1024) }],
    ['a getter that throws', { get order() { return fail(); } }], // prettier-ignore
    ['a proxy that answers nothing', new Proxy({}, { ownKeys: fail })],
    ['a Map', new Map([['a', 1]])],
  ])('is left out when it is %s, and the error stays', (_, context) => {
    const error = errorOf(Object.assign(new RetryableError('x'), { context }));
    expect(error).not.toHaveProperty('context');
    expect(error).toMatchObject({ message: 'x', errorClass: 'RetryableError', attempt: 2 });
  });
});

describe('values that must not be stored', () => {
  const secrets = ['p"w\\ü\n', 'sk-12345', 'true', 'message'];
  const told = (thrown: unknown, hidden = secrets) => {
    const { error } = failureOutcome(claim, thrown, { ...settings, secrets: hidden }) as Failed;
    return { json: error, error: JSON.parse(error) as StepError };
  };

  it('are blacked out of every text, and nothing else', () => {
    const thrown = Object.assign(new PermanentError('Bearer sk-12345, sk-12345', { errorCode: 'NO_sk-12345' }), {
      stack: 'Error: x\n  at https://sk-12345@host',
      context: { url: 'https://a?key=sk-12345', list: ['sk-12345', 7, null], 'sk-12345': { deep: 'sk-12345' } },
    });
    const { json, error } = told(thrown);
    expect(json).not.toContain('12345');
    expect(error).toEqual({
      message: 'Bearer [FILTERED], [FILTERED]',
      errorClass: 'PermanentError',
      errorCode: 'NO_[FILTERED]',
      backtrace: ['at https://[FILTERED]@host'],
      attempt: 2,
      permanent: true,
      context: { url: 'https://a?key=[FILTERED]', list: ['[FILTERED]', 7, null], '[FILTERED]': { deep: '[FILTERED]' } },
    });
  });

  it('are found where JSON writes them in another way', () => {
    const { json, error } = told(new RetryableError('auth p"w\\ü\n failed', { context: { header: 'p"w\\ü\n' } }));
    expect(error).toMatchObject({ message: 'auth [FILTERED] failed', context: { header: '[FILTERED]' } });
    expect(json).not.toContain('ü');
  });

  it('that are words of JSON or of the error itself leave its form as it is', () => {
    const { error } = told(new PermanentError('message is true', { context: { ok: true, text: 'true' } }));
    expect(error).toMatchObject({
      message: '[FILTERED] is [FILTERED]',
      attempt: 2,
      permanent: true,
      context: { ok: true, text: '[FILTERED]' },
    });
    expect(told(new Error('x'), ['1234', '2222', 'Error']).error).toMatchObject({ message: 'x', attempt: 2 });
  });

  it('of less than four characters are left, and a longer one goes first', () => {
    expect(told(new Error('abc abcdef abcd'), ['abcdef', 'abcd', 'abc']).error.message).toBe('abc [FILTERED] [FILTERED]');
  });

  it('are not left in half where a message is cut', () => {
    const { message } = told(new Error(`${'x'.repeat(3_996)}sk-12345`)).error;
    expect(message.slice(3_990)).not.toContain('sk-1');
    expect(message.length).toBeLessThanOrEqual(4_000);
  });

  it.each([50, 1_000, 3_000, 10_000])('are no reason to lose the error when its context has %i levels', (levels) => {
    let context: object = { key: 'sk-12345' };
    for (let level = 0; level < levels; level++) context = { c: context };
    const { json, error } = told(Object.assign(new Error('x'), { context }));
    expect(error).toMatchObject({ message: 'x', attempt: 2 });
    expect(json).not.toContain('sk-12345');
  });
});

describe('what the handler was given in confidence', () => {
  const message = (confided: readonly string[] | null) =>
    (JSON.parse((failureOutcome(claim, new Error('no http://a.b/1'), { ...settings, confided }) as Failed).error) as StepError).message;

  it('is blacked out, plain addresses too; everything is when nobody can say what that was', () => {
    expect([message([]), message(['http://a.b/1']), message(null)]).toEqual(['no http://a.b/1', 'no [FILTERED]', '[FILTERED]']);
  });
});

describe('what the handler had set as its result', () => {
  it('is kept as it is, beside the error', () => {
    const outcome = failureOutcome(claim, new Error('x'), { ...settings, results: '{"half":"sk-12345"}', secrets: ['sk-12345'] }) as Failed;
    expect(outcome.results).toBe('{"half":"sk-12345"}');
    expect(outcomeOf(new Error('x')).results).toBeUndefined();
  });
});

describe('a thrown value that defends itself', () => {
  const withGetter = (key: string) => Object.defineProperty(new Error('x'), key, { get: fail });

  it.each(['message', 'context', 'stack', 'name', 'errorCode'])('costs only its %s when that getter throws', (key) => {
    const error = errorOf(withGetter(key));
    expect(error).toMatchObject({ attempt: 2, permanent: false, errorClass: 'Error' });
    expect(error.message).toBe(key === 'message' ? 'a value that cannot be shown' : 'x');
  });

  it('may ask for no wait by a getter that throws', () => {
    const error = Object.defineProperty(new RetryableError('x'), 'retryAfter', { get: fail });
    expect(outcomeOf(error)).toMatchObject({ permanent: false, retryAfter: null });
  });

  it.each([
    ['refuses every question', new Proxy({}, { getPrototypeOf: fail, get: fail, has: fail, ownKeys: fail })],
    ['refuses to show its prototype', new Proxy(new Error('x'), { getPrototypeOf: fail })],
    ['is revoked', (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()], // prettier-ignore
    ['throws as text', { toString: fail }],
    ['has a class whose name cannot be read', Object.create(Object.create(null, { constructor: { get: fail } }))],
  ])('is a failure like any other when it %s', (_, thrown) => {
    expect(errorOf(thrown)).toMatchObject({ attempt: 2, permanent: false });
    expect(outcomeOf(thrown)).toMatchObject({ ...claim, kind: 'failed', permanent: false });
  });
});

describe('a retryAfter', () => {
  it.each([
    [0, 0],
    [0.25, 0.25],
    [30, 30],
    [3_600, 3_600],
    [3_600.5, 3_600],
    [1e12, 3_600],
    [-1, 0],
    [-0.5, 0],
    [Number.NEGATIVE_INFINITY, null],
    [Number.POSITIVE_INFINITY, null],
    [Number.NaN, null],
    ['30', null],
    [new Date(0), null],
    [5n, null],
    [true, null],
    [null, null],
    [undefined, null],
  ])('of %s is %s seconds under a cap of 3,600', (asked, used) => {
    expect(cappedRetryAfter(asked, 3_600)).toBe(used);
  });

  it('that is capped is told to the log, any other is not', () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    for (const retryAfter of [-1, 0, 3_600, Number.POSITIVE_INFINITY]) outcomeOf(new RetryableError('busy', { retryAfter }));
    expect(warn).not.toHaveBeenCalled();
    outcomeOf(new RetryableError('busy', { retryAfter: 3_601 }));
    const ids = { task_id: claim.taskId, step_id: 3, attempt: 2, correlation_id: expect.stringMatching(/^tsk_/) };
    const msg = `step 3 of task ${claim.taskId} asks for a wait of 3601 s: capped to 3600 s (backoff.maxRetryAfter)`;
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ msg, component: 'backoff_calculator', ...ids }));
    warn.mockRestore();
  });

  it('is never more than a cap of 0', () => {
    expect(cappedRetryAfter(30, 0)).toBe(0);
  });
});

describe('an outcome that the server refused', () => {
  it('becomes a permanent failure that can be stored', () => {
    const refused = refusedByServer({ ...claim, kind: 'completed', results: '{}' }, 'invalid\0 byte') as Failed;
    expect(refused).toMatchObject({ ...claim, kind: 'failed', permanent: true, retryAfter: null });
    expect(JSON.parse(refused.error)).toEqual({
      message: 'the outcome could not be stored: invalid\ufffd byte',
      errorClass: 'OutcomeRefusedError',
      attempt: 2,
      permanent: true,
    });
  });

  it('keeps what is known of the attempt: its failure is told and counted as any other', () => {
    const about = { seconds: 1.5 };
    expect(refusedByServer({ ...claim, kind: 'completed', results: '{}', about }, 'invalid').about).toBe(about);
  });
});
