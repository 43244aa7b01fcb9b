import type { MigrationInterface, QueryRunner } from 'typeorm';
import { taskerMigrationsFor } from '../../../../migrations/index.js';
import { ConfigurationError } from '../model/errors.js';
import { createLedger, migrationName, migrationVersion, newerSchemaError, readLedger, recordMigration } from './migration.ledger.js';
import { checkSchemaName } from './schema.name.js';
import { type DatabaseConnection, onSingleConnection } from './single.connection.js';

/** The engine's migrations for a schema, oldest first; never empty. */
function migrationsOf(schema: string): { all: MigrationInterface[]; last: MigrationInterface } {
  const all = taskerMigrationsFor(schema).map((Migration) => new Migration());
  const last = all.at(-1);
  if (last === undefined) throw new Error('the package holds no migrations');
  return { all, last };
}

/**
 * Brings a schema to the state that this code needs: all missing migrations in one transaction, on one connection, under
 * an advisory lock, so that processes that start together migrate once. The schema has a ledger of its own, the table
 * `migrations`.
 *
 * @returns The names of the migrations that this call ran; empty when there was nothing to do.
 * @throws ConfigurationError when the name cannot be a schema name, when the schema is newer than this code, or when its
 * objects were installed by somebody else.
 * @example await migrateDatabase({ url: 'postgres://localhost/orders' }, { schema: 'tasker' });
 */
export async function migrateDatabase(connection: DatabaseConnection, options: { schema: string }): Promise<string[]> {
  const { schema } = options;
  checkSchemaName(schema);
  return await onSingleConnection(connection, async (runner) => {
    // Read committed whatever the host's default: a snapshot from before the wait for the lock would not see the winner's work.
    await runner.startTransaction('READ COMMITTED');
    try {
      const applied = await migrateLocked(runner, schema);
      await runner.commitTransaction();
      return applied;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    }
  });
}

async function migrateLocked(runner: QueryRunner, schema: string): Promise<string[]> {
  // A host's time limits are made for requests; waiting for another process to migrate may take longer.
  await runner.query('set local lock_timeout = 0; set local statement_timeout = 0');
  await runner.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${schema}.migrate`]);
  const { all, last } = migrationsOf(schema);
  const ledger = await readLedger(runner, schema);
  if (ledger.kind === 'foreign') {
    throw new ConfigurationError(
      `database.migrate: schema '${schema}' is managed by another DataSource: set database.migrate: false. ` +
        `(It has no table ${schema}.migrations; if its objects are not the engine's, set another database.schema.)`,
    );
  }
  const done = ledger.kind === 'present' ? ledger.names : [];
  const unknown = done.filter((name) => !all.some((migration) => migrationName(migration) === name)).at(-1);
  if (unknown !== undefined) throw newerSchemaError(schema, { found: unknown, known: migrationName(last) });
  if (ledger.kind === 'absent') await createLedger(runner, schema);
  const missing = all.filter((migration) => !done.includes(migrationName(migration)));
  for (const migration of missing) {
    await migration.up(runner);
    await recordMigration(runner, schema, migration);
  }
  return missing.map(migrationName);
}

/**
 * Checks that a schema stands where this code needs it, for `database.migrate: false`. Writes nothing, and reads no ledger:
 * that is the host's then.
 *
 * @throws ConfigurationError when the name cannot be a schema name, and when the schema is missing, older or newer.
 */
export async function assertMigrated(connection: DatabaseConnection, options: { schema: string }): Promise<void> {
  const { schema } = options;
  checkSchemaName(schema);
  const { last } = migrationsOf(schema);
  const found = await onSingleConnection(connection, (runner) => installedVersion(runner, schema));
  const remedy = `run the migrations of nestjs-tasker/migrations for '${schema}' from your own DataSource, or set database.migrate: true.`;
  if (found === undefined) {
    throw new ConfigurationError(`database.migrate is false and schema '${schema}' does not hold the engine's tables: ${remedy}`);
  }
  const needed = migrationVersion(last);
  if (found < needed) {
    throw new ConfigurationError(
      `database.migrate is false and schema '${schema}' is at version ${found}, older than ${needed}, which this code needs: ${remedy}`,
    );
  }
  if (found > needed) throw newerSchemaError(schema, { found, known: needed });
}

/** The version that the schema has when all migrations of this code have run. */
export function neededVersion(schema: string): number {
  return migrationVersion(migrationsOf(schema).last);
}

/** The version that the last migration noted on the table `tasks`; 0 without a note, undefined without the table. */
async function installedVersion(runner: QueryRunner, schema: string): Promise<number | undefined> {
  const [row] = (await runner.query(
    `select c.oid is not null as present, substring(obj_description(c.oid, 'pg_class') from 'schema ([0-9]+)$')::float8 as version
     from (select to_regclass($1) as oid) c`,
    [`"${schema}".tasks`],
  )) as { present: boolean; version: number | null }[];
  return row?.present === true ? (row.version ?? 0) : undefined;
}
