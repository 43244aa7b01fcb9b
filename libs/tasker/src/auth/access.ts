import type { Principal } from './principal.js';

/** What a caller was let in for: who it is, and where the permission holds that was asked for. */
export class Access {
  constructor(
    /** Null: nobody knows, since `auth` is 'none' or the permission is public. */
    readonly principal: Principal | null,
    /** Where it holds; null: everywhere. */
    readonly namespaces: readonly string[] | null,
  ) {}

  /** Whether something of this namespace may be seen or changed. */
  reaches(namespace: string): boolean {
    return this.namespaces === null || this.namespaces.includes(namespace);
  }
}

/** Of a caller who may be anybody and may do everything: `auth: 'none'`. */
export const UNLIMITED = new Access(null, null);
