import { readdirSync, readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { taskerMigrations, taskerMigrationsFor } from '../../../migrations/index.js';
import { objectNames } from '../../../migrations/schema.js';
import { useSession } from '../../support/session.js';
import { catalogueOf, sizes } from './catalogue.query.js';

const root = new URL('../../../migrations/schema/', import.meta.url);
const filesOf = (kind: string) => readdirSync(new URL(`${kind}/`, root)).sort();
const textOf = (kind: string, file: string) => readFileSync(new URL(`${kind}/${file}`, root), 'utf8');

/** Installs the files as they stand, without the code under test: a table whose turn has not come is tried again. */
async function installFiles(query: (sql: string) => Promise<unknown>): Promise<void> {
  await query('create schema tasker; set check_function_bodies = off');
  let waiting = filesOf('tables');
  while (waiting.length > 0) {
    const later: string[] = [];
    for (const file of waiting) await query(textOf('tables', file)).catch(() => later.push(file));
    if (later.length === waiting.length) throw new Error(`cannot create ${later.join(', ')}`);
    waiting = later;
  }
  for (const kind of ['indexes', 'functions', 'triggers', 'views']) for (const file of filesOf(kind)) await query(textOf(kind, file));
}

describe('the files of migrations/schema and the migrations', () => {
  const fromFiles = useSession({ empty: true });
  const fromMigrations = useSession({ empty: true });

  it('give the same columns, constraints, indexes, functions, triggers and views', async () => {
    await installFiles((sql) => fromFiles.client.query(sql));
    const dataSource = await new DataSource({ type: 'postgres', url: fromMigrations.url, migrations: taskerMigrations }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    const expected = await catalogueOf(fromFiles.client, 'tasker');
    expect(await catalogueOf(fromMigrations.client, 'tasker')).toEqual(expected);
    expect(Object.values(sizes(expected)).every((size) => size > 0)).toBe(true);
  });

  it('name every object after its file', async () => {
    const names = async (query: string) => (await fromFiles.rows(query)).map((row) => `${row.name}.sql`);
    const relations = (kind: string) =>
      names(
        `select relname as name from pg_class where relnamespace = 'tasker'::regnamespace and relkind = '${kind}' order by relname collate "C"`,
      );
    expect(await relations('r')).toEqual(filesOf('tables'));
    expect(await relations('v')).toEqual(filesOf('views'));
    expect(
      await names(`select proname as name from pg_proc where pronamespace = 'tasker'::regnamespace order by proname collate "C"`),
    ).toEqual(filesOf('functions'));
    expect(await names(`select tgname as name from pg_trigger where not tgisinternal order by tgname collate "C"`)).toEqual(
      filesOf('triggers'),
    );
    expect(await relations('i')).toEqual(expect.arrayContaining(filesOf('indexes')));
    expect([...objectNames('tables')].map((name) => `${name}.sql`).sort()).toEqual(filesOf('tables'));
  });

  it('hold no function of more than 120 lines', () => {
    const lines = (file: string) => {
      const text = textOf('functions', file).trimEnd().split('\n');
      const header = text.findIndex((line) => line.startsWith('create '));
      expect(header, `${file}: lines of comment before the function`).toBeGreaterThan(0);
      return text.length - header;
    };
    expect(filesOf('functions').filter((file) => lines(file) > 120)).toEqual([]);
  });

  it('leave no trace of the default name in another schema', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: fromMigrations.url,
      migrations: taskerMigrationsFor('order'),
    }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    const rendered = await catalogueOf(fromMigrations.client, 'order');
    const original = await catalogueOf(fromMigrations.client, 'tasker');
    expect(sizes(rendered)).toEqual(sizes(original));
    const code = JSON.stringify(rendered).replaceAll(/--.*?\\n/g, '');
    expect(code).not.toMatch(/tasker\./);
  });
});
