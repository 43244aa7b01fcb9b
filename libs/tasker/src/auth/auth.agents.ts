import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';
import type { AuthTerms } from './auth.settings.js';
import type { Authenticator } from './authenticator.js';
import type { AuthorizationCoordinator } from './authorization.coordinator.js';
import { foundProvider } from './found.provider.js';
import type { PermissionRegister } from './permission.register.js';
import { PrincipalPermissions } from './principal.permissions.js';

/** Finds who authenticates and who decides, and lets both check their options. */
@Injectable()
export class AuthAgents {
  constructor(private readonly moduleRef: ModuleRef) {}

  /** @throws ConfigurationError when it is not there, is no authenticator, or says that its options are wrong */
  authenticator({ authenticator }: AuthTerms): Authenticator {
    const found = foundProvider(this.moduleRef, authenticator, 'auth.authenticator') as Authenticator;
    if (typeof found.authenticate !== 'function') throw new ConfigurationError('auth.authenticator: must have a method authenticate');
    refuse('auth.authenticator', found.validateConfiguration?.());
    return found;
  }

  /** @throws ConfigurationError as `authenticator` */
  coordinator({ coordinator }: AuthTerms, { permissions }: PermissionRegister): AuthorizationCoordinator {
    if (coordinator === null) return new PrincipalPermissions();
    const found = foundProvider(this.moduleRef, coordinator, 'auth.authorizationCoordinator') as AuthorizationCoordinator;
    if (typeof found.authorize !== 'function') throw new ConfigurationError('auth.authorizationCoordinator: must have a method authorize');
    refuse('auth.authorizationCoordinator', found.validateConfiguration?.(permissions));
    return found;
  }
}

function refuse(option: string, problems: readonly string[] = []): void {
  if (problems.length > 0) throw new ConfigurationError(`${option}: ${problems.join('; ')}`);
}
