import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventFeedStore } from '../../database/event-feed.store.js';
import { ConsumerLease, leaseMsOf } from './consumer.lease.js';

const LEASE_MS = 6_000;

/** A lease whose database answers what a test says. */
function leaseOf() {
  const asked: string[] = [];
  const given = { answer: true as boolean | Error, lost: 0, released: [] as string[] };
  const store = {
    renew: async (_: string, holder: string) => {
      asked.push(holder);
      if (given.answer instanceof Error) throw given.answer;
      return given.answer;
    },
    release: async (_: string, holder: string) => void given.released.push(holder),
  };
  const lease = new ConsumerLease(store as unknown as EventFeedStore, 'mailer', LEASE_MS, () => (given.lost += 1));
  return { lease, asked, given };
}

describe('the lease of a durable subscriber', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is ten polls long, but neither too short for a stalled process nor too long to be followed', () => {
    expect([10, 299, 1_000, 60_000].map(leaseMsOf)).toEqual([3_000, 3_000, 10_000, 30_000]);
  });

  it('is renewed while it is held, and not after', async () => {
    const { lease, asked, given } = leaseOf();
    expect([lease.isHeld, await lease.confirm()]).toEqual([false, false]);
    lease.granted(performance.now());
    const { holder } = lease;
    await vi.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect([asked.length, new Set(asked)]).toEqual([60, new Set([holder])]);
    expect([lease.isHeld, await lease.confirm(), given.lost]).toEqual([true, true, 0]);
    await lease.release();
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect([asked.length, given.released, lease.isHeld, given.lost]).toEqual([60, [holder], false, 0]);
  });

  it('is lost when the database says so: once, and under another id from then on', async () => {
    const { lease, asked, given } = leaseOf();
    lease.granted(performance.now());
    const { holder } = lease;
    given.answer = false;
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect([asked, given.lost, lease.isHeld]).toEqual([[holder], 1, false]);
    expect(lease.holder).not.toBe(holder);
    lease.lost();
    await lease.release();
    expect([given.lost, given.released]).toEqual([1, []]);
  });

  it('is asked for before anything is delivered by a process that was stalled, which goes on where nobody has followed it', async () => {
    const { lease, asked, given } = leaseOf();
    lease.granted(performance.now() - LEASE_MS);
    expect([await lease.confirm(), asked.length, given.lost]).toEqual([true, 1, 0]);
    expect([await lease.confirm(), asked.length]).toEqual([true, 1]);
    lease.granted(performance.now() - LEASE_MS);
    given.answer = false;
    expect([await lease.confirm(), given.lost]).toEqual([false, 1]);
  });

  it('is neither held nor lost while the database does not answer: whoever asks waits', async () => {
    const { lease, given } = leaseOf();
    lease.granted(performance.now() - LEASE_MS);
    given.answer = new Error('away');
    let confirmed: boolean | undefined;
    void lease.confirm().then((answer) => (confirmed = answer));
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect([confirmed, given.lost]).toEqual([undefined, 0]);
    given.answer = true;
    await vi.advanceTimersByTimeAsync(500);
    expect([confirmed, given.lost]).toEqual([true, 0]);
  });
});
