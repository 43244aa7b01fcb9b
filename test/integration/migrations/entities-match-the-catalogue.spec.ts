import { DataSource, type ColumnType } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindTaskerEntities, taskerEntities } from '../../../libs/tasker/src/entities.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { useSession } from '../../support/session.js';

interface CatalogueColumn {
  readonly relation: string;
  readonly kind: 'r' | 'v';
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  readonly primary: boolean;
  readonly identity: boolean;
}

const typeNames: Record<string, string> = { timestamptz: 'timestamp with time zone' };

describe('the entities', () => {
  const session = useSession();
  let dataSource: DataSource;
  let columns: CatalogueColumn[];

  beforeAll(async () => {
    dataSource = await new DataSource({ type: 'postgres', url: session.url, entities: taskerEntities }).initialize();
    columns = await session.rows<CatalogueColumn>(
      `select c.relname as relation, c.relkind as kind, a.attname as column, format_type(a.atttypid, null) as type,
         a.attnotnull as required, a.attidentity <> '' as identity,
         exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)) as primary
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = 'tasker'::regnamespace and c.relkind in ('r', 'v') and c.relname <> 'migrations'
       order by 1, a.attnum`,
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
  });

  it('are one for each table and view', () => {
    const relations = [...new Set(columns.map((column) => column.relation))];
    expect(dataSource.entityMetadatas.map((metadata) => metadata.tableName).sort()).toEqual(relations.sort());
    expect(dataSource.entityMetadatas.every((metadata) => metadata.schema === 'tasker' && !metadata.synchronize)).toBe(true);
  });

  it('map every column of every table, with its type, nullability and key', () => {
    const mapped = dataSource.entityMetadatas
      .filter((metadata) => metadata.tableType === 'regular')
      .flatMap((metadata) =>
        metadata.columns.map((column) => ({
          relation: metadata.tableName,
          column: column.databaseName,
          type: nameOf(column.type) + (column.isArray ? '[]' : ''),
          required: !column.isNullable,
          primary: column.isPrimary,
          identity: column.generatedIdentity === 'ALWAYS',
        })),
      );
    const tables = columns.filter((column) => column.kind === 'r').map(({ kind: _, ...column }) => column);
    const byName = (a: { relation: string; column: string }, b: { relation: string; column: string }) =>
      `${a.relation}.${a.column}`.localeCompare(`${b.relation}.${b.column}`);
    expect(mapped.sort(byName)).toEqual(tables.sort(byName));
  });

  it('map every column of every view', () => {
    for (const metadata of dataSource.entityMetadatas.filter((each) => each.tableType === 'view')) {
      const expected = columns.filter((column) => column.relation === metadata.tableName).map((column) => column.column);
      expect(metadata.columns.map((column) => column.databaseName)).toEqual(expected);
    }
  });

  it('are not touched when a host synchronises its own entities', async () => {
    const log = await dataSource.driver.createSchemaBuilder().log();
    expect(log.upQueries.map((query) => query.query)).toEqual([]);
  });

  it('read another schema when they are bound to it, in that DataSource only', async () => {
    await migrateDatabase({ url: session.url }, { schema: 'order' });
    const other = await new DataSource({ type: 'postgres', url: session.url, entities: taskerEntities }).initialize();
    bindTaskerEntities(other, 'order');
    await session.client.query(`insert into "order".annotation_types (name) values ('in order')`);
    await session.client.query(`insert into tasker.annotation_types (name) values ('in tasker')`);
    const names = async (from: DataSource) => (await from.getRepository('AnnotationType').find()).map((row) => row.name as string);
    expect(await names(other)).toEqual(['in order']);
    expect(await names(dataSource)).toEqual(['in tasker']);
    await other.destroy();
  });

  it('bindTaskerEntities refuses a bad name and a DataSource without them', async () => {
    expect(() => bindTaskerEntities(dataSource, 'Bad Name')).toThrow(/^database\.schema: /);
    const empty = new DataSource({ type: 'postgres', url: session.url, entities: taskerEntities });
    expect(() => bindTaskerEntities(empty, 'wf')).toThrow(/list taskerEntities in its entities/);
  });
});

function nameOf(type: ColumnType): string {
  const name = typeof type === 'string' ? type : type.name;
  return typeNames[name] ?? name;
}
