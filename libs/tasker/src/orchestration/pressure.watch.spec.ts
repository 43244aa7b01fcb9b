import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PressureWatch } from './pressure.watch.js';

describe('PressureWatch', () => {
  const measured = vi.fn();
  let resting: boolean;
  let watch: PressureWatch;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    measured.mockReset();
    resting = true;
    watch = new PressureWatch({ measured, isResting: () => resting });
  });
  afterEach(() => {
    watch.stop();
    vi.useRealTimers();
  });

  const timesAfter = (seconds: number) => {
    vi.advanceTimersByTime(seconds * 1_000);
    return measured.mock.calls.length;
  };

  it('measures nothing before a step begins', () => {
    expect([timesAfter(10), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('measures once a second while steps run, and has no timer once a second has passed in which none began', () => {
    resting = false;
    watch.begun();
    expect(timesAfter(5)).toBe(5);
    resting = true;
    expect([timesAfter(10), vi.getTimerCount()]).toEqual([6, 0]);
  });

  it('goes on while short steps begin between the measurements', () => {
    for (let second = 0; second < 4; second += 1) {
      watch.begun();
      timesAfter(1);
    }
    expect([measured.mock.calls.length, vi.getTimerCount()]).toEqual([4, 1]);
  });

  it('begins again with the next step', () => {
    watch.begun();
    timesAfter(10);
    measured.mockReset();
    watch.begun();
    expect(timesAfter(1)).toBe(1);
  });
});
