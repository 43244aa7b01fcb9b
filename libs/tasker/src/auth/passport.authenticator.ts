import { ConfigurationError } from '../model/errors.js';
import { AuthenticationError, AuthenticationUnavailableError } from './auth.errors.js';
import type { AuthenticationRequest, Authenticator, SecurityScheme } from './authenticator.js';
import type { Principal } from './principal.js';

/** The part of a Passport strategy that is used. */
export interface PassportStrategy {
  // A method: strategies declare narrower requests of their own.
  authenticate(request: any, options?: any): unknown;
}

/** What `PassportAuthenticator` is made of. */
export interface PassportOptions<U = any> {
  /** A strategy: of a `passport-…` package, or a provider made with `PassportStrategy` of \@nestjs/passport. */
  readonly strategy: PassportStrategy;
  /** What the user is to this package; null: nobody. Default: the user itself, which then has an `id` of text. */
  readonly principal?: (user: U, info: unknown) => Principal | null | Promise<Principal | null>;
  /** Given to the strategy with each request; `session` is always false. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** How long the strategy may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** `WWW-Authenticate` of a 401 for which the strategy names none. Default `Bearer`. */
  readonly challenge?: string;
  readonly securityScheme?: SecurityScheme | readonly SecurityScheme[];
}

/** How a strategy answered. */
type Outcome =
  | { readonly kind: 'success'; readonly user: unknown; readonly info: unknown }
  | { readonly kind: 'fail'; readonly challenge: unknown }
  | { readonly kind: 'pass' | 'redirect' };

/**
 * Callers by a strategy of Passport, without sessions and without the packages passport and \@nestjs/passport. A strategy that would redirect
 * to a page of login refuses: an API has no page.
 *
 * @throws ConfigurationError for something that is no strategy
 * @example
 * TaskerModule.forRootAsync({
 *   imports: [UsersModule],
 *   inject: [JwtStrategy],
 *   useFactory: (strategy: JwtStrategy) => ({
 *     database,
 *     auth: { authenticator: new PassportAuthenticator({ strategy, principal: (user) => ({ id: user.email, roles: user.roles }) }) },
 *   }),
 * })
 */
export class PassportAuthenticator<U = any> implements Authenticator {
  readonly challenge: string;
  readonly securityScheme: NonNullable<Authenticator['securityScheme']>;

  constructor(private readonly options: PassportOptions<U>) {
    const { strategy, principal, timeoutMs = 1 } = options;
    if (typeof (strategy as Partial<PassportStrategy> | undefined)?.authenticate !== 'function') {
      throw new ConfigurationError('PassportAuthenticator: strategy: must be a strategy of Passport, with a method authenticate');
    }
    if (principal !== undefined && typeof principal !== 'function') {
      throw new ConfigurationError('PassportAuthenticator: principal: must be a function');
    }
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) {
      throw new ConfigurationError('PassportAuthenticator: timeoutMs: must be a whole number from 1 to 600000');
    }
    this.challenge = options.challenge ?? 'Bearer';
    this.securityScheme = options.securityScheme ?? { type: 'http', scheme: 'bearer' };
  }

  async authenticate(request: AuthenticationRequest): Promise<Principal | null> {
    const outcome = await this.outcomeOf(request);
    switch (outcome.kind) {
      case 'success': {
        const { principal = (user: U) => user as Principal } = this.options;
        const found = await principal(outcome.user as U, outcome.info);
        if (found === null) throw new AuthenticationError('the credentials are not accepted');
        return found;
      }
      case 'pass':
        return null;
      case 'redirect':
        throw new AuthenticationError('credentials are required');
      case 'fail':
        throw new AuthenticationError('the credentials are missing or not accepted', challengeIn(outcome.challenge));
    }
  }

  /** Every request gets a strategy of its own, which Passport does too: the answers of two requests never meet. */
  private outcomeOf(request: AuthenticationRequest): Promise<Outcome> {
    const { strategy, options, timeoutMs = 10_000 } = this.options;
    return new Promise<Outcome>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new AuthenticationUnavailableError(`the strategy did not answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const fail = (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const own = Object.assign(Object.create(strategy) as PassportStrategy, {
        success: (user: unknown, info: unknown) => settle({ kind: 'success', user, info }),
        fail: (challenge: unknown) => settle({ kind: 'fail', challenge }),
        redirect: () => settle({ kind: 'redirect' }),
        pass: () => settle({ kind: 'pass' }),
        error: fail,
      });
      Promise.resolve()
        .then(() => own.authenticate(asRequest(request), { ...options, session: false }))
        .catch(fail);
    });
  }
}

/** What the strategy reads. Of a subscription the headers are those that were sent over the connection. */
function asRequest({ transport, headers, request }: AuthenticationRequest): object {
  if (transport !== 'subscription' && typeof request === 'object' && request !== null) return request;
  return Object.create(typeof request === 'object' ? request : null, { headers: { value: { ...headers }, enumerable: true } }) as object;
}

/** A strategy gives text for the header, or an object for its own callers, or a status code. */
function challengeIn(challenge: unknown): { challenge?: string } {
  return typeof challenge === 'string' && /^[\x20-\x7e]+$/.test(challenge) ? { challenge } : {};
}
