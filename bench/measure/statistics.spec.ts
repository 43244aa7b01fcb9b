import { describe, expect, it } from 'vitest';
import { median, medianFigures, percentile } from './statistics.js';

describe('statistics of the bench', () => {
  it('median takes the middle of the sorted values, and the mean of two middles', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('percentile is the nearest rank', () => {
    const values = Array.from({ length: 20 }, (_, place) => 20 - place);
    expect(percentile(values, 0.5)).toBe(10);
    expect(percentile(values, 0.95)).toBe(19);
    expect(percentile([7], 0.95)).toBe(7);
  });

  it('medians are taken for each figure, and a figure that no run has stays null', () => {
    expect(
      medianFigures([
        { rate: 1, cpu: null },
        { rate: 5, cpu: null },
        { rate: 3, cpu: null },
      ]),
    ).toEqual({ rate: 3, cpu: null });
  });
});
