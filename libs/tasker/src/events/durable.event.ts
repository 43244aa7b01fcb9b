import type { TaskerEvent } from './tasker.event.js';

/**
 * An event as a durable subscriber gets it: at least once, and those of one task in the order in which they happened. `at` is the moment of
 * the change, by the clock of the database.
 */
export interface DurableEvent<P = unknown> extends TaskerEvent<P> {
  /**
   * The same at each delivery, to each subscriber and after each restart: what a subscriber remembers to act once.
   * `task:<transition>:<name>`, `step:<transition>:<name>` or `custom:<place in the feed>:<name>`.
   */
  readonly id: string;
  readonly taskId: string;
}

/** One try to hand an event to a durable subscriber. */
export interface EventDelivery {
  /** Name of the subscriber. */
  readonly group: string;
  /** 1 at the first try. A try of a process that died is not counted. */
  readonly attempt: number;
  /** Aborted when the time of the subscriber is over, and when another process goes on in place of this one. */
  readonly signal: AbortSignal;
}
