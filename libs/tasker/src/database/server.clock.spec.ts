import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from './server.clock.js';

describe('ServerClock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('is the clock of the process as long as that may be right', () => {
    const clock = new ServerClock();
    clock.learn(1_000_000, 1_000_000);
    clock.learn(999_950, 999_900);
    clock.learn(999_999, 1_000_000);
    expect(clock.now()).toBe(1_000_000);
  });

  it.each([3_600_000, -3_600_000])('follows a clock that is off by %i ms, as exactly as the answers come fast', (ahead) => {
    const clock = new ServerClock();
    clock.learn(1_000_000 + ahead, 999_900, 1_000_100);
    expect(Math.abs(clock.now() - (1_000_000 + ahead))).toBeLessThanOrEqual(101);
    clock.learn(1_000_000 + ahead, 999_999, 1_000_001);
    expect(Math.abs(clock.now() - (1_000_000 + ahead))).toBeLessThanOrEqual(2);
    const before = clock.now();
    clock.learn(1_000_000 + ahead, 900_000, 1_100_000);
    expect(clock.now()).toBe(before);
  });

  it('comes back with a clock that is set right', () => {
    const clock = new ServerClock();
    clock.learn(5_000_000, 1_000_000);
    vi.setSystemTime(5_000_010);
    clock.learn(5_000_010, 5_000_010);
    expect(clock.now()).toBeGreaterThanOrEqual(5_000_010);
    expect(clock.now()).toBeLessThanOrEqual(5_000_011);
  });
});
