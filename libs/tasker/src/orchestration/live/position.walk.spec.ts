import { expect, it } from 'vitest';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { PositionWalk } from './position.walk.js';

const before = new HistoryPosition([IdRanges.from(5), IdRanges.of([[2, 3]]).union(IdRanges.from(10)), IdRanges.from(1)]);
/** Of steps 12 could not be seen; of tasks 3 and 4 are nobody's. */
const after = new HistoryPosition([IdRanges.from(8), IdRanges.of([[12, 13]]).union(IdRanges.from(20)), IdRanges.from(5)]);
const rows = (
  [
    [1, 5],
    [2, 14],
    [2, 2],
    [3, 1],
    [2, 11],
    [1, 7],
    [3, 2],
    [2, 13],
  ] as const
).map(([kind, id]) => ({ kind, id }));

it('has after each row exactly what is still to be told', () => {
  const walk = new PositionWalk(rows, before, after);
  rows.forEach((row, place) => {
    const position = walk.pass(row);
    for (const [index, { kind, id }] of rows.entries())
      expect([row, kind, id, position.has({ kind, id })]).toEqual([row, kind, id, index > place]);
    expect(position.has({ kind: 2, id: 12 })).toBe(true);
    expect(position.has({ kind: 2, id: 20 })).toBe(true);
    // Nothing that was told before the first row comes back.
    for (const [kind, id] of [
      [1, 4],
      [2, 1],
      [2, 9],
    ] as const)
      expect(position.has({ kind, id })).toBe(false);
  });
});

it('is where the look ends after the last row', () => {
  const walk = new PositionWalk(rows, before, after);
  expect(rows.map((row) => walk.pass(row)).at(-1)).toEqual(after);
});
