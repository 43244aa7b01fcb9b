import { AsyncResource } from 'node:async_hooks';
import type { Logger } from '@nestjs/common';
import type { EventChain } from './event.chain.js';
import { ListenerLog, thrownFields } from './listener.log.js';
import type { ListenerStatistics } from './listener.statistics.js';
import type { TaskerEvent, TaskerEventListener } from './tasker.event.js';

/** How long a listener may keep the event loop for itself before others get a turn. */
const TURN_MS = 5;
/** Failures one after the other behind which a listener gets nothing for a while, and no more events wait: a broken one must not keep the process busy. */
const MOST_FAILURES = 100;
const REST_MS = 1_000;
/** Delivered events at the front of the list before it is cut. */
const MOST_EMPTY = 1_024;

/** A published event, with the length of its chain. */
export interface Publication {
  readonly event: TaskerEvent;
  readonly depth: number;
}

/** Who listens, and how. */
export interface ListenerTerms {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly listener: TaskerEventListener;
  readonly filter: ((event: TaskerEvent) => boolean) | undefined;
  /** Events that may wait. */
  readonly capacity: number;
  /** Nothing is delivered before `release`. */
  readonly held: boolean;
}

/** What listeners share. */
interface Surroundings {
  readonly chain: EventChain;
  readonly logger: Logger;
  /** Told now and then how many events a listener has missed. */
  readonly lost: (listener: string, count: number) => void;
}

/** The events of one listener: it gets them one after the other, whatever others do, and whatever it does. */
export class ListenerQueue {
  private waiting: (Publication | undefined)[] = [];
  private first = 0;
  /** A turn is planned or under way, or the listener is at an event. */
  private busy: boolean;
  private held: boolean;
  private ended = false;
  private current: TaskerEvent | undefined;
  /** Whether it answers with promises. */
  private later = false;
  /** End of its turn. */
  private until = 0;
  /** Events that were there when the turn began: what it publishes itself waits for the next one. */
  private left = 0;
  private readonly counts = { delivered: 0, failed: 0, filtered: 0, dropped: 0 };
  private failure: { readonly event: TaskerEvent; readonly error: unknown; readonly at: number } | undefined;
  private failedInRow = 0;
  private resting: NodeJS.Timeout | undefined;
  private missed: string | undefined;
  private readonly failures: ListenerLog;
  private readonly drops: ListenerLog;
  /** Bound to where it was subscribed: a listener must not run in the context of whoever happened to publish. */
  private readonly turn = AsyncResource.bind(() => this.begin());

  constructor(
    private readonly terms: ListenerTerms,
    private readonly around: Surroundings,
  ) {
    this.busy = terms.held;
    this.held = terms.held;
    const { name: listener } = terms;
    this.failures = new ListenerLog(
      {
        level: 'error',
        first: 'Event listener failed',
        more: 'Event listener keeps failing',
        count: 'failures',
        fields: () => ({ event: this.failure?.event.name, listener, ...thrownFields(this.failure?.error) }),
      },
      around.logger,
    );
    this.drops = new ListenerLog(
      {
        level: 'warn',
        first: 'Event listener is too slow: events are dropped',
        more: 'Event listener missed events',
        count: 'dropped',
        fields: () => ({ event: this.missed, listener, waiting: this.size, busy_with: this.current?.name }),
        told: (count) => around.lost(listener, count),
      },
      around.logger,
    );
  }

  /** Whether no further event fits. */
  get isFull(): boolean {
    return this.size >= (this.resting === undefined ? this.terms.capacity : Math.min(MOST_FAILURES, this.terms.capacity));
  }

  get statistics(): ListenerStatistics {
    const { name: listener, patterns } = this.terms;
    return { listener, patterns, ...this.counts, waiting: this.size + (this.current === undefined ? 0 : 1), lastError: this.lastError };
  }

  add(publication: Publication): void {
    this.waiting.push(publication);
    if (!this.busy) this.plan();
  }

