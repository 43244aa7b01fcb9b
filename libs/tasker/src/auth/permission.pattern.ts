import { suggestion } from '../model/near-names.js';

/** What a permission is made of. */
export interface PermissionParts {
  readonly resource: string;
  readonly action: string;
}

/** Splits at the only colon; null for anything else. */
export function partsOf(permission: string): PermissionParts | null {
  const [resource, action, more] = permission.split(':');
  return resource === undefined || resource === '' || action === undefined || action === '' || more !== undefined
    ? null
    : { resource, action };
}

/** Whether a pattern grants a permission: `*`, `tasker.task:*`, `*:index`, `tasker.task:index`. What is no pattern grants nothing. */
export function covers(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true;
  const granted = partsOf(pattern);
  const asked = partsOf(permission);
  if (granted === null || asked === null) return false;
  return matches(granted.resource, asked.resource) && matches(granted.action, asked.action);
}

function matches(word: string, asked: string): boolean {
  return word === '*' || word === asked;
}

/** What is wrong with a pattern: it grants none of the permissions that there are. Null: nothing. */
export function patternProblem(pattern: unknown, permissions: readonly string[]): string | null {
  if (typeof pattern !== 'string') return 'a permission must be text';
  if (permissions.some((permission) => covers(pattern, permission))) return null;
  const parts = partsOf(pattern);
  if (parts === null) return `'${pattern}' is no permission; write <resource>:<action>, <resource>:*, *:<action> or *`;
  const known = permissions.filter((permission) => permission.startsWith(`${parts.resource}:`));
  if (known.length > 0) return `'${pattern}' is unknown; ${parts.resource} has ${known.map((name) => name.split(':')[1]).join(', ')}`;
  const resources = [...new Set(permissions.map((permission) => permission.split(':')[0] ?? ''))];
  return `'${pattern}' is unknown${suggestion(parts.resource, resources)}; resources are ${resources.join(', ')}`;
}
