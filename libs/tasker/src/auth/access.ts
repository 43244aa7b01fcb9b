import type { Principal } from './principal.js';

/** What a caller was let in for: who it is, and where the permission holds that was asked for. */
export class Access {
  constructor(
    /** Null: nobody knows, since `auth` is 'none' or the permission is public. */
    readonly principal: Principal | null,
    /** Where it holds; null: everywhere. */
    readonly namespaces: readonly string[] | null,
    /** Where another permission holds for the same caller; null: everywhere. Nowhere, unless somebody can say. */
    private readonly elsewhere: (permission: string) => Promise<readonly string[] | null> = async () => [],
  ) {}

  /** Whether the caller has another permission too, for what stands in a namespace that it reaches. */
  async may(permission: string, namespace: string): Promise<boolean> {
    const reach = await this.elsewhere(permission);
    return this.reaches(namespace) && (reach === null || reach.includes(namespace));
  }

  /** Whether something of this namespace may be seen or changed. */
  reaches(namespace: string): boolean {
    return this.namespaces === null || this.namespaces.includes(namespace);
  }
}

/** Of a caller who may be anybody and may do everything: `auth: 'none'`. */
export const UNLIMITED = new Access(null, null, async () => null);

/** Of a caller who may be anybody, for what is public. */
export const ANYBODY = new Access(null, null);
