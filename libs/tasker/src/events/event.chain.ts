import { AsyncLocalStorage } from 'node:async_hooks';
import type { TaskerEvent, TaskerEventListener } from './tasker.event.js';

/** Publications that may follow from each other. People chain two or three. */
export const LONGEST_CHAIN = 100;

/**
 * Knows how many publications have led to the code that runs: a listener that publishes what it listens to, also through others, is seen
 * by the length of its chain. Only publications of the application count; what the engine tells about has happened and begins anew.
 */
export class EventChain {
  /** Links to the listener that runs at this moment, synchronously; undefined when none does. */
  private running: number | undefined;
  /** The same behind an `await` of a listener. Using it costs every promise of the process a little, so it waits until it is needed. */
  private readonly storage = new AsyncLocalStorage<number>();
  private isNeeded = false;

  /** Links that an event has which is published now. */
  next(): number {
    this.isNeeded = true;
    const depth = this.running ?? this.storage.getStore();
    return depth === undefined ? 0 : depth + 1;
  }

  /** Calls a listener. Without `finally`, which makes every error cost twice: `leave` must follow. */
  enter(depth: number, listener: TaskerEventListener, event: TaskerEvent): unknown {
    this.running = depth;
    return listener(event);
  }

  /** The same for a listener that goes on after it has returned. */
  enterLater(depth: number, listener: TaskerEventListener, event: TaskerEvent): unknown {
    this.running = depth;
    return this.isNeeded ? this.storage.run(depth, listener, event) : listener(event);
  }

  /** A listener has returned, or has thrown. */
  leave(): void {
    this.running = undefined;
  }
}
