import { describe, expect, it } from 'vitest';
import { UseTracker } from './cache.statistics.js';
import type { TrackingTerms } from './cache.settings.js';

const terms: TrackingTerms = { tracked: true, smoothing: 0.9, decay: 0.95, intervalMs: 30_000 };

function tracker(given: Partial<TrackingTerms> = {}) {
  const time = { now: 1_000_000 };
  const use = new UseTracker({ ...terms, ...given }, () => time.now);
  return { use, time, of: (group: string) => use.statistics().find((one) => one.group === group)! };
}

describe('the statistics of a cache', () => {
  it('smooth the hit rate, which counts fully from the first access on', () => {
    const { use, of } = tracker();
    use.accessed('g', false);
    expect(of('g').hitRate).toBe(0);
    use.accessed('g', true);
    // (0 × 0.9 + 1 × 0.1) / (0.1 × 0.9 + 0.1)
    expect(of('g').hitRate).toBeCloseTo(0.1 / 0.19, 12);
    use.accessed('g', true);
    // (0.1 × 0.9 + 0.1) / (0.19 × 0.9 + 0.1)
    expect(of('g').hitRate).toBeCloseTo(0.19 / 0.271, 12);
    expect(of('g')).toMatchObject({ hits: 2, misses: 1 });
  });

  it.each([
    [0, 1],
    [1, 0.5],
  ])('with a smoothing factor of %d have a hit rate of %d after a miss and a hit', (smoothing, rate) => {
    const { use, of } = tracker({ smoothing });
    use.accessed('g', false);
    use.accessed('g', true);
    expect(of('g').hitRate).toBe(rate);
  });

  it('count accesses, of which a share is left after each interval', () => {
    const { use, time, of } = tracker({ decay: 0.5 });
    for (let i = 0; i < 8; i++) use.accessed('g', true);
    expect(of('g').accessFrequency).toBe(8);
    time.now += 29_999;
    expect(of('g').accessFrequency).toBe(8);
    time.now += 1;
    expect(of('g').accessFrequency).toBe(4);
    time.now += 30_000;
    use.accessed('g', true);
    expect(of('g').accessFrequency).toBe(3);
    time.now += 30_000;
    expect(of('g').accessFrequency).toBe(1.5);
  });

  it('do not grow when the clock is set back', () => {
    const { use, time, of } = tracker({ decay: 0.5 });
    use.accessed('g', true);
    time.now -= 600_000;
    expect(of('g').accessFrequency).toBe(1);
  });

  it('give a time to live what was known at the last turn of the interval', () => {
    const { use, time } = tracker();
    use.accessed('g', true);
    use.generated('g', 2);
    expect(use.useOf('g')).toEqual({ hitRate: 0, generationSeconds: 0, accessFrequency: 0 });
    time.now += 30_000;
    expect(use.useOf('g')).toEqual({ hitRate: 1, generationSeconds: 2, accessFrequency: 0.95 });
    use.accessed('g', false);
    expect(use.useOf('g').hitRate).toBe(1);
  });

  it('keep groups apart, sorted by name, and forget one that was not used for an hour', () => {
    const { use, time } = tracker();
    use.accessed('b', true);
    time.now += 1_800_000;
    use.accessed('a', true);
    use.kept('a', 90);
    expect(use.statistics().map(({ group, ttlSeconds }) => [group, ttlSeconds])).toEqual([
      ['a', 90],
      ['b', null],
    ]);
    time.now += 1_800_000;
    expect(use.statistics().map(({ group }) => group)).toEqual(['a']);
    use.accessed('b', false);
    expect(use.statistics().find(({ group }) => group === 'b')).toMatchObject({ hits: 0, misses: 1 });
  });

  it('are bounded when code puts data into the names of groups', () => {
    const { use } = tracker();
    for (let i = 0; i < 600; i++) use.accessed(`g${i}`, true);
    expect(use.statistics()).toHaveLength(500);
  });

  it('are none where nothing is tracked', () => {
    const { use, time } = tracker({ tracked: false });
    use.accessed('g', true);
    use.generated('g', 9);
    time.now += 60_000;
    expect(use.statistics()).toEqual([]);
    expect(use.useOf('g')).toEqual({ hitRate: 0, generationSeconds: 0, accessFrequency: 0 });
  });
});
