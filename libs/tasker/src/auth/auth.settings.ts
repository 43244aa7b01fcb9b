import type { InjectionToken } from '@nestjs/common';
import type { Authenticator } from './authenticator.js';
import type { AuthorizationCoordinator } from './authorization.coordinator.js';
import type { PermissionRegister } from './permission.register.js';
import type { RateLimitStorage } from './rate-limit.storage.js';

/** How often a caller may call. */
export interface RateLimitTerms {
  readonly limit: number;
  readonly perMs: number;
  /** Null: the memory of this process. */
  readonly storage: RateLimitStorage | InjectionToken | null;
}

/** Who may call, and what: the checked `auth` options. */
export interface AuthTerms {
  /** The agent itself, or the provider that it is. */
  readonly authenticator: Authenticator | InjectionToken;
  /** Null: the permissions of the principal decide. */
  readonly coordinator: AuthorizationCoordinator | InjectionToken | null;
  /** Permissions that everybody has. */
  readonly open: readonly string[];
  /** Null: no limit. */
  readonly rateLimit: RateLimitTerms | null;
}

/** The checked `auth` options. */
export abstract class AuthSettings {
  /** Null: `auth` is 'none', or there is no API. */
  abstract readonly terms: AuthTerms | null;
  abstract readonly register: PermissionRegister;
  abstract readonly maxBodyBytes: number;
}
