import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WakeTimer } from './wake.timer.js';

const LONGEST_MS = 2 ** 31 - 1;
const fire = vi.fn();
let timer: WakeTimer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  fire.mockClear();
  timer = new WakeTimer(fire);
});
afterEach(() => vi.useRealTimers());

/** How often the timer has fired after each of these moments. */
function firedAt(...moments: number[]): number[] {
  const start = performance.now();
  return moments.map((moment) => {
    vi.advanceTimersByTime(start + moment - performance.now());
    return fire.mock.calls.length;
  });
}

describe('WakeTimer', () => {
  it('fires once, at the moment asked for', () => {
    timer.within(100);
    expect(firedAt(99, 100, 1_000)).toEqual([0, 1, 1]);
  });

  it('keeps the earliest moment asked for, in any order', () => {
    timer.within(300);
    timer.within(100);
    timer.within(200);
    expect(firedAt(99, 100, 1_000)).toEqual([0, 1, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts a moment from when it is asked for', () => {
    timer.within(100);
    vi.advanceTimersByTime(90);
    timer.within(50);
    expect(firedAt(10)).toEqual([1]);
  });

  it.each([0, -5, Number.NEGATIVE_INFINITY])('fires at once for %s', (milliseconds) => {
    timer.within(milliseconds);
    expect(firedAt(1)).toEqual([1]);
  });

  it('can be asked again from within its own firing', () => {
    fire.mockImplementationOnce(() => timer.within(100));
    timer.within(100);
    expect(firedAt(100, 199, 200)).toEqual([1, 1, 2]);
  });

  it('never fires for an infinite wait', () => {
    timer.within(Number.POSITIVE_INFINITY);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks in between when the wait is longer than a timer can be, and does not fire at once', () => {
    timer.within(LONGEST_MS * 3);
    expect(firedAt(60_000, LONGEST_MS)).toEqual([0, 1]);
  });

  it('fires no more once it is cancelled, and can be used again', () => {
    timer.within(100);
    timer.cancel();
    expect(firedAt(200)).toEqual([0]);
    timer.within(100);
    expect(firedAt(100)).toEqual([1]);
  });
});

describe('WakeTimer and the process', () => {
  it('does not keep it alive', () => {
    vi.useRealTimers();
    const unref = vi.spyOn(Object.getPrototypeOf(setTimeout(() => undefined, 0).unref()) as NodeJS.Timeout, 'unref');
    timer.within(60_000);
    expect(unref).toHaveBeenCalledOnce();
    timer.cancel();
    unref.mockRestore();
  });
});
