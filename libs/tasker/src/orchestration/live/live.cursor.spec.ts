import { expect, it } from 'vitest';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { LiveCursor } from './live.cursor.js';

const TASK = '01920000-0000-7000-8000-0123456789ab';
const cursors = new LiveCursor('0a1b2c3d');
const position = new HistoryPosition([
  IdRanges.from(1),
  IdRanges.of([
    [7, 8],
    [12, 36],
  ]).union(IdRanges.from(100)),
  IdRanges.from(2 ** 40),
]);

it('is read as it was written, and is short', () => {
  expect(cursors.ofHistory(position)).toBe(`h0a1b2c3d.1.7_4-o_1s.${(2 ** 40).toString(36)}`);
  expect(cursors.readHistory(cursors.ofHistory(position))).toEqual(position);
  const ofTask = { ofSteps: 0, ofTask: 12345 };
  expect(cursors.ofTask(TASK, ofTask)).toBe('t0a1b2c3d.0123456789ab.0.9ix');
  expect(cursors.readTask(TASK, cursors.ofTask(TASK, ofTask))).toEqual(ofTask);
});

/** A position with so many gaps, each behind so many ids. */
const holed = (gaps: number, distance: number) => {
  const ranges = Array.from({ length: gaps }, (_, place) => [2e9 + place * distance, 2e9 + place * distance + 1] as const);
  return new HistoryPosition([IdRanges.of(ranges).union(IdRanges.from(3e9)), IdRanges.from(1), IdRanges.from(1)]);
};

it.each([
  [2, 1_300],
  [1_000, 1_300],
])('is short where every id of %d is missing', (distance, gaps) => {
  const cursor = cursors.ofHistory(holed(gaps, distance));
  expect(cursor.length).toBeLessThan(gaps * 4);
  expect(cursors.readHistory(cursor)).toEqual(holed(gaps, distance));
});

it.each([2_000, 3_500])('of a place with %d gaps fits into a header, can be handed back, and says that something was lost', (gaps) => {
  const cursor = cursors.ofHistory(holed(gaps, 1_000));
  expect(cursor.length).toBeLessThanOrEqual(6_000);
  expect(cursors.readHistory(cursor)).toBe('lost');
});

it.each([
  '',
  'h',
  'h0a1b2c3d.1.1',
  'h0a1b2c3d.1.1.1.1',
  'h0a1b2c3e.1.1.1',
  'h0a1b2c3d.0.1.1',
  'h0a1b2c3d.01.1.1',
  'h0a1b2c3d.1.1.1-2',
  'h0a1b2c3d.1__1.1.1',
  'h0a1b2c3d.5_0.1.1',
  'h0a1b2c3d.5-1_9.1.1',
  'h0a1b2c3d.5-0_9.1.1',
  'h0a1b2c3d.5_6-2.1.1',
  'h0a1b2c3d.2gosa7pa2gv_1.1.1',
  'r0a1b2c3e',
  'r0a1b2c3d.1',
  'h0a1b2c3d.zzzzzzzzzzz.1.1',
  'h0a1b2c3d.1.1.1\n',
  'H0A1B2C3D.1.1.1',
  't0a1b2c3d.0123456789ab.0.1',
  `h0a1b2c3d.${'1_'.repeat(5_000)}9999999.1.1`,
])('of a history is not %j', (text) => {
  expect(() => cursors.readHistory(text)).toThrow('is not a cursor of this stream');
});

it.each([
  '',
  't0a1b2c3d.0123456789ab.1',
  't0a1b2c3e.0123456789ab.0.1',
  't0a1b2c3d.0123456789ac.0.1',
  't0a1b2c3d.0123456789ab.zzzzzzzzzzz.1',
  'h0a1b2c3d.1.1.1',
])('of a task is not %j', (text) => {
  expect(() => cursors.readTask(TASK, text)).toThrow('is not a cursor of this stream');
});
