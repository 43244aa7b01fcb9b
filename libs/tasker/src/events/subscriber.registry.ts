import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { JsonObject } from '../model/json.js';
import { snakeCase } from './catalog/event.fields.js';
import { EventBus, type Listening } from './event.bus.js';
import { EventNames } from './event.names.js';
import { SecretFilter } from './secret.filter.js';
import { patternMeans } from './event.pattern.js';
import { SubscriberRefusedError } from './subscriber.refusal.js';
import { SubscriberRegistryLog } from './subscriber.registry.log.js';
import { SubscriberRouting } from './subscriber.routing.js';
import { subscriberStatistics, type SubscriberRegistryStatistics } from './subscriber.statistics.js';
import type { TaskerEvent } from './tasker.event.js';

/** How a subscriber is registered. */
export interface SubscriberOptions {
  /** Default: the name of its class in snake_case. */
  readonly name?: string;
  /** In place of the `static subscribeTo` of its class. */
  readonly events?: readonly string[];
  /** Asked before each event, before `accepts` of the subscriber. */
  readonly filter?: (event: TaskerEvent<any>) => boolean;
  /** Given to `configure` of the subscriber. */
  readonly config?: JsonObject;
  /** Take the place of the subscriber of that name. Default false: it is refused then. */
  readonly replace?: boolean;
}

/** A subscriber that listens. */
export interface RegisteredSubscriber {
  readonly name: string;
  readonly className: string;
  /** Names and patterns. */
  readonly events: readonly string[];
  readonly subscriber: object;
  readonly registeredAt: Date;
}

/** A subscriber about to be registered. */
interface Candidate {
  readonly name: string;
  readonly className: string;
  readonly events: readonly string[];
  readonly subscriber: object;
  readonly options: SubscriberOptions;
  /** What errors call it: its class, or where a file names it. */
  readonly place: string;
  /** What must not be shown of the config. */
  readonly secrets: readonly string[];
}

/** A subscriber that the application declares. */
interface Enrolment {
  readonly options: SubscriberOptions;
  readonly place?: string | undefined;
  readonly secrets?: readonly string[] | undefined;
}

interface Entry extends Candidate {
  readonly registeredAt: Date;
  readonly routing: SubscriberRouting;
  readonly listening: Listening;
}

/** What a subscriber may have besides its handlers. */
interface Configurable {
  configure?(config: JsonObject): void;
  accepts?(event: TaskerEvent): boolean;
}

/**
 * The subscribers of this process: whoever is registered listens. Filled at start with the subscribers among the providers and with those
 * of the files of subscriptions. Each change is logged and told as `subscriber.registered` or `subscriber.unregistered`.
 *
 * @example registry.register(new AuditTrail(), { events: ['task.*'] });
 */
@Injectable()
export class SubscriberRegistry {
  private readonly entries = new Map<string, Entry>();
  private readonly unsettled = new Set<Entry>();
  private readonly log: SubscriberRegistryLog;

  constructor(
    private readonly bus: EventBus,
    private readonly names: EventNames,
    private readonly modules: ModuleRef,
  ) {
    this.log = new SubscriberRegistryLog(bus);
  }

  /**
   * Subscribes an object with methods such as `handleTaskCompleted`, or the provider of a class.
   *
   * @throws SubscriberRefusedError for a class that is no provider, an event that nothing fires, an event without a method, a `config` that
   * the subscriber refuses, and a name that is taken
   */
  register(subscriber: object | Type<object>, options: SubscriberOptions = {}): RegisteredSubscriber {
    const candidate = this.candidate(subscriber, { options });
    return this.place(candidate, { held: false });
  }

  /** As `register`, while the application starts: events may still be declared, so what it listens to is checked by `settle`. */
  enroll(subscriber: object, { options, place, secrets }: Enrolment): void {
    this.place(this.candidate(subscriber, { options, place, secrets }), { held: true });
  }

  /** Checks what was enrolled; one line for each problem. */
  settle(): string[] {
    const refused = [...this.unsettled].flatMap((entry) => this.problems(entry, entry.routing));
    this.unsettled.clear();
    return refused;
  }

  /** Warnings about patterns that mean no event. */
  warnings(): string[] {
    return [...this.entries.values()].flatMap(({ place, routing }) =>
      routing.patterns.flatMap((pattern) => {
        const warning = this.names.warning(pattern);
        return warning === undefined ? [] : [`${place} ${warning}`];
      }),
    );
  }

  /** Ends a subscription, by its name or its object; false: there is none. */
  unregister(subscriber: string | object): boolean {
    const names = Array.from(this.entries.values()).filter((entry) => entry.name === subscriber || entry.subscriber === subscriber);
    for (const entry of names) this.remove(entry);
    return names.length > 0;
  }

  /** The subscriber of a name. */
  get(name: string): RegisteredSubscriber | undefined {
    const entry = this.entries.get(name);
    return entry === undefined ? undefined : shown(entry);
  }

  /** Every subscriber, in order of registration. */
  all(): RegisteredSubscriber[] {
    return Array.from(this.entries.values(), shown);
  }

  /** Those who listen to an event, by a pattern or by its name. */
  subscribersFor(event: string): RegisteredSubscriber[] {
    return this.listening(event).map(shown);
  }

  /** Whether anybody here listens to an event. */
  hasSubscribers(event: string): boolean {
    return this.listening(event).length > 0;
  }

