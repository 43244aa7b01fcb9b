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
  private readonly events = new Map<string, Entry>();

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
    const changed = new Map<string, Entry>();
    for (const event of events) {
      const problem = customEventNameProblem(event.name);
      if (problem !== undefined) throw new ConfigurationError(`custom event of ${event.firedBy}: ${problem}`);
      const known = changed.get(event.name) ?? this.events.get(event.name);
      changed.set(event.name, merged(known, event));
    }
    for (const [name, entry] of changed) this.events.set(name, entry);
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
