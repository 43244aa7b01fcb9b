import { describe, expect, it } from 'vitest';
import { describeFailure, failureKind } from './database.failure.js';

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