  /** Names of the events that somebody here listens to, wildcards resolved, sorted. */
  supportedEvents(): string[] {
    return [...this.statistics().eventsCovered];
  }

  statistics(): SubscriberRegistryStatistics {
    return subscriberStatistics(
      Array.from(this.entries.values(), ({ name, className, events, routing, listening }) => ({
        ...{ name, className, events, listener: listening.statistics() },
        covered: [...new Set(routing.patterns.flatMap((pattern) => this.names.meant(pattern)))],
      })),
    );
  }

  private listening(event: string): Entry[] {
    const [name] = new SubscriberRouting({}, [event]).patterns;
    return [...this.entries.values()].filter(({ routing }) => routing.patterns.some((pattern) => patternMeans(pattern, name!)));
  }

  private candidate(given: object | Type<object>, { options, place, secrets = [] }: Enrolment): Candidate {
    if (!isSubscriber(given)) {
      const found = given === null ? 'null' : typeof given;
      const problem = `a subscriber is an object with methods such as handleTaskCompleted(), or the class of a provider, not ${found}`;
      throw new SubscriberRefusedError(options.name ?? 'subscriber', 'invalid', [problem]);
    }
    const type = (typeof given === 'function' ? given : given.constructor) as Type<object> & { subscribeTo?: readonly string[] };
    const events = options.events ?? type.subscribeTo ?? [];
    const about = { name: options.name ?? snakeCase(type.name).replace(/^_/, ''), className: type.name, events, options, secrets };
    const candidate = { ...about, place: place ?? type.name, subscriber: given };
    if (typeof given !== 'function') return candidate;
    try {
      return { ...candidate, subscriber: this.modules.get<object>(type, { strict: false }) };
    } catch {
      throw this.refusal(candidate, [
        `${type.name} is no provider of default scope: add it to the providers of a module, or register an object`,
      ]);
    }
  }

  private place(candidate: Candidate, { held }: { held: boolean }): RegisteredSubscriber {
    const { name, options, place } = candidate;
    const routing = this.routing(candidate);
    const problems = held ? [] : this.problems(candidate, routing);
    if (problems.length > 0) throw new SubscriberRefusedError(name, 'invalid', problems);
    const holder = this.entries.get(name);
    if (holder !== undefined && options.replace !== true) {
      const taken = `${place} is to be subscriber '${name}', which ${holder.place} is: give it another name, or replace: true`;
      throw this.refusal(candidate, [taken], 'conflict');
    }
    this.configure(candidate);
    if (holder !== undefined) this.remove(holder);
    const entry: Entry = { ...candidate, routing, registeredAt: new Date(), listening: this.subscribe(candidate, routing, held) };
    this.entries.set(name, entry);
    if (held) this.unsettled.add(entry);
    this.log.registered(entry);
    return shown(entry);
  }

  private routing(candidate: Candidate): SubscriberRouting {
    const { subscriber, events, place } = candidate;
    if (events.length === 0)
      throw this.refusal(candidate, [`${place} listens to nothing: give it events, or its class a static subscribeTo`]);
    try {
      return new SubscriberRouting(subscriber, events);
    } catch (error) {
      throw this.refusal(candidate, [`${place}: ${(error as Error).message}`]);
    }
  }

  private problems(candidate: Candidate, routing: SubscriberRouting): string[] {
    const problems = routing.problems(this.names).map((problem) => `${candidate.place} ${problem}`);
    if (problems.length > 0) this.log.refused(candidate, problems.join('\n'));
    return problems;
  }

  private configure(candidate: Candidate): void {
    const { options, place } = candidate;
    if (options.config === undefined) return;
    const subscriber = candidate.subscriber as Configurable;
    if (typeof subscriber.configure !== 'function') {
      throw this.refusal(candidate, [
        `${place} is given a config, but has no method configure(): extend BaseSubscriber, or take the config away`,
      ]);
    }
    try {
      subscriber.configure(options.config);
    } catch (error) {
      const message = new SecretFilter(candidate.secrets).text(error instanceof Error ? error.message : String(error));
      throw this.refusal(candidate, [`${place} refuses its config: ${message}`]);
    }
  }

  private subscribe({ name, subscriber, options }: Candidate, routing: SubscriberRouting, held: boolean): Listening {
    const own = subscriber as Configurable;
    const filter = (event: TaskerEvent) => (options.filter?.(event) ?? true) && (own.accepts?.(event) ?? true);
    return this.bus.subscribe(routing.patterns, (event: TaskerEvent) => routing.handle(event), { name, filter, held });
  }

  private remove(entry: Entry): void {
    entry.listening();
    this.entries.delete(entry.name);
    this.unsettled.delete(entry);
    this.log.unregistered(entry);
  }

  private refusal(candidate: Candidate, problems: readonly string[], reason: 'invalid' | 'conflict' = 'invalid'): SubscriberRefusedError {
    this.log.refused(candidate, problems.join('\n'));
    return new SubscriberRefusedError(candidate.name, reason, problems);
  }
}

function shown({ name, className, events, subscriber, registeredAt }: Entry): RegisteredSubscriber {
  return { name, className, events, subscriber, registeredAt };
}

function isSubscriber(given: unknown): given is object {
  return (typeof given === 'object' && given !== null) || typeof given === 'function';
}
