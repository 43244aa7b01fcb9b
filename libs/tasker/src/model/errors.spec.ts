import { describe, expect, it } from 'vitest';
import { DuplicateTaskError, TaskerError } from './errors.js';

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
