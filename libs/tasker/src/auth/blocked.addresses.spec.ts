import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlockedAddresses } from './blocked.addresses.js';

describe('BlockedAddresses', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('keeps an address out until its time is over, and says how long that is', () => {
    const blocked = new BlockedAddresses();
    blocked.block('a', 30);
    expect([blocked.secondsLeft('a'), blocked.secondsLeft('b')]).toEqual([30, 0]);
    vi.advanceTimersByTime(29_500);
    expect(blocked.secondsLeft('a')).toBe(1);
    vi.advanceTimersByTime(500);
    expect(blocked.secondsLeft('a')).toBe(0);
  });

  it('forgets those that were blocked first when there are more than 10,000', () => {
    const blocked = new BlockedAddresses();
    for (let n = 0; n < 10_000; n++) blocked.block(String(n), 30);
    blocked.block('0', 60);
    blocked.block('one more', 30);
    expect(['0', '1', '2', '9999', 'one more'].map((address) => blocked.secondsLeft(address))).toEqual([60, 0, 30, 30, 30]);
  });
});
