import { describe, expect, it } from 'vitest';
import { SlotTurns } from './slot.turns.js';

describe('SlotTurns', () => {
  it('gives everything to who is alone', () => {
    const turns = new SlotTurns();
    expect([turns.share('queue', 5, false), turns.share('limited', 5, false), turns.share('queue', 0, false)]).toEqual([5, 5, 0]);
  });

  it('halves what both want, the odd one in turns', () => {
    const turns = new SlotTurns();
    expect([turns.share('limited', 5, true), turns.share('queue', 5, true)]).toEqual([3, 2]);
    turns.took('limited');
    expect([turns.share('limited', 5, true), turns.share('queue', 5, true)]).toEqual([2, 3]);
    turns.took('queue');
    expect([turns.share('limited', 1, true), turns.share('queue', 1, true)]).toEqual([1, 0]);
  });
});
