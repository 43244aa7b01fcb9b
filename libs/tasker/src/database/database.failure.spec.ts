import { describe, expect, it } from 'vitest';
import { describeFailure, failureKind, hintedFailure } from './database.failure.js';

const coded = (code: unknown, message = 'refused') => Object.assign(new Error(message), { code });

describe('the kind of a failed call', () => {
  it.each([
    ['TK001', 'lease_lost'],
    ['55P03', 'locked'],
    ['40P01', 'retry'],
    ['40001', 'retry'],
    ['53300', 'retry'],
    ['23505', 'retry'],
    ['42P01', 'retry'],
    ['25006', 'retry'],
    ['XX000', 'retry'],
    ['22P05', 'data'],
    ['22021', 'data'],
    ['54001', 'data'],
    ['57P01', 'unknown'],
    ['57P02', 'unknown'],
    ['57P03', 'unknown'],
    ['57014', 'unknown'],
    ['08006', 'unknown'],
    ['08P01', 'unknown'],
  ])('with SQLSTATE %s is %s', (code, kind) => expect(failureKind(coded(code))).toBe(kind));

  it.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'ERR_INVALID_ARG_TYPE', '', 7, undefined])(
    'with the code %s of the client is unknown: the call may have been committed',
    (code) => expect(failureKind(coded(code))).toBe('unknown'),
  );

  it.each([undefined, null, 'text', 7, {}, new Error('Query read timeout')])('of %j without a code is unknown', (error) => {
    expect(failureKind(error)).toBe('unknown');
  });
});

describe('one line about a failed call', () => {
  it.each([
    [coded('40P01', 'deadlock detected'), 'deadlock detected (40P01)'],
    [new Error('connection ended'), 'connection ended'],
    [coded('ECONNREFUSED', ''), 'Error (ECONNREFUSED)'],
    [{ code: 7, message: 'odd' }, 'odd'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('of %s says what is known', (error, line) => expect(describeFailure(error)).toBe(line));
});

describe('a failure that comes of a pooler', () => {
  it.each(['26000', '42P05'])('with SQLSTATE %s says which option to set, and stays the same error', (code) => {
    const error = coded(code, 'prepared statement "x" does not exist');
    expect(hintedFailure(error)).toBe(error);
    expect(error.message).toMatch(/^prepared statement "x" does not exist: .*database\.pooler: 'transaction'$/);
  });

  it.each([coded('40P01'), coded(undefined), undefined, 'text', { code: '26000' }])('is told from others: %s stays as it is', (error) => {
    const before = JSON.stringify(error);
    const message = (error as Error | undefined)?.message;
    expect(hintedFailure(error)).toBe(error);
    expect([JSON.stringify(error), (error as Error | undefined)?.message]).toEqual([before, message]);
  });
});
