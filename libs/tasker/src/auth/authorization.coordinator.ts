import type { Transport } from './authenticator.js';
import type { Permission } from './permissions.js';
import type { Principal } from './principal.js';

/** What a caller asks to do. */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** `<resource>:<action>`, `tasker.task:cancel`. */
  readonly permission: Permission | (string & {});
  /** `tasker.task` */
  readonly resource: string;
  /** `cancel` */
  readonly action: string;
  readonly transport: Transport;
  /** Ids that the request names, `{ task_id, step }`; of GraphQL the arguments of the field. */
  readonly subject: Readonly<Record<string, unknown>>;
}

/** Yes, no, or yes in these namespaces only. */
export type Grant = boolean | { readonly namespaces: readonly string[] };

/**
 * Decides what a caller may do. Whatever it grants, a principal with `namespaces` stays in them.
 *
 * @example
 * class ReadOnly implements AuthorizationCoordinator {
 *   authorize({ action }: AuthorizationRequest) { return ['index', 'show', 'explain'].includes(action); }
 * }
 */
export interface AuthorizationCoordinator {
  authorize(request: AuthorizationRequest): Grant | Promise<Grant>;
}
