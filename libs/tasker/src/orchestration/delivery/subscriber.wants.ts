import { ENGINE_EVENT_NAMES } from '../../events/catalog/engine.events.js';
import { feedKeysOf } from '../../events/change.events.js';
import { isWildcard, patternMeans } from '../../events/event.pattern.js';

/** What the feed must hold for a subscriber: keys of the changes behind the engine's events that it means, and patterns of custom events. */
export function wantsOf(patterns: readonly string[]): string[] {
  const wants = new Set<string>();
  for (const pattern of patterns) {
    const names = ENGINE_EVENT_NAMES.filter((name) => patternMeans(pattern, name));
    for (const name of names) for (const key of feedKeysOf(name)) wants.add(key);
    // An exact name of the engine's is no custom event.
    if (names.length === 0 || isWildcard(pattern)) wants.add(`custom:${pattern}`);
  }
  return [...wants].sort();
}
