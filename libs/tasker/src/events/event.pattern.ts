import { ConfigurationError } from '../model/errors.js';

const PATTERN = /^(?:\*|[^\s.*]+(?:\.[^\s.*]+)*(?:\.\*)?)$/u;

/**
 * Whether a name is meant by a pattern: an exact name, `order.*` for every name that begins with `order.`, or `*` for all.
 *
 * @throws ConfigurationError for any other pattern
 */
export function eventMatcher(pattern: string): (name: string) => boolean {
  if (typeof pattern !== 'string' || !PATTERN.test(pattern)) {
    throw new ConfigurationError(
      `events cannot be subscribed to by ${JSON.stringify(pattern) ?? typeof pattern}: give a name, 'order.*' or '*'`,
    );
  }
  if (pattern === '*') return () => true;
  if (!pattern.endsWith('.*')) return (name) => name === pattern;
  const beginning = pattern.slice(0, -1);
  return (name) => name.startsWith(beginning);
}
