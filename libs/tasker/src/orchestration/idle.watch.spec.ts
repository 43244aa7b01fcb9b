import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleWatch } from './idle.watch.js';

describe('IdleWatch', () => {
  let idle: boolean;
  let watch: IdleWatch;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    idle = false;
    watch = new IdleWatch(() => idle);
  });
  afterEach(() => vi.useRealTimers());

  it('answers at once when the condition holds already', async () => {
    idle = true;
    expect(await watch.within(0)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('answers everybody once the condition holds at a check, and leaves no timer behind', async () => {
    const answers = Promise.all([watch.within(100), watch.within(1_000)]);
    watch.check();
    idle = true;
    watch.check();
    expect(await answers).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('answers no after its time, whatever comes later', async () => {
    const answer = watch.within(100);
    await vi.advanceTimersByTimeAsync(100);
    idle = true;
    watch.check();
    expect(await answer).toBe(false);
  });
});
