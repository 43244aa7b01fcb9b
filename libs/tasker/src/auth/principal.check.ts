import { AuthenticationError } from './auth.errors.js';
import type { Principal } from './principal.js';

const CONTROL = /[\p{Cc}\p{Cs}]/u;
const LISTS = ['roles', 'permissions', 'namespaces'] as const;

/** Whether a text can stand as the actor in the history: 1 to 128 characters, none of them a control character or half of a pair. */
export function isActor(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.length <= 128 && !CONTROL.test(id);
}

/**
 * The principal as the authenticator gave it. A list that is none would be read as a right to everything, so nothing is guessed.
 *
 * @throws AuthenticationError when the id cannot stand in the history
 * @throws TypeError when the authenticator gave something else than a principal
 */
export function checkedPrincipal(principal: Principal): Principal {
  if (typeof principal !== 'object' || !('id' in principal)) throw new TypeError('the authenticator gave something that is no principal');
  if (!isActor(principal.id)) throw new AuthenticationError('the credentials name a caller that cannot stand in the history');
  const { expiresAt } = principal as { expiresAt?: unknown };
  if (expiresAt !== undefined && !(expiresAt instanceof Date && !Number.isNaN(expiresAt.getTime()))) {
    throw new TypeError('the authenticator gave a principal whose expiresAt is no date');
  }
  for (const list of LISTS) {
    const value: unknown = principal[list];
    if (value !== undefined && !(Array.isArray(value) && value.every((one) => typeof one === 'string'))) {
      throw new TypeError(`the authenticator gave a principal whose ${list} are no list of texts`);
    }
  }
  return principal;
}
