import { AsyncResource } from 'node:async_hooks';

/** Longest delay that a timer of this platform takes; whoever waits longer looks in between. */
const LONGEST_MS = 2 ** 31 - 1;

/** One timer that keeps the earliest of the moments asked for. Does not keep the process alive. */
export class WakeTimer {
  private timer: NodeJS.Timeout | undefined;
  private at = Number.POSITIVE_INFINITY;

  private readonly fire: () => void;

  /** `fire` is called outside of the request that may have asked for the moment. */
  constructor(fire: () => void) {
    this.fire = AsyncResource.bind(fire);
  }

  /** Fires within this many milliseconds, or earlier if an earlier moment was asked for. */
  within(milliseconds: number): void {
    const at = performance.now() + Math.max(0, milliseconds);
    if (at >= this.at) return;
    clearTimeout(this.timer);
    this.at = at;
    this.timer = setTimeout(
      () => {
        this.at = Number.POSITIVE_INFINITY;
        this.fire();
      },
      Math.min(Math.max(0, milliseconds), LONGEST_MS),
    );
    this.timer.unref();
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.at = Number.POSITIVE_INFINITY;
  }
}
