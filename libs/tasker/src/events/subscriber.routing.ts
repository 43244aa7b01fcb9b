import { suggestion } from '../model/near-names.js';
import type { EventNames } from './event.names.js';
import { eventPattern, isWildcard } from './event.pattern.js';
import type { TaskerEvent } from './tasker.event.js';

/** Handles what has no method of its own. */
const CATCH_ALL = 'handleEvent';
/** Events named in a message. */
const MOST_SHOWN = 3;

type Method = (event: TaskerEvent) => unknown;

/** `task.completed` → `handleTaskCompleted`; dots, underscores and hyphens part words (specification: surface §4.12). */
export function handlerName(event: string): string {
  const words = event.split(/[._-]+/).filter((word) => word !== '');
  return `handle${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')}`;
}

/** Finds the method of a subscriber for an event. */
export class SubscriberRouting {
  /** As it is compared with names, and as it was written: an alias keeps its own method. */
  private readonly written: readonly { readonly pattern: string; readonly as: string }[];

  constructor(
    private readonly subscriber: object,
    events: readonly string[],
  ) {
    this.written = events.map((as) => ({ pattern: eventPattern(as), as }));
  }

  /** The patterns, aliases replaced. */
  get patterns(): readonly string[] {
    return [...new Set(this.written.map(({ pattern }) => pattern))];
  }

  /** Calls the method for an event. @throws Error when there is none */
  handle(event: TaskerEvent): unknown {
    const name = this.methodFor(event.name);
    if (name === undefined) throw new Error(`there is neither ${handlerName(event.name)}() nor ${CATCH_ALL}() for '${event.name}'`);
    return (this.subscriber as Readonly<Record<string, Method>>)[name]!(event);
  }

  /** Events that no method is for, as ends of sentences that begin with the subscriber. */
  problems(names: EventNames): string[] {
    return this.written.flatMap(({ pattern, as }) => {
      const unknown = names.problem(pattern);
      if (unknown !== undefined) return [unknown];
      if (!isWildcard(pattern)) return this.methodFor(pattern) === undefined ? [this.missing(as)] : [];
      const missing = names.meant(pattern).filter((name) => this.methodFor(name) === undefined);
      return missing.length === 0 ? [] : [missingOf(pattern, missing)];
    });
  }

  private methodFor(event: string): string | undefined {
    const aliases = this.written.filter(({ pattern, as }) => pattern === event && as !== pattern).map(({ as }) => as);
    return [...aliases, event]
      .map(handlerName)
      .concat(CATCH_ALL)
      .find((name) => this.has(name));
  }

  private has(name: string): boolean {
    return typeof (this.subscriber as Readonly<Record<string, unknown>>)[name] === 'function';
  }

  private missing(event: string): string {
    const wanted = handlerName(event);
    return `listens to '${event}', but has no method ${wanted}()${suggestion(wanted, methodsOf(this.subscriber))}`;
  }
}

function missingOf(pattern: string, missing: readonly string[]): string {
  const shown = missing.slice(0, MOST_SHOWN).map((name) => `${handlerName(name)}()`);
  const rest = missing.length - shown.length;
  const list = `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `listens to '${pattern}', but lacks ${list}: add ${CATCH_ALL}(event) for what has no method of its own`;
}

/** Names of the methods that handle events. */
function methodsOf(subscriber: object): string[] {
  const names = new Set<string>();
  for (let level: unknown = subscriber; isObject(level) && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) if (name.startsWith('handle') && isMethod(level, name)) names.add(name);
  }
  return [...names];
}

function isMethod(level: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(level, name)?.value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
