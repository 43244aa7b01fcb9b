import { describe, expect, it } from 'vitest';
import { LaneList } from './lane.list.js';

describe('lists of lanes', () => {
  it('are written as PostgreSQL reads an array, each when it comes', () => {
    const list = new LaneList();
    const [one, other] = [[1, 20, 300], [7]];
    expect([[], one, undefined, one, other, one].map((lanes) => list.of(lanes))).toEqual([
      '{}',
      '{1,20,300}',
      '{}',
      '{1,20,300}',
      '{7}',
      '{1,20,300}',
    ]);
  });
});
