import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotFoundError, TaskBusyError, TaskerError } from '../model/errors.js';
import { isBusy, onHeldTask } from './held.task.js';

const failure = (code: string) => Object.assign(new Error('refused'), { code });

describe('onHeldTask', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  /** Runs an action whose tries end with these errors, then with 'done'. */
  const tried = async (...errors: unknown[]) => {
    const action = vi.fn(() => (errors.length > 0 ? Promise.reject(errors.shift() as Error) : Promise.resolve('done')));
    const result = onHeldTask('t', action).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    return { result: await result, tries: action.mock.calls.length };
  };

  it.each(['55P03', '40P01', '40001'])('tries again after %s, and gives the answer', async (code) => {
    expect(await tried(failure(code), failure(code))).toEqual({ result: 'done', tries: 3 });
  });

  it('gives up after the third try and says whose fault it is', async () => {
    const last = failure('40P01');
    const { result, tries } = await tried(failure('55P03'), failure('40001'), last);
    expect([tries, result]).toEqual([3, expect.any(TaskBusyError)]);
    expect(result).toMatchObject({ taskId: 't', cause: last, message: expect.stringContaining('task t is held') });
  });

  it('gives up early when the tries take long', async () => {
    const action = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      throw failure('55P03');
    });
    const result = onHeldTask('t', action).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect([await result, action.mock.calls.length]).toEqual([expect.any(TaskBusyError), 2]);
  });

  it.each([failure('08006'), failure('42P01'), new Error('socket hang up'), 'thrown'])(
    'does not repeat %s, which says nothing of the task',
    async (error) => {
      const { result, tries } = await tried(error);
      expect([tries, result]).toEqual([1, expect.any(TaskerError)]);
      expect(result).not.toBeInstanceOf(TaskBusyError);
      expect(result).toMatchObject({ cause: error, message: expect.stringContaining('cannot act on task t') });
    },
  );
});

describe('errors of the engine', () => {
  it('are passed on as they are', async () => {
    const error = new NotFoundError('there is no task t');
    await expect(onHeldTask('t', () => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('isBusy', () => {
  it('knows what passes from what does not', () => {
    expect(['55P03', '40P01', '40001'].map((code) => isBusy(failure(code)))).toEqual([true, true, true]);
    for (const other of [failure('23514'), new Error('x'), null, undefined, 'x']) expect(isBusy(other)).toBe(false);
  });
});
