/** The checked `graphql` options. */
export class GraphqlSettings {
  /** How deep fields may stand in one another. */
  readonly maxDepth: number;
  /** What an operation may cost. */
  readonly maxComplexity: number;
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** Whose pages may open sockets beside those of the host itself. */
  readonly origins: readonly string[];
}
