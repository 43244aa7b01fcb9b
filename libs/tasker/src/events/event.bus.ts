import { Injectable, Logger, Optional, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { isEngineEvent } from './catalog/engine.events.js';
import { EventCatalog } from './catalog/event.catalog.js';
import type { EventPayload, TaskerEvents } from './catalog/tasker.events.js';
import { CustomEventCatalog, customEventNameProblem } from './custom-event.catalog.js';
import { EventChain, LONGEST_CHAIN } from './event.chain.js';
import { deafness, eventPatterns, patternMeans } from './event.pattern.js';
import { checkPayload } from './event.payload.js';
import { EventRefusedError } from './event.refusal.js';
import { EventSettings } from './event.settings.js';
import { ListenerLog, thrownFields } from './listener.log.js';
import { ListenerQueue, type Publication } from './listener.queue.js';
import { PastListeners, type ListenerCounts, type ListenerStatistics } from './listener.statistics.js';
import type { TaskerEvent, TaskerEventListener } from './tasker.event.js';

const DEFAULT_QUEUE_SIZE = 10_000;
/** Names whose listeners are remembered. Only published names count, and these are declared. */
const MOST_NAMES = 10_000;

/** How a listener listens. */
export interface SubscribeOptions {
  /** What logs and statistics call it. Default: the name of the function. */
  readonly name?: string;
  /** Asked before each event: false leaves it out. What it throws counts as a failure of the listener. */
  readonly filter?: (event: TaskerEvent) => boolean;
  /** Nothing is delivered before `release()` of the bus. */
  readonly held?: boolean;
}

/** Ends a subscription. */
export interface Listening {
  (): void;
  /** How the listener is doing, also when it has ended. */
  statistics(): ListenerStatistics;
}

interface Subscription {
  readonly patterns: readonly string[];
  readonly queue: ListenerQueue;
}

/**
 * Tells listeners of this process what has happened. Nothing depends on it: an event is delivered at most once, and not after the process
 * has ended. What must not be missed is for `@OnTaskerEvent(…, { durable: true })`.
 *
 * @example const end = bus.subscribe('handler.*', ({ name, payload }) => console.log(name, payload));
 */
@Injectable()
export class EventBus implements OnApplicationShutdown {
  private readonly logger = new Logger(EventBus.name);
  private readonly subscriptions = new Set<Subscription>();
  private readonly past = new PastListeners();
  private readonly heardBy = new Map<string, readonly ListenerQueue[]>();
  private readonly chain = new EventChain();
  private readonly around = {
    chain: this.chain,
    logger: this.logger,
    lost: (listener: string, count: number) => this.tellLost(listener, count),
  };
  private readonly loops: ListenerLog;
  private readonly unmade: ListenerLog;
  private hearsAnything = false;
  private refusedLoops = 0;
  /** What the last lines are about. */
  private readonly trouble: { loop?: { event: string }; unmade?: string; error?: unknown } = {};
  private readonly capacity: number;

  constructor(
    @Optional() private readonly custom: CustomEventCatalog = new CustomEventCatalog(),
    @Optional() settings?: EventSettings,
  ) {
    this.capacity = settings?.queueSize ?? DEFAULT_QUEUE_SIZE;
    this.loops = new ListenerLog(
      {
        level: 'error',
        first: 'Event refused: its listeners publish it again and again',
        more: 'Events refused: their listeners publish them again and again',
        count: 'refused',
        fields: () => ({ ...this.trouble.loop, depth: LONGEST_CHAIN }),
      },
      this.logger,
    );
    this.unmade = new ListenerLog(
      {
        level: 'error',
        first: 'Event could not be made',
        more: 'Events could not be made',
        count: 'events',
        fields: () => ({ event: this.trouble.unmade, ...thrownFields(this.trouble.error) }),
      },
      this.logger,
    );
  }

  /** Every event there is, with what it contains. */
  catalog(): EventCatalog {
    return new EventCatalog(this.custom);
  }

  /** Whether anybody listens to anything. */
  get isHeard(): boolean {
    return this.hearsAnything;
  }

  /** Publications that were refused because listeners published for each other without end. */
  get refused(): number {
    return this.refusedLoops;
  }

  /** Whether anybody listens to events of that name. */
  wants(name: string): boolean {
    return this.hearsAnything && this.listenersOf(name).length > 0;
  }

  /** Whether somebody listens to events of that name who can take one. */
  hasRoom(name: string): boolean {
    if (!this.hearsAnything) return false;
    for (const listener of this.listenersOf(name)) if (!listener.isFull) return true;
    return false;
  }

  /** An event that could not be made for anybody: whoever listens to it has missed it. */
  miss(name: string): void {
    if (this.hearsAnything) for (const listener of this.listenersOf(name)) listener.miss(name);
  }

  /**
   * Tells what the engine has done: as `publish`, for the names of the catalogue, which are not checked here. The payload is made once, and
   * only when a listener has room for it. Never throws.
   */
  announce(name: string, make: () => unknown): void {
    if (!this.hearsAnything) return;
    let publication: Publication | undefined;
    for (const listener of this.listenersOf(name)) {
      if (listener.isFull) listener.miss(name);
      else if ((publication ??= this.made(name, make)) === undefined) return;
      else listener.add(publication);
    }
  }

  /** As `announce`, of what does not change any more: the payload is made when a listener reads it. */
  announceLasting(name: string, source: PayloadSource): void {
    if (!this.hearsAnything) return;
    let publication: Publication | undefined;
    for (const listener of this.listenersOf(name)) {
      if (listener.isFull) listener.miss(name);
      else listener.add((publication ??= new LaterEvent(name, source)));
    }
  }

  /**
   * Hands an event of the application's own to everybody who listens, later: no listener runs inside this call. Its name must be declared,
   * by `customEvents` of a step or task, or by `CustomEventCatalog.declare`. It is not kept for durable listeners: those get what steps
   * publish.
   *
   * @throws EventRefusedError for a name of the engine's, a name that nobody has declared, a payload that is no JSON or has more than 1 MB of
   * it, and in a listener whose publications have led to each other 100 times
   */
  publish<Name extends string>(name: Name, payload?: EventPayload<Name>): void {
    this.checkName(name);
    const depth = this.chain.next();
    if (depth > LONGEST_CHAIN) throw this.loop(name);
    checkPayload('publish() was called for event', name, payload);
    const publication = { event: eventOf(name, payload), depth };
    for (const listener of this.listenersOf(name)) {
      if (listener.isFull) listener.miss(name);
      else listener.add(publication);
    }
  }

  /**
   * Calls `listener` for each event published from now on whose name is meant by a pattern: an exact name, `order.*` for every name that
   * begins with `order.`, or `*`. It gets each event once, one after the other, in order; a promise that it returns is waited for. One that
   * throws or rejects is logged and gets the next event; after a hundred failures one after the other it rests for a second, and a hundred events wait meanwhile. Behind one that is slow or never answers `events.queueSize` events wait, further
   * ones are dropped and counted. A name that begins like those of the
   * engine and is none is a warning; others are not checked: an application may listen before somebody declares. Returns what ends it.
   *
   * @throws ConfigurationError for any other pattern
   */
  subscribe<Name extends keyof TaskerEvents>(
    pattern: Name | readonly Name[],
    listener: TaskerEventListener<TaskerEvents[Name]>,
    options?: SubscribeOptions,
  ): Listening;
  subscribe<P = any>(pattern: string | readonly string[], listener: TaskerEventListener<P>, options?: SubscribeOptions): Listening;
  subscribe(
    pattern: string | readonly string[],
    listener: TaskerEventListener,
    { name = nameOf(listener), filter, held = false }: SubscribeOptions = {},
  ): Listening {
    const patterns = eventPatterns(pattern);
    if (typeof listener !== 'function')
      throw new ConfigurationError(`a listener of ${patterns.join(', ')} must be a function, not ${typeof listener}`);
    const deaf = held ? [] : patterns.flatMap((each) => deafness(each) ?? []);
    for (const text of deaf) this.logger.warn(`listener ${name} ${text}`);
    const terms = { name, patterns, listener, filter, held, capacity: this.capacity };
    const subscription: Subscription = { patterns, queue: new ListenerQueue(terms, this.around) };
    this.subscriptions.add(subscription);
    this.changed();
    const end = () => {
      if (!this.subscriptions.delete(subscription)) return;
      subscription.queue.end();
      this.past.add(subscription.queue.statistics);
      this.changed();
    };
    return Object.assign(end, { statistics: () => subscription.queue.statistics });
  }

  /** Begins to deliver to those who were subscribed as `held`. */
  release(): void {
    for (const { queue } of this.subscriptions) queue.release();
  }

  /** Everybody who listens, in the order in which they began. */
  statistics(): ListenerStatistics[] {
    return Array.from(this.subscriptions, ({ queue }) => queue.statistics);
  }

  /** What listeners of each name have counted that have ended: counters must not fall when somebody leaves. */
  pastCounts(): ReadonlyMap<string, ListenerCounts> {
    return this.past.byName;
  }

  onApplicationShutdown(): void {
    for (const { queue } of this.subscriptions) queue.rest();
    this.loops.end();
    this.unmade.end();
  }

  private listenersOf(name: string): readonly ListenerQueue[] {
    return this.heardBy.get(name) ?? this.look(name);
  }

  private look(name: string): readonly ListenerQueue[] {
    const meant = [...this.subscriptions].filter(({ patterns }) => patterns.some((pattern) => patternMeans(pattern, name)));
    const listeners = meant.map(({ queue }) => queue);
    if (this.heardBy.size >= MOST_NAMES) this.heardBy.clear();
    this.heardBy.set(name, listeners);
    return listeners;
  }

  private changed(): void {
    this.heardBy.clear();
    this.hearsAnything = this.subscriptions.size > 0;
  }

  /** Whoever has no room for this event does not miss it: two full queues would tell of each other for ever. */
  private tellLost(subscriber: string, lost: number): void {
    const payload = { subscriber, lost, durable: false, oldestAt: null, reason: 'too_slow', timestamp: new Date() };
    const event = eventOf('subscriber.events_lost', payload);
    for (const listener of this.listenersOf(event.name)) if (!listener.isFull) listener.add({ event, depth: 0 });
  }

  /** Whoever announces has committed what it tells: an event that cannot be made is the loss of its listeners only. */
  private made(name: string, make: () => unknown): Publication | undefined {
    try {
      return { event: eventOf(name, make()), depth: 0 };
    } catch (error) {
      Object.assign(this.trouble, { unmade: name, error });
      this.unmade.add();
      return undefined;
    }
  }

  private checkName(name: string): void {
    if (typeof name === 'string' && this.custom.has(name)) return;
    const problem = isEngineEvent(name) ? `'${name}' is an event of the engine, which alone publishes it` : customEventNameProblem(name);
    const undeclared = () => {
      const near = suggestion(name, this.custom.list().map((event) => event.name)); // prettier-ignore
      return `nobody has declared '${name}': declare it in customEvents of a step, or by CustomEventCatalog.declare()${near}`;
    };
    throw new EventRefusedError(`an event cannot be published: ${problem ?? undeclared()}`, String(name), 'name');
  }

  private loop(name: string): EventRefusedError {
    this.refusedLoops++;
    this.trouble.loop = { event: name };
    this.loops.add();
    const text = `event '${name}' was not published: ${LONGEST_CHAIN} publications have led to each other; a listener must not publish what leads back to it`;
    return new EventRefusedError(text, name, 'loop');
  }
}

/** What an event tells of, to be read when a listener wants it. */
export interface PayloadSource {
  payloadOf(name: string): unknown;
}

/** An event that is made when its turn comes: thousands may wait in a queue. */
class LaterEvent implements Publication {
  readonly depth = 0;
  private readonly at = Date.now();
  private made: TaskerEvent | undefined;

  constructor(
    private readonly name: string,
    private readonly source: PayloadSource,
  ) {}

  get event(): TaskerEvent {
    return (this.made ??= eventToRead(this.name, this.at, this.source));
  }
}

/** An event whose payload is made when it is read first. */
function eventToRead(name: string, at: number, source: PayloadSource): TaskerEvent {
  let made: { readonly payload: unknown } | undefined;
  return Object.freeze({
    name,
    at: new Date(at),
    get payload() {
      return (made ??= { payload: source.payloadOf(name) }).payload;
    },
  });
}

function eventOf(name: string, payload: unknown): TaskerEvent {
  return Object.freeze({ name, payload, at: new Date() });
}

function nameOf(listener: TaskerEventListener | undefined): string {
  return typeof listener !== 'function' || listener.name === '' ? 'anonymous' : listener.name;
}
