import { WakeTimer } from './wake.timer.js';

/** Least time between two notifications of work that is left to others: each wakes every idle worker. */
const PAUSE_MS = 20;

/** Decides when other workers are told of work that this one leaves to them. */
export class PeerNotice {
  /** Whether there are other live workers: told by the heartbeat. */
  peersAlive = true;
  private sentAt = Number.NEGATIVE_INFINITY;
  private readonly timer: WakeTimer;

  /** `send` notifies by itself, outside a call. */
  constructor(private readonly send: () => void) {
    this.timer = new WakeTimer(() => {
      this.sentAt = performance.now();
      this.send();
    });
  }

  /** Whether the next call may notify. */
  get isDue(): boolean {
    return this.peersAlive && performance.now() - this.sentAt >= PAUSE_MS;
  }

  /** A call left work to others: it has told them, or they are told when the pause since the last notification is over. */
  left(told: boolean): void {
    if (told) this.sentAt = performance.now();
    else if (this.peersAlive) this.timer.within(PAUSE_MS);
  }

  stop(): void {
    this.timer.cancel();
  }
}
