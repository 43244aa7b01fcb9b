import { ConfigurationError } from '../model/errors.js';
import type { AuthorizationCoordinator, AuthorizationRequest, Grant } from './authorization.coordinator.js';
import { either, type Reach } from './granted.namespaces.js';
import { covers, patternProblem } from './permission.pattern.js';
import type { Permission } from './permissions.js';
import { PrincipalPermissions } from './principal.permissions.js';

/** A permission, or several of them: `tasker.task:*`, `*:index`, `*`. */
export type PermissionPattern = Permission | '*' | (string & {});

/** What a role may do, and where. */
export interface RoleTerms {
  readonly permissions: PermissionPattern | readonly PermissionPattern[];
  /** Default: everywhere. */
  readonly namespaces?: readonly string[];
}

/** What `RolesCoordinator` is made of. */
export interface RolesOptions {
  /** Permissions by the name of a role. A principal has those of all its roles, and its own; roles that are not here grant nothing. */
  readonly roles: Readonly<Record<string, RoleTerms | RoleTerms['permissions']>>;
}

/** A role as it is asked. */
interface Role {
  readonly permissions: readonly string[];
  readonly namespaces: Reach;
}

/**
 * Grants what the roles of the caller say, each in the namespaces it is for. A pattern that grants nothing stops the start.
 *
 * @throws ConfigurationError for roles of a wrong shape
 * @example
 * new RolesCoordinator({
 *   roles: {
 *     admin: '*',
 *     operator: ['*:index', '*:show', 'tasker.task:*', 'tasker.workflow_step:*'],
 *     payments: { permissions: 'tasker.task:create', namespaces: ['payments'] },
 *   },
 * })
 */
export class RolesCoordinator implements AuthorizationCoordinator {
  private readonly roles: ReadonlyMap<string, Role>;
  private readonly own = new PrincipalPermissions();

  constructor({ roles }: RolesOptions) {
    if (!isObject(roles)) throw refused('roles', "must be an object such as { operator: ['tasker.task:*'] }");
    this.roles = new Map(Object.entries(roles).map(([name, terms]) => [name, roleOf(name, terms)]));
  }

  authorize(request: AuthorizationRequest): Grant {
    if (this.own.authorize(request)) return true;
    let reach: Reach = [];
    for (const name of request.principal.roles ?? []) {
      const role = this.roles.get(name);
      if (role?.permissions.some((pattern) => covers(pattern, request.permission)) === true) reach = either(reach, role.namespaces);
    }
    return reach === null ? true : { namespaces: reach };
  }

  validateConfiguration(permissions: readonly string[]): readonly string[] {
    return [...this.roles].flatMap(([name, role]) =>
      role.permissions.flatMap((pattern) => {
        const problem = patternProblem(pattern, permissions);
        return problem === null ? [] : [`role '${name}': ${problem}`];
      }),
    );
  }
}

function roleOf(name: string, given: unknown): Role {
  const terms = isObject(given) ? given : { permissions: given };
  const unknown = Object.keys(terms).find((key) => key !== 'permissions' && key !== 'namespaces');
  if (unknown !== undefined) throw refused(`roles.${name}.${unknown}`, 'unknown option; known are permissions, namespaces');
  const { permissions, namespaces = null } = terms;
  const list: readonly unknown[] = Array.isArray(permissions) ? permissions : [permissions];
  if (!isTexts(list) || list.length === 0) throw refused(`roles.${name}`, 'must have permissions: one, or a list of them');
  if (namespaces !== null && !(Array.isArray(namespaces) && isTexts(namespaces))) {
    throw refused(`roles.${name}.namespaces`, 'must be a list of namespaces');
  }
  return { permissions: list, namespaces };
}

function refused(path: string, message: string): ConfigurationError {
  return new ConfigurationError(`RolesCoordinator: ${path}: ${message}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string' && value !== '');
}
