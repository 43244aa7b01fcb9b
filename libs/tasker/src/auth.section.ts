import type { InjectionToken } from '@nestjs/common';
import { AuthSettings, type RateLimitTerms } from './auth/auth.settings.js';
import type { Authenticator } from './auth/authenticator.js';
import type { AuthorizationCoordinator } from './auth/authorization.coordinator.js';
import { patternProblem } from './auth/permission.pattern.js';
import { PermissionRegister } from './auth/permission.register.js';
import type { RateLimitStorage } from './auth/rate-limit.storage.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';

const KNOWN = ['authenticator', 'authorizationCoordinator', 'public', 'resources', 'rateLimit', 'maxBodyBytes'];
const MAX_BODY_BYTES = 10_485_760;

/** The checked `auth` options. @throws ConfigurationError when there is an API and nothing says who may use it */
export function authSettings(auth: unknown, api: boolean): AuthSettings {
  if (auth === undefined && api) {
    throw new ConfigurationError(
      "TaskerModule: api is on but auth is not set; give auth: { authenticator }, auth: 'none' to let everybody in who reaches it, or api: false",
    );
  }
  if (auth === undefined || auth === 'none') return { terms: null, register: new PermissionRegister(), maxBodyBytes: MAX_BODY_BYTES };
  if (typeof auth !== 'object' || auth === null) throw new ConfigurationError("auth: must be 'none' or an object with an authenticator");
  const section = new Section('auth', auth);
  section.knows(KNOWN);
  const register = new PermissionRegister(section.get('resources'));
  return {
    terms: {
      authenticator: agent<Authenticator>(section, 'authenticator'),
      coordinator: section.has('authorizationCoordinator') ? agent<AuthorizationCoordinator>(section, 'authorizationCoordinator') : null,
      open: openPermissions(section, register),
      rateLimit: section.has('rateLimit') ? rateLimit(new Section('auth.rateLimit', section.get('rateLimit'))) : null,
    },
    register,
    maxBodyBytes: section.integer('maxBodyBytes', { default: MAX_BODY_BYTES, min: 1_000, max: 1_000_000_000 }),
  };
}

function agent<T extends object>(section: Section, key: string): T | InjectionToken {
  const given = section.get(key);
  if (given === undefined) throw new ConfigurationError(`auth.${key}: must be given; auth: 'none' lets everybody in`);
  if (given === null || given === '' || !['object', 'function', 'string', 'symbol'].includes(typeof given)) {
    throw new ConfigurationError(`auth.${key}: must be an object, or a provider: its class or its token`);
  }
  return given as T | InjectionToken;
}

function openPermissions(section: Section, register: PermissionRegister): readonly string[] {
  const given = section.has('public') ? section.get('public') : [];
  if (!Array.isArray(given)) throw new ConfigurationError("auth.public: must be a list of permissions such as ['tasker.metrics:index']");
  return given.map((permission: unknown) => {
    const problem = patternProblem(permission, register.permissions);
    if (problem !== null) throw new ConfigurationError(`auth.public: ${problem}`);
    if (!register.has(permission as string))
      throw new ConfigurationError(`auth.public: write out each permission, not '${String(permission)}'`);
    if (!register.mayBePublic(permission as string)) {
      throw new ConfigurationError(`auth.public: '${String(permission)}' changes something: only index, show and explain may be public`);
    }
    return permission as string;
  });
}

function rateLimit(section: Section): RateLimitTerms {
  section.knows(['limit', 'per', 'storage']);
  for (const key of ['limit', 'per']) {
    if (!section.has(key)) throw new ConfigurationError(`auth.rateLimit.${key}: must be given, as in { limit: 600, per: '1m' }`);
  }
  return {
    limit: section.integer('limit', { default: 0, min: 1, max: 100_000 }),
    perMs: section.duration('per', '0s', 1_000),
    storage: section.has('storage') ? storage(section.get('storage')) : null,
  };
}

function storage(given: unknown): RateLimitStorage | InjectionToken {
  if (given === null || !['object', 'function', 'string', 'symbol'].includes(typeof given)) {
    throw new ConfigurationError('auth.rateLimit.storage: must be an object, or a provider: its class or its token');
  }
  return given as RateLimitStorage | InjectionToken;
}
