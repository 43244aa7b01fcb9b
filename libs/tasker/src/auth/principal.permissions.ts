import type { AuthorizationCoordinator, AuthorizationRequest } from './authorization.coordinator.js';
import { covers } from './permission.pattern.js';

/** Decides where no coordinator was given: by the permissions that the principal brings. Everything else is refused. */
export class PrincipalPermissions implements AuthorizationCoordinator {
  authorize({ principal, permission }: Pick<AuthorizationRequest, 'principal' | 'permission'>): boolean {
    return principal.permissions?.some((pattern) => covers(pattern, permission)) ?? false;
  }
}
