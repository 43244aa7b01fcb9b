/** An event of the user's own, as a handler or a file declares it. */
export interface CustomEventDeclaration {
  /** Two or more words joined by dots, `order.fulfilled`; the first word must not be one that the engine uses. */
  readonly name: string;
  /** For people. Default: who fires it. */
  readonly description?: string;
}
