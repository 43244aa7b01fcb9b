/** Who calls: what an `Authenticator` makes of the credentials of a request. */
export interface Principal {
  /** Stands as the actor in the history of what the caller changes; 1 to 128 characters. */
  readonly id: string;
  /** For people; default: `id`. */
  readonly name?: string;
  /** Read by the `RolesCoordinator`. */
  readonly roles?: readonly string[];
  /** Permissions granted to this caller alone, beside those of its roles. */
  readonly permissions?: readonly string[];
  /** The namespaces that the caller is confined to, whatever it is granted; absent: none is left out. */
  readonly namespaces?: readonly string[];
  /** May do everything, in `namespaces` when they are given. */
  readonly admin?: boolean;
}
