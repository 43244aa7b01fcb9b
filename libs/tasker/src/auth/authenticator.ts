import type { Principal } from './principal.js';

/** How a request came in: a subscription has no request of its own, its credentials stand in `connectionParams`. */
export type Transport = 'rest' | 'graphql' | 'subscription';

/** What an authenticator may read of a request. */
export interface AuthenticationRequest {
  readonly transport: Transport;
  /** Headers by lower-case name; a header that came several times is joined by commas. Of a subscription: its `connectionParams`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /**
   * The request of the HTTP adapter, for sessions and cookies; of a subscription, the one that opened the connection. Any page may open a
   * connection that carries the cookies of its visitor: whoever reads them there has to look at `Origin` as well.
   */
  readonly request: unknown;
}

/** How credentials are sent, as OpenAPI says it. */
export type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: 'bearer'; readonly bearerFormat?: string; readonly description?: string }
  | { readonly type: 'apiKey'; readonly in: 'header' | 'cookie'; readonly name: string; readonly description?: string };

/**
 * Finds out who calls. One instance serves every request of the process: it keeps nothing of a request in its fields.
 *
 * @example
 * class SessionAuthenticator implements Authenticator {
 *   readonly challenge = 'Session';
 *   authenticate({ request }: AuthenticationRequest) {
 *     const { user } = request as { user?: { email: string } };
 *     return user === undefined ? null : { id: user.email, roles: ['operator'] };
 *   }
 * }
 */
export interface Authenticator {
  /**
   * The caller; null where the request has no credentials.
   *
   * @throws AuthenticationError when the credentials are not accepted: 401
   * @throws AuthenticationUnavailableError when nobody can say whether they are: 503
   */
  authenticate(request: AuthenticationRequest): Principal | null | Promise<Principal | null>;
  /** What is wrong with its options, asked for once at start-up, which then fails. */
  validateConfiguration?(): readonly string[];
  /** `WWW-Authenticate` of a 401. Default `Bearer`. */
  readonly challenge?: string;
  /** How the OpenAPI document describes the credentials; of several, any will do. Default: bearer. */
  readonly securityScheme?: SecurityScheme | readonly SecurityScheme[];
}
