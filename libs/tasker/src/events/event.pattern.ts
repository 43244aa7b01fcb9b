import { ConfigurationError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { ENGINE_EVENT_NAMES, engineEventName, EVENT_ALIASES, isEngineEvent } from './catalog/engine.events.js';

const PATTERN = /^(?:\*|[^\s.*]+(?:\.[^\s.*]+)*(?:\.\*)?)$/u;

/** Nobody else may publish names that begin so. */
const ENGINE_WORDS = new Set(ENGINE_EVENT_NAMES.map(firstWord));

/** Whether a pattern means several names. */
export function isWildcard(pattern: string): boolean {
  return pattern.endsWith('*');
}

/**
 * A pattern as it is compared with names: an alias becomes the name that it stands for.
 *
 * @throws ConfigurationError for what is neither a name, nor `order.*`, nor `*`
 */
export function eventPattern(pattern: unknown): string {
  if (typeof pattern !== 'string' || !PATTERN.test(pattern)) {
    throw new ConfigurationError(
      `events cannot be subscribed to by ${JSON.stringify(pattern) ?? typeof pattern}: give a name, 'order.*' or '*'`,
    );
  }
  return engineEventName(pattern) ?? pattern;
}

/** Whether a checked pattern means a name: `order.*` means every name that begins with `order.`, `*` means all. */
export function patternMeans(pattern: string, name: string): boolean {
  return isWildcard(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * One or several patterns, each once, in the given order.
 *
 * @throws ConfigurationError for an empty list, and for what is no pattern
 */
export function eventPatterns(given: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) throw new ConfigurationError("no event is listened to: give a name, 'order.*' or '*'");
  return [...new Set(list.map(eventPattern))];
}

/** What is hardly meant about a checked pattern, whatever the application declares; the text continues a sentence that begins with whoever listens. */
export function deafness(pattern: string): string | undefined {
  if (isWildcard(pattern) || isEngineEvent(pattern) || !ENGINE_WORDS.has(firstWord(pattern))) return undefined;
  const known = [...ENGINE_EVENT_NAMES, ...Object.keys(EVENT_ALIASES)];
  return `listens to '${pattern}', but the engine fires no such event${suggestion(pattern, known)}`;
}

function firstWord(name: string): string {
  return name.split('.', 1)[0]!;
}
