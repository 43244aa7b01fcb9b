import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnalyticsStore, RollUpReport } from '../database/analytics.store.js';
import { RollupJob } from './rollup.job.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('figures that stand still', () => {
  function job(report: RollUpReport) {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const store = { rollUp: () => Promise.resolve(report), trim: () => Promise.resolve(0) } as unknown as AnalyticsStore;
    const terms = { intervalMs: 15_000, keepMs: 86_400_000, maxAgeMs: 30_000 };
    return { job: new RollupJob(store, { terms }), warn };
  }
  const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

  it('are told about in the log after five minutes, and again after five more', async () => {
    const { job: counting, warn } = job({ moved: false, behind: 0, asOf: ago(300) });
    await counting.run();
    await counting.run();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatchObject({
      msg: expect.stringMatching(/^Figures stand still: .*idle in transaction$/),
      as_of: '2026-01-01T11:55:00.000Z',
      seconds: 300,
    });
    vi.advanceTimersByTime(300_000);
    await counting.run();
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it.each<[string, RollUpReport]>([
    ['younger', { moved: false, behind: 0, asOf: ago(299) }],
    ['counted at this moment', { moved: true, behind: 0, asOf: ago(900) }],
    ['counted for the first time', { moved: false, behind: 0, asOf: null }],
  ])('are no news when they are %s', async (_what, report) => {
    const { job: counting, warn } = job(report);
    await counting.run();
    expect(warn).not.toHaveBeenCalled();
  });
});
