import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { assertMigrated, migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { ConfigurationError } from '../../../libs/tasker/src/model/errors.js';
import { taskerMigrations, taskerMigrationsFor } from '../../../migrations/index.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const FIRST = 'CreateTasker1763683200000';

async function failure(work: Promise<unknown>): Promise<Error> {
  return await work.then(
    () => Promise.reject(new Error('it was accepted')),
    (error: Error) => error,
  );
}

describe('migrateDatabase', () => {
  const session = useSession({ empty: true });
  const connection = () => ({ url: session.url });
  const ledger = async (schema: string) =>
    (await session.rows(`select name from "${schema}".migrations order by id`)).map((row) => row.name);
  const host = async () => await new DataSource({ type: 'postgres', url: session.url }).initialize();

  it('migrates once when ten processes start together', async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, () => migrateDatabase(connection(), { schema: 'tasker' })));
    expect(runs.filter((applied) => applied.length > 0)).toEqual([[FIRST]]);
    expect(await ledger('tasker')).toEqual([FIRST]);
    await insertTask(session.client, [{}]);
  });

  it('has nothing to do the second time', async () => {
    expect(await migrateDatabase(connection(), { schema: 'tasker' })).toEqual([]);
  });

  it('works on a DataSource of the host and leaves it connected', async () => {
    const dataSource = await host();
    expect(await migrateDatabase({ dataSource }, { schema: 'hosted' })).toEqual(['CreateTasker_hosted_1763683200000']);
    expect(await dataSource.query('select count(*)::integer as rows from hosted.tasks')).toEqual([{ rows: 0 }]);
    await dataSource.destroy();
    const error = await failure(migrateDatabase({ dataSource }, { schema: 'hosted' }));
    expect(error.message).toMatch(/^database\.dataSource: .*not connected/);
  });

  it('waits for the winner under a host whose transactions are repeatable read', async () => {
    await session.client.query(`alter database ${session.client.database} set default_transaction_isolation = 'repeatable read'`);
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(connection(), { schema: 'repeatable' })));
    await session.client.query(`alter database ${session.client.database} reset default_transaction_isolation`);
    expect(runs.flat()).toEqual(['CreateTasker_repeatable_1763683200000']);
  });

  it('installs into an empty schema that was created beforehand', async () => {
    await session.client.query('create schema given');
    expect(await migrateDatabase(connection(), { schema: 'given' })).toHaveLength(1);
  });

  it('refuses a schema that newer code has migrated, naming both versions', async () => {
    await migrateDatabase(connection(), { schema: 'newer' });
    await session.client.query(`insert into newer.migrations ("timestamp", name) values (1999999999999, 'AddLimits1999999999999')`);
    const error = await failure(migrateDatabase(connection(), { schema: 'newer' }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain('AddLimits1999999999999');
    expect(error.message).toContain('CreateTasker_newer_1763683200000');
  });

  it('refuses a schema that a DataSource of the host manages', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: session.url,
      migrations: taskerMigrationsFor('managed'),
    }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    const error = await failure(migrateDatabase(connection(), { schema: 'managed' }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(`schema 'managed' is managed by another DataSource: set database.migrate: false`);
    await assertMigrated(connection(), { schema: 'managed' });
  });

  it('leaves nothing behind when a migration fails', async () => {
    await session.client.query(`create function public.refuse() returns event_trigger language plpgsql as $$
      begin if to_regclass('torn.workers') is not null then raise exception 'no workers here'; end if; end $$`);
    await session.client.query(
      `create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function public.refuse()`,
    );
    const error = await failure(migrateDatabase(connection(), { schema: 'torn' }));
    await session.client.query('drop event trigger refuse');
    expect(error.message).toContain('no workers here');
    expect(await session.rows(`select from pg_namespace where nspname = 'torn'`)).toEqual([]);
  });

  it.each(['', 'Tasker', '1st', 'a-b', 'a b', 'a"; drop schema public; --', 'pg_tasker', 'ö', 'a'.repeat(49), null, 7])(
    'refuses the schema name %j',
    async (schema) => {
      for (const refuse of [migrateDatabase, assertMigrated]) {
        const error = await failure(refuse(connection(), { schema: schema as string }));
        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error.message).toMatch(/^database\.schema: /);
      }
      expect(() => taskerMigrationsFor(schema as string)).toThrow(TypeError);
    },
  );

  it.each(['_', 'a', 'order', 'w2_', 'a'.repeat(48)])('accepts the schema name %j', async (schema) => {
    await migrateDatabase(connection(), { schema });
    await insertTask(session.client, [{}], { schema });
  });
});

describe('assertMigrated', () => {
  const session = useSession({ empty: true });
  const check = () => assertMigrated({ url: session.url }, { schema: 'tasker' });

  it('refuses a database without the schema, and one whose schema is empty', async () => {
    for (const statement of ['select 1', 'create schema tasker']) {
      await session.client.query(statement);
      const error = await failure(check());
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toMatch(/^database\.migrate is false and schema 'tasker' does not hold the engine's tables: /);
    }
  });

  it('accepts what the migrations of a host have installed, and writes nothing', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: session.url, migrations: taskerMigrations }).initialize();
    await dataSource.runMigrations();
    await check();
    await assertMigrated({ dataSource }, { schema: 'tasker' });
    await dataSource.destroy();
    expect(await session.rows(`select to_regclass('tasker.migrations') as ledger`)).toEqual([{ ledger: null }]);
  });

  it('refuses an older and a newer schema, naming both versions', async () => {
    for (const [version, word] of [
      [1700000000000, 'older'],
      [1999999999999, 'newer'],
    ] as const) {
      await session.client.query(`comment on table tasker.tasks is 'nestjs-tasker schema ${version}'`);
      const error = await failure(check());
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toContain(word);
      expect(error.message).toContain(String(version));
      expect(error.message).toContain('1763683200000');
    }
  });
});
