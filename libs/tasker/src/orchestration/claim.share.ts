/** Most steps of the first claim after a pause: they run while the server claims the rest. */
const FIRST_CLAIM = 64;

/** What a worker has when it decides how much a call may claim. */
export interface Room {
  /** Free slots. */
  readonly free: number;
  /** Slots in all. */
  readonly limit: number;
  /** Calls in flight. */
  readonly calls: number;
  /** Outcomes that the call carries: as many steps may follow them. */
  readonly outcomes: number;
  /** Steps that run, and outcomes that wait for another call. */
  readonly busy: number;
}

/**
 * How many of the free slots a call may claim for. The two calls that may be in flight share them, so that both have work: what one of them brings
 * comes back as the outcomes of one call later.
 */
export function claimShare({ free, limit, calls, outcomes, busy }: Room): number {
  const half = Math.ceil((calls > 0 ? limit : free) / 2);
  if (calls === 0 && busy + outcomes === 0) return Math.min(half, FIRST_CLAIM);
  return Math.min(free, Math.max(half, outcomes));
}
