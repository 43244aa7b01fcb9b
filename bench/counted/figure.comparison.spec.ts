import { describe, expect, it } from 'vitest';
import { differenceLine, exactDifferences, nearDifferences } from './figure.comparison.js';

const lines = (differences: ReturnType<typeof exactDifferences>) => differences.map(differenceLine);

describe('figures that are compared', () => {
  it('say which one differs, and by how much', () => {
    const expected = { sent: { advance: 40 }, rows: { tasks: { updated: 1_000, hot: 800 } } };
    const found = { sent: { advance: 41 }, rows: { tasks: { updated: 990, hot: 800 } } };
    expect(lines(exactDifferences('linear, batch: ', expected, found))).toEqual([
      'linear, batch: sent.advance: 41, expected 40 (+ 1, + 2.5 %)',
      'linear, batch: rows.tasks.updated: 990, expected 1000 (- 10, - 1.0 %)',
    ]);
  });

  it('say what is new and what is gone', () => {
    expect(lines(exactDifferences('one: ', { old: 3, zero: 0 }, { new: 4, zero: 2 }))).toEqual([
      'one: old: none, expected 3',
      'one: zero: 2, expected 0 (+ 2)',
      'one: new: 4, expected none',
    ]);
  });

  it('may differ by 2 % where they are near', () => {
    expect(nearDifferences('one: ', { wal: 1_000, heap: 1_000 }, { wal: 1_020, heap: 980 })).toEqual([]);
    expect(lines(nearDifferences('one: ', { wal: 1_000, heap: 1_000 }, { wal: 1_020.6, heap: 979.4 }))).toEqual([
      'one: wal: 1020.6, expected 1000 (+ 20.6, + 2.1 %)',
      'one: heap: 979.4, expected 1000 (- 20.6, - 2.1 %)',
    ]);
  });
});
