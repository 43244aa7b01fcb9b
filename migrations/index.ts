import type { MigrationInterface } from 'typeorm';
import { CreateTasker1763683200000 } from './1763683200000-create-tasker.js';
import { schemaNameIssue } from './schema.js';

/** A migration as a DataSource lists it: a class that TypeORM creates without arguments. */
export type MigrationClass = new () => MigrationInterface;

/** Every migration of the engine, oldest first. */
const history: readonly (new (schema?: string) => MigrationInterface)[] = [CreateTasker1763683200000];

/**
 * The engine's migrations for the schema `tasker`, for a DataSource of your own. Set `database.migrate: false` then:
 * one of the two runs them, never both.
 *
 * @example new DataSource({ type: 'postgres', url, migrations: [...taskerMigrations, CreateOrders1763700000000] });
 */
export const taskerMigrations: MigrationClass[] = [...history];

/**
 * The same migrations for another schema name. Those of two schemas may stand in one DataSource.
 *
 * @example new DataSource({ type: 'postgres', url, migrations: taskerMigrationsFor('workflows') });
 * @throws TypeError when the name cannot be a schema name: 1 to 48 lower-case letters, digits and underscores, not
 * beginning with a digit or with `pg_`.
 */
export function taskerMigrationsFor(schema: string): MigrationClass[] {
  const issue = schemaNameIssue(schema);
  if (issue !== undefined) throw new TypeError(issue);
  return history.map(
    (Migration) =>
      // TypeORM creates migrations without arguments, so the schema name is bound by a subclass.
      class extends Migration {
        constructor() {
          super(schema);
        }
      },
  );
}
