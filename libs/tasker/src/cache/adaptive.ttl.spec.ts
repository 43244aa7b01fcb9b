import { describe, expect, it } from 'vitest';
import { adaptiveTtl, underPressure } from './adaptive.ttl.js';
import type { TtlTerms } from './cache.settings.js';

const terms: TtlTerms = {
  defaultSeconds: 300,
  dashboardSeconds: 120,
  adaptive: true,
  minSeconds: 30,
  maxSeconds: 3_600,
  pressureThreshold: 0.8,
};

describe('the adaptive time to live', () => {
  it.each([
    // base, hit rate, seconds to compute, accesses → seconds
    [100, 0, 0, 0, 100],
    [100, 0.81, 0, 0, 150],
    [100, 0.8, 0, 0, 100],
    [100, 0.3, 0, 0, 100],
    [100, 0.29, 0, 0, 70],
    [100, 1, 0, 0, 150],
    [100, 0, 1.01, 0, 130],
    [100, 0, 1, 0, 100],
    [100, 0, 0.1, 0, 100],
    [100, 0, 0.09, 0, 80],
    [100, 0, 0, 101, 120],
    [100, 0, 0, 100, 100],
    [100, 0, 0, 5, 100],
    [100, 0, 0, 4.9, 90],
    // 90 × 1.5 × 1.3 × 1.2 = 210.6
    [90, 0.9, 2, 200, 210],
    // 90 × 0.7 × 0.8 × 0.9 = 45.36
    [90, 0.1, 0.05, 2, 45],
    // 90 × 0.7 × 1.3 × 0.9 = 73.71
    [90, 0.1, 2, 2, 73],
    // 30 × 0.7 = 21 and 3,000 × 1.5 = 4,500: beyond the bounds
    [30, 0.1, 0, 0, 30],
    [3_000, 0.9, 0, 0, 3_600],
  ])('of %d s with a hit rate of %d, %d s to compute and %d accesses is %d s', (base, hitRate, generationSeconds, accessFrequency, ttl) => {
    expect(adaptiveTtl(terms, base, { hitRate, generationSeconds, accessFrequency })).toBe(ttl);
  });

  it('is the base, unbounded, where it does not adapt', () => {
    const use = { hitRate: 0.9, generationSeconds: 2, accessFrequency: 200 };
    expect(adaptiveTtl({ ...terms, adaptive: false }, 5.5, use)).toBe(5.5);
  });
});

describe('the pressure on a cache', () => {
  it.each([
    [null, false],
    [0.79, false],
    [0.8, true],
    [1, true],
  ])('with %s of the room in use: %s', (utilization, expected) => {
    expect(underPressure(terms, utilization)).toBe(expected);
  });
});
