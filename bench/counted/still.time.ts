/** So much slower timers run: none that the engine sets falls into a drive. */
const SLOWER = 1_000;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Lets no time pass in this process: its monotonic clock stands still and its timers are a thousand times as long, until the returned call.
 * What is done then follows from what is asked and answered, not from how fast that goes. Nothing else may run in this process meanwhile.
 */
export function stopTime(): () => void {
  const { setTimeout, setInterval } = globalThis;
  const now = performance.now.bind(performance);
  const moment = now();
  const slow = (timer: typeof setTimeout): typeof setTimeout => {
    const longer = (call: () => void, ms = 0, ...given: []) => timer(call, Math.min(ms * SLOWER, LONGEST_MS), ...given);
    return Object.assign(longer, timer);
  };
  globalThis.setTimeout = slow(setTimeout);
  globalThis.setInterval = slow(setInterval as typeof setTimeout);
  performance.now = () => moment;
  return () => {
    globalThis.setTimeout = setTimeout;
    globalThis.setInterval = setInterval;
    performance.now = now;
  };
}
