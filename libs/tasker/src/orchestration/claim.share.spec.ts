import { describe, expect, it } from 'vitest';
import { claimShare } from './claim.share.js';

describe('the share of the free slots that a call claims for', () => {
  it('is half of them, rounded up, and then all that is left', () => {
    expect([claimShare(9, 0, false), claimShare(4, 1, false)]).toEqual([5, 4]);
  });

  it('is small after a pause, so that steps run here while the server claims the rest', () => {
    expect([claimShare(512, 0, true), claimShare(448, 1, true)]).toEqual([64, 448]);
  });

  it('is no larger than half after a pause either', () => {
    expect(claimShare(10, 0, true)).toBe(5);
  });

  it('is nothing where nothing is free', () => {
    expect([claimShare(0, 0, true), claimShare(0, 1, false)]).toEqual([0, 0]);
  });
});