  /** An event came while the queue was full. */
  miss(event: string): void {
    this.counts.dropped++;
    this.missed = event;
    this.drops.add();
  }

  /** Begins to deliver what it was subscribed to as `held`. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    this.busy = false;
    if (this.size > 0) this.plan();
  }

  /** Delivers nothing more. */
  end(): void {
    this.ended = true;
    clearTimeout(this.resting);
    this.waiting = [];
    this.first = 0;
    this.rest();
  }

  /** Writes what was not written yet. */
  rest(): void {
    this.failures.end();
    this.drops.end();
  }

  private get size(): number {
    return this.waiting.length - this.first;
  }

  /** Not a microtask: a listener that publishes what it listens to would keep the process from everything else. */
  private plan(): void {
    this.busy = true;
    if (this.failedInRow < MOST_FAILURES) return void setImmediate(this.turn);
    this.failedInRow = 0;
    this.resting = setTimeout(this.turn, REST_MS).unref();
  }

  private begin(): void {
    this.resting = undefined;
    this.until = performance.now() + TURN_MS;
    this.left = this.size;
    this.goOn();
  }

  private goOn(): void {
    while (!this.ended && this.size > 0) {
      const publication = this.take();
      const answer = this.call(publication);
      if (answer !== undefined) return this.await(answer, publication.event);
      // Behind an event, not before it: each turn gets on by one, however busy the process is.
      if (this.isOver()) return this.plan();
    }
    this.busy = false;
  }

  private isOver(): boolean {
    this.left--;
    return this.failedInRow >= MOST_FAILURES || (this.size > 0 && (this.left <= 0 || performance.now() > this.until));
  }

  private take(): Publication {
    const publication = this.waiting[this.first]!;
    this.waiting[this.first++] = undefined;
    if (this.first === this.waiting.length) {
      this.waiting = [];
      this.first = 0;
    } else if (this.first >= MOST_EMPTY && this.first * 2 >= this.waiting.length) {
      this.waiting = this.waiting.slice(this.first);
      this.first = 0;
    }
    return publication;
  }

  /** The promise that the listener answers with, if it does. */
  private call({ event, depth }: Publication): PromiseLike<unknown> | undefined {
    const { filter, listener } = this.terms;
    const { chain } = this.around;
    try {
      if (filter !== undefined && !filter(event)) {
        this.counts.filtered++;
        return undefined;
      }
      const answer = this.later ? chain.enterLater(depth, listener, event) : chain.enter(depth, listener, event);
      if (isPromise(answer)) return answer;
      this.taken();
    } catch (error) {
      this.failed(event, error);
    } finally {
      chain.leave();
    }
    return undefined;
  }

  private await(answer: PromiseLike<unknown>, event: TaskerEvent): void {
    this.later = true;
    this.current = event;
    const after = (count: () => void) => () => {
      this.current = undefined;
      count();
      if (this.isOver()) this.plan();
      else this.goOn();
    };
    // Resolved first: a promise of somebody else's making may throw, or answer twice.
    void Promise.resolve(answer).then(
      after(() => this.taken()),
      (error: unknown) => after(() => this.failed(event, error))(),
    );
  }

  private taken(): void {
    this.counts.delivered++;
    this.failedInRow = 0;
  }

  private failed(event: TaskerEvent, error: unknown): void {
    this.counts.failed++;
    this.failedInRow++;
    this.failure = { event, error, at: Date.now() };
    this.failures.add();
  }

  private get lastError(): ListenerStatistics['lastError'] {
    if (this.failure === undefined) return null;
    const { event, error, at } = this.failure;
    return { event: event.name, at: new Date(at), ...shown(error) };
  }
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function';
}

/** What was thrown may throw when it is looked at. */
function shown(error: unknown): { errorClass: string; message: string } {
  try {
    const { error_class, error: message } = thrownFields(error);
    return { errorClass: error_class, message };
  } catch {
    return { errorClass: 'unknown', message: 'it cannot be read' };
  }
}
