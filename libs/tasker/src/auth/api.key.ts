import { createHash, randomBytes } from 'node:crypto';
import { ConfigurationError } from '../model/errors.js';

const HASH = /^sha256:[A-Za-z0-9_-]{43}$/;
const PREFIX = /^[A-Za-z0-9]{1,16}$/;
const SHORTEST = 32;

/** A new key, and what is kept of it. */
export interface CreatedApiKey {
  /** For whoever uses it: shown once, stored nowhere. `<prefix>_` and 43 characters, 256 bits of chance. */
  readonly key: string;
  /** For the application: `hash` of an `ApiKeyRecord`. */
  readonly hash: string;
}

/**
 * Makes a key. The prefix tells people and scanners for leaked secrets what it is.
 *
 * @throws ConfigurationError for a prefix that is not 1 to 16 letters and digits
 * @example const { key, hash } = createApiKey('shop');
 */
export function createApiKey(prefix = 'tasker'): CreatedApiKey {
  if (!PREFIX.test(prefix)) throw new ConfigurationError('createApiKey: the prefix must be 1 to 16 letters and digits');
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashApiKey(key) };
}

/**
 * What is kept of a key: `sha256:` and the SHA-256 of the key as base64url, 43 characters. A fast hash is enough for what nobody can guess;
 * that is why a key that is shorter than 32 characters is refused.
 *
 * @throws ConfigurationError for a key that is too short, or has spaces or characters beyond ASCII
 */
export function hashApiKey(key: string): string {
  if (typeof key !== 'string' || key.length < SHORTEST) {
    throw new ConfigurationError(`hashApiKey: a key has at least ${SHORTEST} characters; createApiKey() makes one`);
  }
  if (!/^[\x21-\x7e]+$/.test(key)) throw new ConfigurationError('hashApiKey: a key has no spaces, and no characters beyond ASCII');
  return hashOf(key);
}

/** The hash of whatever was sent. */
export function hashOf(sent: string): string {
  return `sha256:${createHash('sha256').update(sent).digest('base64url')}`;
}

export function isApiKeyHash(text: unknown): text is string {
  return typeof text === 'string' && HASH.test(text);
}
