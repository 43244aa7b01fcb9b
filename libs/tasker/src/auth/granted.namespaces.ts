import type { Grant } from './authorization.coordinator.js';

/** Where something is granted: null: everywhere; an empty list: nowhere. */
export type Reach = readonly string[] | null;

/** What a coordinator's answer means. Whatever is no proper yes is a no. */
export function reachOf(grant: Grant | undefined | null): Reach {
  if (grant === true) return null;
  if (typeof grant !== 'object' || grant === null) return [];
  const namespaces: unknown = grant.namespaces;
  return Array.isArray(namespaces) ? namespaces.filter((name): name is string => typeof name === 'string') : [];
}

/** Granted by either. */
export function either(left: Reach, right: Reach): Reach {
  return left === null || right === null ? null : [...new Set([...left, ...right])];
}

/** Granted by both. */
export function both(left: Reach, right: Reach | undefined): Reach {
  if (right === undefined || right === null) return left;
  return left === null ? [...new Set(right)] : left.filter((namespace) => right.includes(namespace));
}
