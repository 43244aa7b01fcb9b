import { AuthenticationError } from './auth.errors.js';
import type { AuthenticationRequest } from './authenticator.js';

const SCHEME = /^bearer(?: +|$)/i;
/** What a token may be made of (RFC 6750, 2.1). */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** No token that is good is longer. */
const LONGEST = 16_384;

/**
 * The token of `Authorization: Bearer …`; null where there is no such header, or credentials of another kind.
 *
 * @throws AuthenticationError for a header that says Bearer and has no token
 */
export function bearerToken({ headers }: Pick<AuthenticationRequest, 'headers'>): string | null {
  const header = headers['authorization']?.trim();
  if (header === undefined || !SCHEME.test(header)) return null;
  const token = header.replace(SCHEME, '');
  if (token.length > LONGEST || !TOKEN.test(token)) throw new AuthenticationError('the Authorization header has no token that can be read');
  return token;
}
