import { describe, expect, it } from 'vitest';
import { IdRanges, type IdRange } from './id.ranges.js';

const MOST = 40;
const ids = (ranges: IdRanges) => Array.from({ length: MOST }, (_, id) => id).filter((id) => ranges.has(id));

/** The same sequence in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function randomRanges(next: () => number): IdRanges {
  const list: IdRange[] = [];
  for (let count = Math.floor(next() * 5); count > 0; count -= 1) {
    const from = Math.floor(next() * MOST);
    list.push([from, from + Math.floor(next() * 8)]);
  }
  const ranges = IdRanges.of(list);
  return next() < 0.3 ? ranges.union(IdRanges.from(Math.floor(next() * MOST))) : ranges;
}

describe('ranges of ids', () => {
  it('are the same as sets of ids under every operation', () => {
    const next = numbers(7);
    for (let round = 0; round < 150; round += 1) {
      const [one, two] = [randomRanges(next), randomRanges(next)];
      expect(ids(one.union(two))).toEqual([...new Set([...ids(one), ...ids(two)])].sort((a, b) => a - b));
      expect(ids(one.and(two))).toEqual(ids(one).filter((id) => two.has(id)));
      expect(ids(one.minus(two))).toEqual(ids(one).filter((id) => !two.has(id)));
      expect(ids(one.first(5))).toEqual(ids(one).slice(0, 5));
      expect(one.isEmpty).toBe(one.list.length === 0);
    }
  });

  it('stand in order and do not touch', () => {
    expect(
      IdRanges.of([
        [5, 6],
        [1, 3],
        [3, 5],
        [9, 9],
        [8, 12],
        [10, 11],
      ]).list,
    ).toEqual([
      [1, 6],
      [8, 12],
    ]);
  });

  it('without an end have every id from one on', () => {
    expect(
      IdRanges.from(5)
        .union(IdRanges.of([[1, 2]]))
        .minus(IdRanges.of([[7, 9]])).list,
    ).toEqual([
      [1, 2],
      [5, 7],
      [9, Infinity],
    ]);
    expect(IdRanges.from(5).minus(IdRanges.from(8)).list).toEqual([[5, 8]]);
    expect(IdRanges.from(5).has(Number.MAX_SAFE_INTEGER)).toBe(true);
  });
});
