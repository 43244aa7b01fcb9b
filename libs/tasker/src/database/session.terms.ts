/** What the connections of the engine may rely on between two transactions. */
export interface SessionTerms {
  /**
   * A pooler gives each transaction whatever session of the server is free: settings, LISTEN and prepared statements of a session are
   * somebody else's in the next moment.
   */
  readonly shared: boolean;
  /** Statements are prepared once per connection, by name. */
  readonly prepares: boolean;
}

/** A connection is a session. */
export const OWN_SESSIONS: SessionTerms = { shared: false, prepares: true };

/** What the options say of the way to the server. */
export interface RouteSettings {
  /** `none`: a connection is a session; `transaction`: a pooler shares sessions; null: found out. */
  readonly pooler: 'none' | 'transaction' | null;
  /** Null: where a connection is a session. */
  readonly preparedStatements: boolean | null;
}
