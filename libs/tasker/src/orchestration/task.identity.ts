import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical.json.js';
import { ConfigurationError } from '../model/errors.js';
import type { IdentityRequest } from '../tasker.options.js';

const LONGEST_KEY = 255;

/** What the strategy `hash` compares requests by; the context as it is to be stored, defaults included. */
export type RequestIdentity = Omit<IdentityRequest, 'context'> & { readonly context: unknown };

/** The tasks among which a key or a custom identity is unique. */
export type IdentityScope = Pick<RequestIdentity, 'namespace' | 'name'>;

/** Identity of a request by all that it asks for; the order of keys, of tags and of bypassed steps does not count. */
export function identityHash(request: RequestIdentity): string {
  const { namespace, name, version, context, tags, bypassSteps, initiator, sourceSystem, reason } = request;
  return sha256([namespace, name, version, context, sortedSet(tags), sortedSet(bypassSteps), initiator, sourceSystem, reason]);
}

/** Identity by the idempotency key of the request. The prefix keeps it apart from the identities of the other strategies. */
export function keyHash({ namespace, name }: IdentityScope, key: string): string {
  return `key:${sha256([namespace, name, key])}`;
}

/**
 * Identity by what a custom strategy gives.
 *
 * @throws ConfigurationError when that is not a text, or empty: every request would be the same task
 */
export function customHash({ namespace, name }: IdentityScope, identity: unknown): string {
  if (typeof identity !== 'string' || identity === '') {
    const what = identity === '' ? 'an empty one' : identity === null ? 'null' : typeof identity;
    throw new ConfigurationError(
      `identity: the custom strategy must give a text for task '${name}' of namespace '${namespace}', not ${what}`,
    );
  }
  return `custom:${sha256([namespace, name, identity])}`;
}

/** What is wrong with an idempotency key. */
export function idempotencyKeyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return 'must be a string';
  if (key === '') return 'must not be empty';
  // Before anything else looks at it: a key may be as long as a request.
  if (key.length > LONGEST_KEY * 2 || [...key].length > LONGEST_KEY) return `must have at most ${LONGEST_KEY} characters`;
  return /[\p{Cc}\p{Cs}]/u.test(key) ? 'must not contain control characters or half of a surrogate pair' : undefined;
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function sha256(content: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
