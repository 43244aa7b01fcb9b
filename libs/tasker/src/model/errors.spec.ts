import { describe, expect, it } from 'vitest';
import { DuplicateTaskError, InvalidRequestError, TaskerError } from './errors.js';

describe('DuplicateTaskError', () => {
  it('names the task, and each difference of the request', () => {
    const error = new DuplicateTaskError('t-1', [
      { path: 'context.a', message: 'the existing task has 1, the request 2' },
      { path: 'priority', message: 'the existing task has 0, the request 5' },
    ]);
    expect(error).toBeInstanceOf(TaskerError);
    expect(error).toMatchObject({ name: 'DuplicateTaskError', taskId: 't-1' });
    expect(error.message).toBe(
      'task t-1 exists with this identity, and the request differs: context.a: the existing task has 1, the request 2; ' +
        'priority: the existing task has 0, the request 5',
    );
  });

  it('says only that the task exists when nothing differs', () => {
    const error = new DuplicateTaskError('t-1');
    expect([error.message, error.differences]).toEqual(['task t-1 exists with this identity', []]);
  });
});

describe('InvalidRequestError', () => {
  const issues = (count: number) => Array.from({ length: count }, (_, place) => ({ path: `tags.${place}`, message: 'must be a string' }));

  it('tells a hundred issues, and how many more there are', () => {
    expect(new InvalidRequestError(issues(100)).issues).toEqual(issues(100));
    const { issues: told, message } = new InvalidRequestError(issues(100_000));
    expect(told).toEqual([...issues(100), { path: '', message: 'and 99900 more' }]);
    expect(message).toMatch(/^tags\.0: must be a string; .*; and 99900 more$/);
    expect(new InvalidRequestError(told).issues).toEqual(told);
  });

  it('tells the first 500 characters of what a sender wrote', () => {
    const { issues: told } = new InvalidRequestError([{ path: `${'x'.repeat(499)}\u{1f600}`, message: 'y'.repeat(501) }]);
    expect(told).toEqual([{ path: `${'x'.repeat(499)}\ufffd…`, message: `${'y'.repeat(500)}…` }]);
  });
});
