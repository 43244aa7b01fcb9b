import type { Connection } from '../../support/rows.js';

const parts: Record<string, string> = {
  columns: `
    select c.relname as relation, c.relkind, c.reloptions, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid) as default
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v', 'p') and c.relname <> 'migrations'
    order by c.relname, a.attnum`,
  constraints: `
    select k.conrelid::regclass::text as relation, k.conname, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k where k.connamespace = $1::regnamespace and k.conrelid <> coalesce(to_regclass($1 || '.migrations'), 0)
    order by 1, 2`,
  indexes: `
    select i.indexrelid::regclass::text as index, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = $1::regnamespace and i.indrelid <> coalesce(to_regclass($1 || '.migrations'), 0) order by 1`,
  functions: `
    select p.oid::regprocedure::text as function, pg_get_functiondef(p.oid) as definition
    from pg_proc p where p.pronamespace = $1::regnamespace order by 1`,
  triggers: `
    select t.tgname as trigger, pg_get_triggerdef(t.oid) as definition
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = $1::regnamespace and not t.tgisinternal order by 1`,
  views: `
    select c.relname as view, pg_get_viewdef(c.oid) as definition
    from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'v' order by 1`,
};

/** Everything that the catalogue says about a schema, except the ledger of migrations. */
export async function catalogueOf(connection: Connection, schema: string): Promise<Record<string, Record<string, unknown>[]>> {
  const catalogue: Record<string, Record<string, unknown>[]> = {};
  for (const [part, query] of Object.entries(parts)) catalogue[part] = (await connection.query(query, [schema])).rows;
  return catalogue;
}

/** How many objects of each kind the schema has. */
export function sizes(catalogue: Record<string, unknown[]>): Record<string, number> {
  return Object.fromEntries(Object.entries(catalogue).map(([part, rows]) => [part, rows.length]));
}
