import { Injectable } from '@nestjs/common';
import { isDurableEvent } from '../change.events.js';
import { CustomEventCatalog, type CatalogedEvent } from '../custom-event.catalog.js';
import { ENGINE_EVENT_NAMES, ENGINE_EVENTS, EVENT_ALIASES, type EngineEventName } from './engine.events.js';
import type { EventInfo } from './event.info.js';
import { catalogPage } from './catalog.page.js';
import { fieldsExample, fieldsSchema } from './event.fields.js';
import { REPLACED_EVENTS, type ReplacedEvent } from './replaced.events.js';

let system: readonly EventInfo[] | undefined;

/**
 * Every event there is: those of the engine, those that the application declares, and names that others replace.
 *
 * @example eventBus.catalog().byName('task.completed')?.payloadSchema
 */
@Injectable()
export class EventCatalog {
  constructor(private readonly declared: CustomEventCatalog) {}

  /** Those of the engine in the order of the specification, then names that others replace, then the application's own by name. */
  all(): readonly EventInfo[] {
    return [...this.system(), ...this.custom()];
  }

  /** Without the application's own. */
  system(): readonly EventInfo[] {
    system ??= [...ENGINE_EVENT_NAMES.map(engineInfo), ...Object.entries(REPLACED_EVENTS).map(replacedInfo)];
    return system;
  }

  /** The application's own, by name. */
  custom(): readonly EventInfo[] {
    return this.declared.list().map(customInfo);
  }

  /** The event of a name or an alias. */
  byName(name: string): EventInfo | undefined {
    return this.all().find((event) => event.name === name || event.aliases.includes(name));
  }

  byCategory(category: EventInfo['category']): readonly EventInfo[] {
    return this.all().filter((event) => event.category === category);
  }

  /** Those whose names begin so: `task`, `tasker.telemetry`, `order`. */
  byNamespace(namespace: string): readonly EventInfo[] {
    return this.all().filter(({ name }) => name.startsWith(`${namespace}.`));
  }

  /** Those with the text in their name, description or fields, whatever its case. */
  search(text: string): readonly EventInfo[] {
    const wanted = text.toLowerCase();
    return this.all().filter((event) => wordsOf(event).some((words) => words.toLowerCase().includes(wanted)));
  }

  /** For people: a page in Markdown. */
  markdown(): string {
    return catalogPage(this.all());
  }

  /** For people: a line for each event under its category. */
  toString(): string {
    const categories = new Set(this.all().map(({ category }) => category));
    const lines = [...categories].flatMap((category) => [`${category}:`, ...this.byCategory(category).map(lineOf)]);
    return lines.join('\n');
  }
}

function engineInfo(name: EngineEventName): EventInfo {
  const { category, description, fields, firedBy } = ENGINE_EVENTS[name];
  return {
    ...{ name, category, description, firedBy },
    payloadSchema: fieldsSchema(fields),
    examplePayload: fieldsExample(fields),
    durable: isDurableEvent(name),
    aliases: Object.entries(EVENT_ALIASES).flatMap(([alias, meant]) => (meant === name ? [alias] : [])),
    replacedBy: null,
  };
}

const UNKNOWN = { payloadSchema: {}, examplePayload: null, aliases: [] } as const;

function replacedInfo([name, { category, why, replacedBy }]: [string, ReplacedEvent]): EventInfo {
  return { ...UNKNOWN, name, category, description: `Nothing fires it. ${why}`, firedBy: [], durable: false, replacedBy };
}

function customInfo({ name, description, firedBy }: CatalogedEvent): EventInfo {
  return { ...UNKNOWN, name, category: 'custom', description, firedBy, durable: true, replacedBy: null };
}

function wordsOf({ name, description, aliases, payloadSchema }: EventInfo): string[] {
  return [name, description, ...aliases, ...Object.keys((payloadSchema.properties as object | undefined) ?? {})];
}

function lineOf({ name, description, replacedBy }: EventInfo): string {
  const instead = replacedBy === null || replacedBy.length === 0 ? '' : ` Instead: ${replacedBy.join(', ')}.`;
  return `  ${name}: ${description}${instead}`;
}
