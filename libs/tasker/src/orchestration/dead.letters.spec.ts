import { describe, expect, it } from 'vitest';
import type { DeadLetterReader } from '../database/dead-letter.reader.js';
import type { TaskReader } from '../database/task.reader.js';
import { DeadLetters } from './dead.letters.js';

/** A list of three tasks, of which the contexts of the first `fitting` may stand on one page. */
function listOf(fitting: number) {
  const read: string[][] = [];
  const nothing = async () => [];
  const reader = {
    page: async (_: object, __: unknown, limit: number) => ['a', 'b', 'c'].slice(0, limit).map((task_id) => ({ task_id })),
    ...{ steps: nothing, lostAttempts: nothing, attempts: nothing },
  };
  const tasks = {
    contexts: async (ids: string[]) => ids.slice(0, fitting).map((task_id) => ({ task_id })),
    tasks: async (ids: string[]) => (read.push(ids), []),
  };
  return { letters: new DeadLetters(reader as unknown as DeadLetterReader, tasks as unknown as TaskReader), read };
}

describe('a page of dead letters', () => {
  it.each([
    [3, 100, ['a', 'b', 'c'], null],
    [2, 100, ['a', 'b'], 'b'],
    [1, 100, ['a'], 'a'],
    [1, 2, ['a'], 'a'],
    [3, 2, ['a', 'b'], 'b'],
    [0, 1, ['a'], 'a'],
  ])('of which %i contexts fit, %i at most, has the tasks %j and goes on after %s', async (fitting, limit, shown, next) => {
    const { letters, read } = listOf(fitting);
    expect((await letters.list({ limit })).nextCursor).toBe(next);
    expect(read).toEqual([shown]);
  });
});
