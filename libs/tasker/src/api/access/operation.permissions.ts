/** What a GraphQL operation asks for beside the permissions of its root fields. Without one no GraphQL call is let through. */
export abstract class OperationPermissions {
  /**
   * The permissions of all fields selected below a root field, each once, in the operation as it will run: fragments, aliases and directives
   * with their variables resolved. `info` is the `GraphQLResolveInfo` of the root field.
   */
  abstract below(info: object): readonly string[];
}
