import type { CacheTier } from './cache.tier.js';
import type { LockingStore } from './locking.store.js';

/** The right of one process to compute an answer. */
export interface FlightLock {
  /** True: the right is ours for that long. */
  acquire(key: string, token: string, leaseMs: number): Promise<boolean>;
  renew(key: string, token: string, leaseMs: number): Promise<unknown>;
  release(key: string, token: string): Promise<unknown>;
}

/** The right by the store's own atomic set: one process has it. */
export function atomicLock(store: LockingStore): FlightLock {
  return {
    acquire: (key, token, leaseMs) => store.setIfAbsent(key, token, leaseMs),
    renew: (key, token, leaseMs) => store.extendIfEqual(key, token, leaseMs),
    release: (key, token) => store.deleteIfEqual(key, token),
  };
}

/** What a process leaves in the store while it computes. */
interface Mark {
  readonly token: string;
  /** When it ends, in milliseconds since 1970: a store may ignore times to live. */
  readonly until: number;
}

/**
 * A mark that others see, for stores without an atomic set: two that come at the same moment may both have the right. Better than nothing
 * for a computation that takes seconds, and never wrong: both compute the same.
 */
export function markLock(tier: CacheTier, clock: () => number = Date.now): FlightLock {
  const holder = async (key: string, leaseMs: number) => holderOf(await tier.get(key), clock(), leaseMs);
  // No lease is asked for where a right is given back: whoever's mark it is, the token says so.
  const own = async (key: string, token: string) => (await holder(key, Infinity)) === token;
  const mark = (key: string, token: string, leaseMs: number) => tier.set(key, { token, until: clock() + leaseMs } satisfies Mark, leaseMs);
  return {
    acquire: async (key, token, leaseMs) => {
      const before = await holder(key, leaseMs);
      if (before !== null) return before === token;
      await mark(key, token, leaseMs);
      const after = await holder(key, leaseMs);
      // A store that keeps nothing, or gives back anything at all, has nobody wait.
      return after === token || after === null;
    },
    renew: async (key, token, leaseMs) => (await own(key, token)) && mark(key, token, leaseMs),
    release: async (key, token) => (await own(key, token)) && tier.delete(key),
  };
}

/** Whose mark it is; null: nobody's, or that of one that has died, or none at all. */
function holderOf(stored: unknown, now: number, leaseMs: number): string | null {
  const { token, until } = (stored ?? {}) as Partial<Mark>;
  if (typeof token !== 'string' || typeof until !== 'number') return null;
  // Clocks of processes may differ by as much as a lease.
  return until > now && until <= now + 2 * leaseMs ? token : null;
}
