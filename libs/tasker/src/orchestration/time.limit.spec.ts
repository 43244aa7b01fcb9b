import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { within } from './time.limit.js';

describe('a call within a time limit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives its answer, or its error, and leaves no timer behind', async () => {
    expect(await within(Promise.resolve('done'), 50, () => new Error('late'))).toBe('done');
    await expect(within(Promise.reject(new Error('own')), 50, () => new Error('late'))).rejects.toThrow('own');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails in the moment when the time is over, and not before', async () => {
    const expired = vi.fn(() => new Error('late'));
    const answer = within(new Promise(() => undefined), 50, expired);
    vi.advanceTimersByTime(49);
    expect(expired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await expect(answer).rejects.toThrow('late');
    expect(expired).toHaveBeenCalledOnce();
  });
});
