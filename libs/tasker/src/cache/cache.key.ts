import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { ConfigurationError } from '../model/errors.js';

/** What an answer depends on: a text, or named parts. Parts that are undefined are left out, and their order does not matter. */
export type CacheKey = string | Readonly<Record<string, string | number | boolean | null | undefined>>;

const GROUP = /^[\w.-]{1,64}$/;
const PLAIN = /^[\w.,=@/-]{1,80}$/;

/** This process among those that share a store. */
export const INSTANCE = `${hostname()}-${process.pid}`;

/** @throws ConfigurationError for a group that is no word: groups are words of the code, never data */
export function checkedGroup(group: unknown): string {
  if (typeof group === 'string' && GROUP.test(group)) return group;
  throw new ConfigurationError(
    `cache: the group must be a word of 1 to 64 letters, digits, '.', '_' and '-', not ${JSON.stringify(group)}`,
  );
}

/**
 * One text for one key, short and free of characters that a store may refuse (Memcached: 250 bytes, no spaces). Parts keep their names, so
 * that `{ namespace: 'a', name: 'b' }` and `{ name: 'a', version: 'b' }` are two keys.
 */
export function keyText(key: CacheKey): string {
  if (typeof key === 'string') return PLAIN.test(key) ? key : `t.${digest(key)}`;
  const parts = Object.entries(key).filter(([, value]) => value !== undefined);
  return `p.${digest(JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1))))}`;
}

/** A short, even name of a long text. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
