import { Injectable } from '@nestjs/common';
import { suggestion } from '../model/near-names.js';
import { ENGINE_EVENT_NAMES, EVENT_ALIASES } from './catalog/engine.events.js';
import { REPLACED_EVENTS } from './catalog/replaced.events.js';
import { isDurableEvent } from './change.events.js';
import { CustomEventCatalog } from './custom-event.catalog.js';
import { isWildcard, patternMeans } from './event.pattern.js';

/** The names that events can have: those of the engine, and those that the application has declared. */
@Injectable()
export class EventNames {
  constructor(private readonly custom: CustomEventCatalog) {}

  /** Every name; aliases are left out. */
  all(): string[] {
    return [...ENGINE_EVENT_NAMES, ...this.custom.list().map(({ name }) => name)];
  }

  /** The names that a checked pattern means. */
  meant(pattern: string): string[] {
    return this.all().filter((name) => patternMeans(pattern, name));
  }

  /** What keeps a checked pattern from being listened to; the text continues a sentence that begins with whoever listens. */
  problem(pattern: string): string | undefined {
    if (isWildcard(pattern) || this.isKnown(pattern)) return undefined;
    const replaced = Object.hasOwn(REPLACED_EVENTS, pattern) ? REPLACED_EVENTS[pattern] : undefined;
    if (replaced !== undefined) {
      const instead = replaced.replacedBy.map((name) => `'${name}'`).join(' or ');
      return `listens to '${pattern}', which nothing fires: ${replaced.why}${instead === '' ? '' : ` Take ${instead}`}`;
    }
    const near = suggestion(pattern, [...this.all(), ...Object.keys(EVENT_ALIASES)]);
    return `listens to '${pattern}', but there is no such event${near === '' ? '; one of your own must be declared first' : near}`;
  }

  /** What is hardly meant about a checked pattern, likewise. */
  warning(pattern: string): string | undefined {
    if (!isWildcard(pattern) || this.meant(pattern).length > 0) return undefined;
    const beginnings = new Set(this.all().flatMap(beginningsOf));
    return `listens to '${pattern}', which means no event that is known${suggestion(pattern, beginnings)}`;
  }

  /** Why what a checked pattern means cannot be delivered durably, likewise. Of a wildcard, the durable events are. */
  durableProblem(pattern: string): string | undefined {
    const meant = this.meant(pattern);
    if (meant.length === 0 || meant.some((name) => this.isDurable(name))) return undefined;
    const durable = ENGINE_EVENT_NAMES.filter(isDurableEvent).join(', ');
    const unknown = `'${pattern}' cannot be durable: the history of tasks does not know it`;
    return `${unknown}. Durable are the events that steps declare, and ${durable}`;
  }

  private isKnown(name: string): boolean {
    return this.custom.has(name) || (ENGINE_EVENT_NAMES as readonly string[]).includes(name);
  }

  private isDurable(name: string): boolean {
    return this.custom.has(name) || isDurableEvent(name);
  }
}

/** `order.item.added` → `order.*`, `order.item.*`. */
function beginningsOf(name: string): string[] {
  const words = name.split('.');
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`);
}
