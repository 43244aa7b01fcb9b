import { AuthenticationError, type AuthenticationRequest, type Authenticator, type Principal } from 'nestjs-tasker';

/** Believes everybody: the token is the principal itself, as JSON; `expiresAt` is a text in it. */
export class TestAuthenticator implements Authenticator {
  authenticate({ headers }: Pick<AuthenticationRequest, 'headers'>): Principal | null {
    const token = headers['authorization']?.replace(/^Bearer /, '');
    if (token === undefined) return null;
    try {
      const principal = JSON.parse(Buffer.from(token, 'base64url').toString()) as Principal;
      return principal.expiresAt === undefined ? principal : { ...principal, expiresAt: new Date(principal.expiresAt) };
    } catch {
      throw new AuthenticationError('the token is not accepted');
    }
  }
}

/** The header of a caller, for `TestAuthenticator`. */
export function bearer(principal: Partial<Principal>): { readonly authorization: string } {
  return { authorization: `Bearer ${Buffer.from(JSON.stringify({ id: 'ann', ...principal })).toString('base64url')}` };
}
