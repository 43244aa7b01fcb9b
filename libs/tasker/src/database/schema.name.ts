import { schemaNameIssue } from '../../../../migrations/schema.js';
import { ConfigurationError } from '../model/errors.js';

/**
 * Checks a schema name before it becomes part of a statement: 1 to 48 lower-case letters, digits and underscores, not
 * beginning with a digit or with `pg_`. The bound leaves room for the channel names made of it.
 *
 * @throws ConfigurationError that begins with `database.schema`.
 */
export function checkSchemaName(schema: unknown): asserts schema is string {
  const issue = schemaNameIssue(schema);
  if (issue !== undefined) throw new ConfigurationError(issue);
}

/**
 * A schema name as it stands in SQL text: quoted, since a name such as `order` or `user` is a word of SQL.
 *
 * @throws ConfigurationError when it cannot be a schema name.
 */
export function quoteIdentifier(schema: string): string {
  checkSchemaName(schema);
  return `"${schema}"`;
}
