import { WakeTimer } from './wake.timer.js';

/** Time in which one more notification is allowed: each wakes every idle worker. */
const PAUSE_MS = 20;
/** Notifications that may follow one another at once: a task that goes from worker to worker does not wait for the pause. */
const AT_ONCE = 5;

/** Decides when other workers are told of work that this one leaves to them. */
export class PeerNotice {
  /** Whether there are other live workers: told by the heartbeat. */
  peersAlive = true;
  /** When as many notifications are allowed again as may be sent at once. */
  private restedAt = Number.NEGATIVE_INFINITY;
  private readonly timer: WakeTimer;

  /** `send` notifies by itself, outside a call. */
  constructor(private readonly send: () => void) {
    this.timer = new WakeTimer(() => {
      this.sent();
      this.send();
    });
  }

  /** Whether the next call may notify. */
  get isDue(): boolean {
    return this.peersAlive && this.waitMs() <= 0;
  }

  /** A call left work to others: it has told them, or they are told as soon as a notification is allowed. */
  left(told: boolean): void {
    if (told) this.sent();
    else if (this.peersAlive) this.timer.within(this.waitMs());
  }

  stop(): void {
    this.timer.cancel();
  }

  private waitMs(): number {
    return this.restedAt - performance.now() - (AT_ONCE - 1) * PAUSE_MS;
  }

  private sent(): void {
    this.restedAt = Math.max(this.restedAt, performance.now()) + PAUSE_MS;
  }
}
