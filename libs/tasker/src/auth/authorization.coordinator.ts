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
 * Decides what a caller may do. Whatever it grants, a principal with `namespaces` stays in them; an `admin` is granted everything without
 * asking. Who may `destroy` may `cancel`: where `cancel` is refused, it is asked for `destroy` too.
 *
 * @example
 * class ReadOnly implements AuthorizationCoordinator {
 *   authorize({ action }: AuthorizationRequest) { return ['index', 'show', 'explain'].includes(action); }
 * }
 */
export interface AuthorizationCoordinator {
  /** What is neither `true` nor an object with namespaces is a no, and so is a `ForbiddenError`. */
  authorize(request: AuthorizationRequest): Grant | Promise<Grant>;
  /** What is wrong with its options, asked for once at start-up with all permissions that there are; the start then fails. */
  validateConfiguration?(permissions: readonly string[]): readonly string[];
}
