import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnalyticsReader } from '../database/analytics.reader.js';
import type { AnalyticsStore, RollUpBounds, RollUpReport } from '../database/analytics.store.js';
import { FigureFreshness } from './figure.freshness.js';

const report = (moved: boolean, behind = 0): RollUpReport => ({ moved, behind, asOf: null });

/** `reports`: what each count says; the last one for ever. */
function freshness(age: number | null, reports: RollUpReport[] = [report(true)]) {
  const rollUp = vi.fn((_bounds?: RollUpBounds) => Promise.resolve(reports.length > 1 ? reports.shift()! : reports[0]!));
  const trim = vi.fn((_keepSeconds: number, _limit: number): Promise<number | null> => Promise.resolve(0));
  const reader = { age: () => Promise.resolve(age) } as unknown as AnalyticsReader;
  const terms = { intervalMs: 15_000, keepMs: 86_400_000, maxAgeMs: 30_000 };
  return { rollUp, trim, figures: new FigureFreshness({ rollUp, trim } as unknown as AnalyticsStore, reader, { terms }) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('figures', () => {
  it.each([
    [29_999, 0],
    [30_000, 0],
    [30_001, 1],
    [null, 1],
  ])('of %s ms ago are counted %i times where 30 s are allowed', async (age, times) => {
    const { figures, rollUp } = freshness(age, [report(false, 9)]);
    await figures.within(30_000);
    expect(rollUp).toHaveBeenCalledTimes(times);
  });

  it('up to now are counted until nothing is left, also behind another process that counts', async () => {
    const { figures, rollUp } = freshness(0, [report(false), report(true, 7), report(false, 7), report(true)]);
    const counted = figures.upToNow();
    await vi.advanceTimersByTimeAsync(1_000);
    await counted;
    expect(rollUp).toHaveBeenCalledTimes(4);
  });

  it('that nobody asked to be counted are counted by a portion: a long history is for the job', async () => {
    const { figures, rollUp } = freshness(null, [report(true, 10_000_000)]);
    await figures.within(0);
    expect(rollUp.mock.calls).toEqual([[{ rows: 20_000, waitMs: 100 }]]);
  });

  it('that no job counts are deleted in time by those who do: every ten minutes, and at once when there are more', async () => {
    const { figures, trim } = freshness(null);
    trim.mockResolvedValueOnce(5_000).mockResolvedValueOnce(null);
    for (let n = 0; n < 5; n++) await figures.within(0);
    expect(trim.mock.calls).toEqual([1, 2, 3].map(() => [86_400, 5_000]));
    vi.advanceTimersByTime(600_000);
    await figures.within(0);
    expect(trim).toHaveBeenCalledTimes(4);
  });

  it('that are young enough are left to the job, which deletes too', async () => {
    const { figures, trim } = freshness(10);
    await figures.within(30_000);
    expect(trim).not.toHaveBeenCalled();
  });

  it('up to now are counted once for all who wait, and never by a count that began before they asked', async () => {
    const ends: (() => void)[] = [];
    const { figures, rollUp } = freshness(0);
    rollUp.mockImplementation(() => new Promise((resolve) => ends.push(() => resolve(report(true)))));
    const ended: string[] = [];
    const asked = (name: string) => figures.upToNow().then(() => ended.push(name));
    void asked('first');
    await vi.advanceTimersByTimeAsync(0);
    for (const name of ['second', 'third', 'fourth']) void asked(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(rollUp).toHaveBeenCalledTimes(1);
    ends[0]!();
    await vi.advanceTimersByTimeAsync(0);
    expect([ended, rollUp.mock.calls.length]).toEqual([['first'], 2]);
    ends[1]!();
    await vi.advanceTimersByTimeAsync(0);
    expect([ended, rollUp.mock.calls.length]).toEqual([['first', 'second', 'third', 'fourth'], 2]);
  });

  it('up to now are counted again after a count that failed', async () => {
    const { figures, rollUp } = freshness(0);
    rollUp.mockRejectedValueOnce(new Error('no database'));
    await expect(figures.upToNow()).rejects.toThrow('no database');
    await figures.upToNow();
    expect(rollUp).toHaveBeenCalledTimes(2);
  });

  it('up to now are given up after five seconds: a transaction may write for hours', async () => {
    const { figures, rollUp } = freshness(0, [report(false, 7)]);
    let ended = false;
    const counted = figures.upToNow().then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(4_990);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(50);
    await counted;
    expect(rollUp.mock.calls.length).toBeGreaterThan(200);
  });

  it('that cannot be counted are an error, and no older answer', async () => {
    const { figures, rollUp } = freshness(null);
    rollUp.mockRejectedValue(new Error('no database'));
    await expect(figures.within(0)).rejects.toThrow('no database');
  });
});
