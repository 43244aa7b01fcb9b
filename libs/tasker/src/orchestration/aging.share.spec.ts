import { describe, expect, it } from 'vitest';
import { AgingShare } from './aging.share.js';

const slotsOf = (share: AgingShare, rooms: readonly number[]) => rooms.map((room) => share.take(room).slots);

describe('AgingShare', () => {
  it.each([
    [
      [4, 4, 4],
      [1, 1, 1],
    ],
    [
      [1, 1, 1, 1, 1, 1, 1, 1],
      [0, 0, 0, 1, 0, 0, 0, 1],
    ],
    [
      [2, 2, 2, 2],
      [0, 1, 0, 1],
    ],
    [
      [64, 3, 1, 0, 6],
      [16, 0, 1, 0, 1],
    ],
  ])('keeps one slot in four, whatever a claim has room for: %o', (rooms, slots) => {
    expect(slotsOf(new AgingShare(60_000), rooms)).toEqual(slots);
  });

  it('is for what has waited for half of the longest wait', () => {
    expect(new AgingShare(60_000).take(4).seconds).toBe(30);
    expect(new AgingShare(2_500).take(4).seconds).toBe(1.25);
  });

  it('gives each share to another turn', () => {
    const share = new AgingShare(60_000);
    expect(
      [4, 1, 4, 4]
        .map((room) => share.take(room))
        .filter(({ slots }) => slots > 0)
        .map(({ turn }) => turn),
    ).toEqual([1, 2, 3]);
  });
});
