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

  /** How many calls in a row may notify. */
  const atOnce = () => {
    let calls = 0;
    for (; notice.isDue; calls += 1) notice.left(true);
    return calls;
  };

  it('lets five calls notify at once, then one in 20 ms, and five again after a rest', () => {
    const counts = [atOnce()];
    for (const milliseconds of [19, 1, 20, 1_000]) {
      vi.advanceTimersByTime(milliseconds);
      counts.push(atOnce());
    }
    expect(counts).toEqual([5, 0, 1, 1, 5]);
  });

  it('tells of work that a silent call left once the pause is over, however much more is left meanwhile', () => {
    atOnce();
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
