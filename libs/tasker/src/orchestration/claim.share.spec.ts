import { describe, expect, it } from 'vitest';
import { claimShare, type Room } from './claim.share.js';

const room = (part: Partial<Room>): Room => ({ free: 512, limit: 512, calls: 0, outcomes: 0, busy: 0, ...part });

describe('the share of the free slots that a call claims for', () => {
  it('is half of them, rounded up, where no call is in flight, and then all that is left', () => {
    expect(claimShare(room({ free: 9, limit: 12, busy: 3 }))).toBe(5);
    expect(claimShare(room({ free: 4, limit: 12, busy: 3, calls: 1 }))).toBe(4);
  });

  it('is no more than half of all slots beside a call that claims for few: both calls are to have work later as well', () => {
    expect(claimShare(room({ free: 448, calls: 1 }))).toBe(256);
  });

  it('has room for what follows each outcome of the call, where so much is free', () => {
    expect(claimShare(room({ free: 300, outcomes: 200, busy: 12 }))).toBe(200);
    expect(claimShare(room({ free: 300, outcomes: 290, calls: 1 }))).toBe(290);
    expect(claimShare(room({ free: 100, outcomes: 200, busy: 212 }))).toBe(100);
  });

  it('is small after a pause, so that steps run here while the server claims the rest', () => {
    expect(claimShare(room({}))).toBe(64);
    expect(claimShare(room({ outcomes: 1 }))).toBe(256);
    expect(claimShare(room({ free: 511, busy: 1 }))).toBe(256);
  });

  it('is no larger than half after a pause either', () => {
    expect(claimShare(room({ free: 10, limit: 10 }))).toBe(5);
  });

  it('is nothing where nothing is free', () => {
    expect([claimShare(room({ free: 0 })), claimShare(room({ free: 0, calls: 1, outcomes: 3 }))]).toEqual([0, 0]);
  });
});
