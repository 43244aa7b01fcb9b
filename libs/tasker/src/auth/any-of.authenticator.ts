import { ConfigurationError } from '../model/errors.js';
import type { AuthenticationRequest, Authenticator, SecurityScheme } from './authenticator.js';
import type { Principal } from './principal.js';
import { isRefusal, isUnavailable } from './refusal.js';

/** Asks several authenticators in turn: made by `anyOf`. */
class AnyOfAuthenticator implements Authenticator {
  readonly challenge: string;
  readonly securityScheme: readonly SecurityScheme[];

  constructor(private readonly authenticators: readonly Authenticator[]) {
    this.challenge = [...new Set(authenticators.map(({ challenge = 'Bearer' }) => challenge))].join(', ');
    this.securityScheme = distinct(authenticators.flatMap(({ securityScheme = { type: 'http', scheme: 'bearer' } }) => securityScheme));
  }

  /** A refusal of one counts when no other knows the caller, and less than one that cannot say: the credentials may be for that one. */
  async authenticate(request: AuthenticationRequest): Promise<Principal | null> {
    const refusals: Error[] = [];
    for (const authenticator of this.authenticators) {
      try {
        const principal = await authenticator.authenticate(request);
        if (principal != null) return principal;
      } catch (error) {
        if (!isUnavailable(error) && !isRefusal(error, 'AuthenticationError', 401)) throw error;
        refusals.push(error);
      }
    }
    const telling = refusals.find(isUnavailable) ?? refusals[0];
    if (telling !== undefined) throw telling;
    return null;
  }

  validateConfiguration(): readonly string[] {
    return this.authenticators.flatMap((authenticator) => authenticator.validateConfiguration?.() ?? []);
  }
}

/**
 * An authenticator that accepts what any of these accepts; asked in this order.
 *
 * @throws ConfigurationError without any
 * @example authenticator: anyOf(new JwtAuthenticator({ jwksUri, issuer, audience }), new ApiKeyAuthenticator({ keys }))
 */
export function anyOf(...authenticators: readonly Authenticator[]): Authenticator {
  const wrong = authenticators.some((one) => typeof (one as Partial<Authenticator> | null)?.authenticate !== 'function');
  if (authenticators.length === 0 || wrong) throw new ConfigurationError('anyOf: give authenticators, at least one');
  return new AnyOfAuthenticator(authenticators);
}

function distinct(schemes: readonly SecurityScheme[]): SecurityScheme[] {
  return [...new Map(schemes.map((scheme) => [JSON.stringify(scheme), scheme])).values()];
}
