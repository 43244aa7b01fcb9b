import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallHalt } from './call.halt.js';

const loop = { isQuiet: vi.fn<() => boolean>(), reconcile: vi.fn<(isCurrent: () => boolean) => Promise<void>>(), resume: vi.fn() };
let halt: CallHalt;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  loop.isQuiet.mockReset().mockReturnValue(true);
  loop.reconcile.mockReset().mockResolvedValue();
  loop.resume.mockReset();
  halt = new CallHalt(loop);
});
afterEach(() => vi.useRealTimers());

describe('a pause after a rolled-back call', () => {
  it('ends by itself, once, however often it is asked for', async () => {
    halt.pause();
    halt.pause();
    expect(halt.isSet).toBe(true);
    await vi.advanceTimersByTimeAsync(249);
    expect(loop.resume).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(halt.isSet).toBe(false);
    expect(loop.resume).toHaveBeenCalledOnce();
    expect(loop.reconcile).not.toHaveBeenCalled();
  });

  it('turns into a recovery, and does not end that one early', async () => {
    loop.isQuiet.mockReturnValue(false);
    halt.pause();
    halt.recover();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([halt.isSet, loop.resume.mock.calls.length]).toEqual([true, 0]);
  });

  it('is forgotten when the loop begins anew', async () => {
    halt.pause();
    halt.clear();
    expect(halt.isSet).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(loop.resume).not.toHaveBeenCalled();
  });

  it('asked for after an earlier one was cleared lasts its own time', async () => {
    halt.pause();
    await vi.advanceTimersByTimeAsync(200);
    halt.clear();
    halt.pause();
    await vi.advanceTimersByTimeAsync(200);
    expect(halt.isSet).toBe(true);
    await vi.advanceTimersByTimeAsync(50);
    expect(halt.isSet).toBe(false);
  });
});

describe('a recovery after a call without an answer', () => {
  it('asks the rows once and goes on', async () => {
    halt.recover();
    halt.recover();
    await vi.advanceTimersByTimeAsync(0);
    expect([loop.reconcile.mock.calls.length, loop.resume.mock.calls.length, halt.isSet]).toEqual([1, 1, false]);
  });

  it('waits until no call of the worker is in flight', async () => {
    loop.isQuiet.mockReturnValue(false);
    halt.recover();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(loop.reconcile).not.toHaveBeenCalled();
    loop.isQuiet.mockReturnValue(true);
    await vi.advanceTimersByTimeAsync(900);
    expect([loop.reconcile.mock.calls.length, halt.isSet]).toEqual([1, false]);
  });

  it('asks the rows once more a second later, and then no more: a call that the server had not read may still have run', async () => {
    halt.recover();
    await vi.advanceTimersByTimeAsync(999);
    expect(loop.reconcile).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([loop.reconcile.mock.calls.length, halt.isSet]).toEqual([2, false]);
  });

  it('asks again while the database is away, ever more seldom, at most every five seconds', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    loop.reconcile.mockRejectedValue(new Error('away'));
    halt.recover();
    const asked: number[] = [];
    for (let second = 0; second < 30; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      asked.push(loop.reconcile.mock.calls.length);
    }
    expect(asked.slice(0, 4)).toEqual([4, 5, 5, 6]);
    expect(asked.at(-1)! - asked.at(-11)!).toBe(2);
    expect(warn).toHaveBeenCalledWith('the database is away: away');
    warn.mockRestore();
    loop.reconcile.mockResolvedValue();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(halt.isSet).toBe(false);
    expect(loop.resume).toHaveBeenCalled();
  });

  it('is not current any more once the loop began anew, and resumes nothing', async () => {
    let answer!: () => void;
    loop.reconcile.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    halt.recover();
    const [isCurrent] = loop.reconcile.mock.calls[0]!;
    expect(isCurrent()).toBe(true);
    halt.clear();
    expect(isCurrent()).toBe(false);
    answer();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(loop.resume).not.toHaveBeenCalled();
  });

  it('is not cut short by a pause that is asked for meanwhile', async () => {
    loop.isQuiet.mockReturnValue(false);
    halt.recover();
    halt.pause();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(halt.isSet).toBe(true);
  });
});
