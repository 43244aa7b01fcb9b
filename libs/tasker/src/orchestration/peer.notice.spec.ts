import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeerNotice } from './peer.notice.js';

describe('PeerNotice', () => {
  const send = vi.fn();
  let notice: PeerNotice;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    send.mockReset();
    notice = new PeerNotice(send);
  });
  afterEach(() => vi.useRealTimers());

  it('lets one call in 20 ms notify', () => {
    expect(notice.isDue).toBe(true);
    notice.left(true);
    expect(notice.isDue).toBe(false);
    vi.advanceTimersByTime(20);
    expect(notice.isDue).toBe(true);
  });

  it('tells of work that a silent call left once the pause is over, however much more is left meanwhile', () => {
    notice.left(true);
    for (let call = 0; call < 4; call += 1) {
      notice.left(false);
      vi.advanceTimersByTime(5);
    }
    expect(send).toHaveBeenCalledTimes(1);
    expect(notice.isDue).toBe(false);
  });

  it('tells nobody when nobody is there, or after a stop', () => {
    notice.left(false);
    notice.stop();
    notice.peersAlive = false;
    notice.left(false);
    vi.advanceTimersByTime(1_000);
    expect([send.mock.calls.length, notice.isDue]).toEqual([0, false]);
  });
});
