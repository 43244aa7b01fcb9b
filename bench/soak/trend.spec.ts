import { describe, expect, it } from 'vitest';
import { trendOf } from './trend.js';

describe('the trend of values', () => {
  it('of a straight line is its growth over its middle', () => {
    const { growth, certainty } = trendOf([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(growth).toBeCloseTo(10 / 15);
    expect(certainty).toBeGreaterThan(4);
  });

  it('of equal values is none', () => expect(trendOf([5, 5, 5, 5])).toEqual({ growth: 0, certainty: 0 }));

  it('is not bent by values that stand out', () => {
    const { growth } = trendOf([10, 10, 10, 90, 10, 10, 10, 10, 10, 70]);
    expect(growth).toBe(0);
  });

  it('of a saw is uncertain', () => {
    const { certainty } = trendOf([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
    expect(Math.abs(certainty)).toBeLessThan(2);
  });

  it('of falling values is negative', () => {
    const { growth, certainty } = trendOf([9, 8, 7, 6, 5, 4, 3]);
    expect(growth).toBeLessThan(0);
    expect(certainty).toBeLessThan(-2);
  });

  it('of two values is refused', () => expect(() => trendOf([1, 2])).toThrow('a trend of 2 values'));
});
