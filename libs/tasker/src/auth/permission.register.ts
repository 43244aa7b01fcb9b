import { ConfigurationError } from '../model/errors.js';
import { PERMISSIONS, RESOURCES } from './permissions.js';

const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const OWN = 'tasker.';
/** Actions that change nothing: what of this package may be public. */
const READING = ['index', 'show', 'explain'];

/** All permissions that there are: those of this package, and those that the application registers. */
export class PermissionRegister {
  /** In the order of registration, each once. */
  readonly permissions: readonly string[];
  private readonly known: ReadonlySet<string>;

  /** @throws ConfigurationError for resources that cannot be registered */
  constructor(resources: unknown = {}) {
    this.permissions = [...PERMISSIONS, ...registered(resources)];
    this.known = new Set(this.permissions);
  }

  has(permission: string): boolean {
    return this.known.has(permission);
  }

  /** Whether everybody may be given it: an own permission that only reads, or one of the application. */
  mayBePublic(permission: string): boolean {
    const [resource = '', action = ''] = permission.split(':');
    return this.has(permission) && (!Object.hasOwn(RESOURCES, resource) || READING.includes(action));
  }
}

function registered(resources: unknown): string[] {
  if (typeof resources !== 'object' || resources === null || Array.isArray(resources)) {
    throw new ConfigurationError("auth.resources: must be an object such as { 'shop.refund': ['index', 'approve'] }");
  }
  return Object.entries(resources).flatMap(([resource, actions]) => {
    if (!NAME.test(resource)) {
      throw new ConfigurationError(`auth.resources: '${resource}' must be lower-case words joined by dots, such as shop.refund`);
    }
    if (resource === 'tasker' || resource.startsWith(OWN)) {
      throw new ConfigurationError(`auth.resources.${resource}: names that begin with ${OWN} belong to this package`);
    }
    return actionsOf(resource, actions).map((action) => `${resource}:${action}`);
  });
}

function actionsOf(resource: string, actions: unknown): readonly string[] {
  const ok = Array.isArray(actions) && actions.length > 0 && actions.every((action) => typeof action === 'string' && NAME.test(action));
  if (!ok) throw new ConfigurationError(`auth.resources.${resource}: must be a list of actions in lower-case words, at least one`);
  return [...new Set(actions as string[])];
}
