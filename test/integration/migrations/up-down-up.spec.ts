import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskerMigrations, taskerMigrationsFor } from '../../../migrations/index.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';
import { catalogueOf } from './catalogue.query.js';

describe('the migrations in a DataSource of the host', () => {
  const session = useSession({ empty: true });
  let dataSource: DataSource;
  const schemas = async () =>
    (await session.rows(`select nspname as name from pg_namespace where nspname in ('tasker', 'wf') order by 1`)).map((row) => row.name);

  beforeAll(async () => {
    const migrations = [...taskerMigrations, ...taskerMigrationsFor('wf')];
    dataSource = await new DataSource({ type: 'postgres', url: session.url, migrations }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
  });

  it('go up, down and up again, for two schemas in one ledger', async () => {
    await dataSource.runMigrations();
    const first = [await catalogueOf(session.client, 'tasker'), await catalogueOf(session.client, 'wf')];
    await insertTask(session.client, [{}]);
    await dataSource.undoLastMigration();
    await dataSource.undoLastMigration();
    expect(await schemas()).toEqual([]);
    await dataSource.runMigrations();
    expect([await catalogueOf(session.client, 'tasker'), await catalogueOf(session.client, 'wf')]).toEqual(first);
    await insertTask(session.client, [{}], { schema: 'wf' });
  });

  it('down leaves a schema in which the host has a table of its own', async () => {
    await session.client.query('create table wf.notes (id integer)');
    await dataSource.undoLastMigration();
    expect(await schemas()).toEqual(['tasker', 'wf']);
    const left = await session.rows(`select relname as name from pg_class where relnamespace = 'wf'::regnamespace`);
    expect(left).toEqual([{ name: 'notes' }]);
    expect(await session.rows(`select from pg_proc where pronamespace = 'wf'::regnamespace`)).toEqual([]);
    await dataSource.runMigrations();
    await insertTask(session.client, [{}], { schema: 'wf' });
  });

  it('install into an empty schema that was created beforehand', async () => {
    await session.client.query('create schema given');
    const host = await new DataSource({ type: 'postgres', url: session.url, migrations: taskerMigrationsFor('given') }).initialize();
    await host.runMigrations({ transaction: 'none' });
    await host.destroy();
    await insertTask(session.client, [{}], { schema: 'given' });
  });

  it('leave check_function_bodies as it was for the migrations after them', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    const [migration] = taskerMigrationsFor('after').map((Migration) => new Migration());
    await migration?.up(runner);
    expect(await runner.query('show check_function_bodies')).toEqual([{ check_function_bodies: 'on' }]);
    await runner.rollbackTransaction();
    await runner.release();
  });
});
