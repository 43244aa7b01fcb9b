import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answeredWithin, NoAnswerError } from './time.limit.js';

describe('a time limit', () => {
  it('gives the answer, or the error, of a call that comes in time', async () => {
    expect(await answeredWithin(1_000, () => Promise.resolve(7))).toBe(7);
    await expect(answeredWithin(1_000, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  });

  it('ends the wait for a call that never answers', async () => {
    await expect(answeredWithin(1, () => new Promise(() => undefined))).rejects.toThrow(new NoAnswerError(1));
  });

  it('takes an answer that has come while the process was busy for longer than the limit', async () => {
    // From here timers come before what the next turn brings.
    await turn();
    const answer = answeredWithin(1, () => turn('in time'));
    const until = performance.now() + 5;
    while (performance.now() < until);
    expect(await answer).toBe('in time');
  });
});
