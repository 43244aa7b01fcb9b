/** Who calls: what an `Authenticator` makes of the credentials of a request. */
export interface Principal {
  /** Stands as the actor in the history of what the caller changes; 1 to 128 characters, no control characters. */
  readonly id: string;
  /** For people; default: `id`. */
  readonly name?: string;
  /** Read by the `RolesCoordinator`. */
  readonly roles?: readonly string[];
  /**
   * Permissions granted to this caller alone, beside those of its roles: `tasker.task:show`, or patterns such as `tasker.task:*`, `*:index`
   * and `*`.
   */
  readonly permissions?: readonly string[];
  /** The namespaces that the caller is confined to, whatever it is granted; absent: none is left out. */
  readonly namespaces?: readonly string[];
  /** May do everything, in `namespaces` when they are given; the coordinator is not asked. */
  readonly admin?: boolean;
  /** When the credentials end. What goes on for long, such as a stream of changes, is closed then. */
  readonly expiresAt?: Date;
}
