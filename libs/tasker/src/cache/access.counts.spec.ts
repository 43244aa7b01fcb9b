import { describe, expect, it } from 'vitest';
import { AccessCounts } from './access.counts.js';

describe('the counts of accesses', () => {
  it('are kept for each group', () => {
    const counts = new AccessCounts();
    for (const hit of [false, true, true]) counts.accessed('a', hit);
    counts.accessed('b', false);
    expect(counts.all()).toEqual([
      { group: 'a', hits: 2, misses: 1 },
      { group: 'b', hits: 0, misses: 1 },
    ]);
  });

  it('are put together as other after 500 groups', () => {
    const counts = new AccessCounts();
    for (let i = 0; i < 510; i++) counts.accessed(`g${i}`, false);
    counts.accessed('g0', true);
    expect(counts.all()).toHaveLength(501);
    expect(counts.all()[0]).toEqual({ group: 'g0', hits: 1, misses: 1 });
    expect(counts.all().at(-1)).toEqual({ group: 'other', hits: 0, misses: 10 });
  });
});
