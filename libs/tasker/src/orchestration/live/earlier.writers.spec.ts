import { beforeEach, describe, expect, it } from 'vitest';
import { EarlierWriters } from './earlier.writers.js';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';

describe('writers of before the first look', () => {
  let earlier: EarlierWriters;
  beforeEach(() => {
    earlier = new EarlierWriters();
  });
  const begin = (...writers: string[]) => earlier.begin([10, 0, 30], [20, 5, 30], writers);
  const between = new HistoryPosition([IdRanges.of([[11, 21]]), IdRanges.of([[1, 6]]), IdRanges.NONE]);

  it('may have been given what lies between what is settled and what was looked at, until the last of them is gone', () => {
    begin('1/1', '2/2');
    expect([earlier.any, earlier.doubtful]).toEqual([true, between]);
    const began = earlier.generation;
    earlier.note(['1/1', '2/2', '3/3']);
    expect(earlier.generation).toBe(began);
    earlier.note(['2/2', '3/3']);
    expect([earlier.generation, earlier.doubtful]).toEqual([began + 1, between]);
    earlier.note(['3/3']);
    expect([earlier.generation, earlier.any, earlier.doubtful]).toEqual([began + 2, false, HistoryPosition.NONE]);
    earlier.note(['2/2']);
    expect([earlier.generation, earlier.any]).toEqual([began + 2, false]);
  });

  it('are none where nobody was writing, or everything is settled', () => {
    begin();
    expect(earlier.any).toBe(false);
    earlier.begin([20, 5, 30], [20, 5, 30], ['1/1']);
    expect(earlier.any).toBe(false);
  });

  it('are all who write now when their names are not known any more', () => {
    begin('1/1');
    earlier.forgetNames();
    expect([earlier.any, earlier.doubtful]).toEqual([true, between]);
    earlier.note(['7/7']);
    expect(earlier.doubtful).toEqual(between);
    earlier.note([]);
    expect(earlier.any).toBe(false);
    earlier.forgetNames();
    expect(earlier.any).toBe(false);
  });
});
