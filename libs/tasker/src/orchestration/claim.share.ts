/** Most steps of the first claim after a pause: they run while the server claims the rest. */
const FIRST_CLAIM = 64;

/** How many of the free slots a call may claim for; `calls` are in flight, `pauses`: nothing runs and nothing waits to be sent. */
export function claimShare(free: number, calls: number, pauses: boolean): number {
  if (calls > 0) return free;
  // The other call that may be in flight is to have work as well.
  const half = Math.ceil(free / 2);
  return pauses ? Math.min(half, FIRST_CLAIM) : half;
}
