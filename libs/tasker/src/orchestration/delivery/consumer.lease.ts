import { v7 as uuidv7 } from 'uuid';
import type { EventFeedStore } from '../../database/event-feed.store.js';

/** How long a process that is silent keeps a subscriber to itself: so many polls, but at least and at most this. */
const POLLS = 10;
const BOUNDS_MS = { least: 3_000, most: 30_000 };

/** How long the lease of a subscriber is. */
export function leaseMsOf(pollMs: number): number {
  return Math.min(Math.max(POLLS * pollMs, BOUNDS_MS.least), BOUNDS_MS.most);
}

/** Pause between two tries to renew where the database does not answer. */
const AGAIN_MS = 250;

/**
 * The right of this process to deliver to one subscriber. Each look at the feed takes or renews it, and while it is held it is renewed
 * besides, however long a page takes. When it might be over, the database is asked before anything further is delivered: a process that was
 * stalled goes on where nobody has followed it.
 */
export class ConsumerLease {
  /** A new one after each loss: what was sent before moves nothing any more. */
  private id = uuidv7();
  private held = false;
  /** By the clock of this process; the lease itself ends no earlier. */
  private untilMs = 0;
  private renewal: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly store: EventFeedStore,
    private readonly consumer: string,
    readonly leaseMs: number,
    /** The lease was held and is gone. */
    private readonly onLost: () => void,
  ) {}

  /** Under which id the lease is asked for and held. */
  get holder(): string {
    return this.id;
  }

  /** Whether nobody has said that it is gone. */
  get isHeld(): boolean {
    return this.held;
  }

  /** The database has said that it is held, when it was asked at `asked`. It renews a lease when half of it is over, not before. */
  granted(asked: number): void {
    this.held = true;
    this.untilMs = asked + this.leaseMs / 2;
    this.renewal ??= setInterval(() => void this.renew(), this.leaseMs / 6).unref();
  }

  /** Whether it is held for certain; waits for the answer of the database where that is not known. */
  async confirm(): Promise<boolean> {
    while (this.held && performance.now() >= this.untilMs) {
      await this.renew();
      if (this.held && performance.now() >= this.untilMs) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    return this.held;
  }

  /** Somebody else has it. */
  lost(): void {
    if (!this.held) return;
    this.end();
    this.onLost();
  }

  /** Gives it to whoever asks next. */
  async release(): Promise<void> {
    const { id, held } = this;
    this.end();
    if (held) await this.store.release(this.consumer, id);
  }

  private end(): void {
    this.held = false;
    this.id = uuidv7();
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  /** Asks once; whoever asks meanwhile gets the same answer. */
  private renew(): Promise<void> {
    return (this.asking ??= this.ask().finally(() => (this.asking = undefined)));
  }

  private async ask(): Promise<void> {
    const { id } = this;
    const asked = performance.now();
    const renewed = await this.store.renew(this.consumer, id, this.leaseMs).catch(() => undefined);
    if (id !== this.id || renewed === undefined) return;
    if (renewed) this.granted(asked);
    else this.lost();
  }
}
