import type { InjectionToken } from '@nestjs/common';
import type { Duration } from '../tasker.options.js';
import type { Authenticator } from './authenticator.js';
import type { AuthorizationCoordinator } from './authorization.coordinator.js';

/**
 * How often a caller may call: each principal, and each address that sends no good credentials. A root field of GraphQL is a call. An address
 * that is refused more often is blocked: its credentials are not looked at, good ones neither.
 */
export interface CallRateOptions {
  /** Calls in `per`, 1 to 100,000. */
  limit: number;
  /** 1 s to 20 days. */
  per: Duration;
  /**
   * Where calls are counted: a storage for @nestjs/throttler, or the provider that is one. Default: the memory of this process, by that package;
   * each process then counts for itself.
   */
  storage?: object | InjectionToken;
}

/** Who may call the API, and what. */
export interface AuthOptions {
  /** Finds out who calls: an authenticator, or the provider that is one. */
  authenticator: Authenticator | InjectionToken;
  /** Decides what a caller may do. Default: the `permissions` of the principal, and `admin`. */
  authorizationCoordinator?: AuthorizationCoordinator | InjectionToken;
  /** Permissions that everybody has, without credentials: of this package only those that read (`index`, `show`, `explain`). Default: none. */
  public?: string[];
  /**
   * Resources of the application with what can be done with each, for routes of its own and for roles.
   *
   * @example resources: { 'shop.refund': ['index', 'approve'] }
   */
  resources?: Readonly<Record<string, readonly string[]>>;
  /** Default: no limit. */
  rateLimit?: CallRateOptions;
  /** Largest body of a request. The body parser of the application may have a lower limit of its own. Default 10 MB (10,485,760). */
  maxBodyBytes?: number;
}
