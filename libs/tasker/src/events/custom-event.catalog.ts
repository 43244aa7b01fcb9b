import { Injectable } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import type { CustomEventDeclaration } from './custom-event.js';

const LONGEST_NAME = 128;
const SEGMENT = /^[a-z0-9_-]+$/;
/** First words of the engine's own events. */
const RESERVED = ['task', 'step', 'workflow', 'observability', 'handler', 'plugin', 'registry', 'subscriber', 'tasker'];

/** A declaration with who fires the event: a class, a step or a file. */
export interface FiredEvent extends CustomEventDeclaration {
  readonly firedBy: string;
}

/** An event of the user's own, as the catalogue knows it. */
export interface CatalogedEvent {
  readonly name: string;
  readonly description: string;
  /** Everybody who declared it, in order of declaration. */
  readonly firedBy: readonly string[];
}

interface Entry {
  description: string | undefined;
  /** Who gave the description. */
  describedBy: string;
  readonly firedBy: Set<string>;
}

/** What is wrong with the name of an event of the user's own; the text continues a sentence that begins with the name's place. */
export function customEventNameProblem(name: unknown): string | undefined {
  if (typeof name !== 'string') return "must be a string such as 'order.shipped'";
  if (name.length > LONGEST_NAME) return `has ${name.length} characters; at most ${LONGEST_NAME} are allowed`;
  const [first = '', ...rest] = name.split('.');
  if (rest.length === 0) return `'${shown(name)}' must have two or more words joined by dots, such as 'order.shipped'`;
  if (![first, ...rest].every((segment) => SEGMENT.test(segment))) {
    return `'${shown(name)}' must be words of a-z, 0-9, '_' and '-' joined by single dots`;
  }
  return RESERVED.includes(first) ? `'${name}' must not begin with '${first}.': those names belong to the engine` : undefined;
}

/** The events of their own that handlers and files declare. */
@Injectable()
export class CustomEventCatalog {
  /** By who owns them: a definition, or whoever declared one by itself. */
  private readonly owned = new Map<string, readonly FiredEvent[]>();
  private events: ReadonlyMap<string, Entry> = new Map();

  /**
   * Adds an event, or one more who fires a known one.
   *
   * @throws ConfigurationError when the name cannot be used, or the event is known by another description
   */
  declare(event: FiredEvent): void {
    this.declareAll([event]);
  }

  /** Adds several events: all of them, or none when one is refused. @throws ConfigurationError */
  declareAll(events: readonly FiredEvent[]): void {
    const sets = new Map<string, readonly FiredEvent[]>();
    for (const event of events) {
      const owner = `declared by ${event.firedBy}`;
      sets.set(owner, [...(sets.get(owner) ?? this.owned.get(owner) ?? []), event]);
    }
    this.declareSets(sets);
  }

  /**
   * Puts the events of several owners in the place of what each had: all of them, or none when one is refused. Returns what takes it back.
   *
   * @throws ConfigurationError
   */
  declareSets(sets: ReadonlyMap<string, readonly FiredEvent[]>): () => void {
    const before = new Map([...sets.keys()].map((owner) => [owner, this.owned.get(owner) ?? []]));
    this.events = entriesOf([...new Map([...this.owned, ...sets]).values()].flat());
    this.put(sets);
    return () => {
      this.put(before);
      this.events = entriesOf([...this.owned.values()].flat());
    };
  }

  /** Forgets the events of an owner; what others declare too stays. */
  withdraw(owner: string): void {
    this.owned.delete(owner);
    this.events = entriesOf([...this.owned.values()].flat());
  }

  private put(sets: ReadonlyMap<string, readonly FiredEvent[]>): void {
    for (const [owner, events] of sets) {
      if (events.length === 0) this.owned.delete(owner);
      else this.owned.set(owner, events);
    }
  }

  /** Whether an event was declared. */
  has(name: string): boolean {
    return this.events.has(name);
  }

  /** Every event, by name. */
  list(): CatalogedEvent[] {
    const entries = [...this.events].sort(([left], [right]) => (left < right ? -1 : 1));
    return entries.map(([name, { description, firedBy }]) => {
      const sources = [...firedBy];
      return { name, description: description ?? `fired by ${sources.join(', ')}`, firedBy: sources };
    });
  }
}

/** Every event, by name. @throws ConfigurationError for a name that cannot be used, and for two descriptions of one event */
function entriesOf(events: readonly FiredEvent[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const event of events) {
    const problem = customEventNameProblem(event.name);
    if (problem !== undefined) throw new ConfigurationError(`custom event of ${event.firedBy}: ${problem}`);
    entries.set(event.name, merged(entries.get(event.name), event));
  }
  return entries;
}

function merged(known: Entry | undefined, { name, description, firedBy }: FiredEvent): Entry {
  if (known === undefined) return { description, describedBy: firedBy, firedBy: new Set([firedBy]) };
  const both = known.description !== undefined && description !== undefined;
  if (both && known.description !== description) {
    const claims = `${known.describedBy} describes event '${name}' as '${known.description}', ${firedBy} as '${description}'`;
    throw new ConfigurationError(`${claims}: give both the same description, or one of them another name`);
  }
  return {
    description: known.description ?? description,
    describedBy: known.description === undefined && description !== undefined ? firedBy : known.describedBy,
    firedBy: new Set([...known.firedBy, firedBy]),
  };
}

function shown(name: string): string {
  return name.toWellFormed().replaceAll(/\p{C}/gu, '\uFFFD');
}
