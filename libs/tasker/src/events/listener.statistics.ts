/** The last thing that a listener threw. */
export interface ListenerFailure {
  /** Name of the event. */
  readonly event: string;
  readonly at: Date;
  readonly errorClass: string;
  readonly message: string;
}

/** How a listener of this process is doing, since it began to listen. */
export interface ListenerStatistics {
  readonly listener: string;
  readonly patterns: readonly string[];
  /** Events that it took without an error. */
  readonly delivered: number;
  /** Events that it threw for. */
  readonly failed: number;
  /** Events that its filter did not let through. */
  readonly filtered: number;
  /** Events that it did not get, because too many waited. */
  readonly dropped: number;
  /** Events that wait, the one that it is at included. */
  readonly waiting: number;
  readonly lastError: ListenerFailure | null;
}

/** What only grows. */
export type ListenerCounts = Pick<ListenerStatistics, 'delivered' | 'failed' | 'dropped'>;

/** Names whose counts are kept apart; those of others are kept together, as `other`. */
const MOST_PAST = 1_000;

/** The counts of listeners that have ended, by name. */
export class PastListeners {
  readonly byName = new Map<string, ListenerCounts>();

  add({ listener, delivered, failed, dropped }: ListenerStatistics): void {
    const name = this.byName.has(listener) || this.byName.size < MOST_PAST ? listener : 'other';
    const before = this.byName.get(name) ?? { delivered: 0, failed: 0, dropped: 0 };
    this.byName.set(name, { delivered: before.delivered + delivered, failed: before.failed + failed, dropped: before.dropped + dropped });
  }
}
