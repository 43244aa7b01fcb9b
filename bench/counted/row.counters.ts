import type pg from 'pg';

/** What happened to the rows of one table. */
interface TableRows {
  readonly inserted: number;
  readonly updated: number;
  /** Updates that touched no index. */
  readonly hot: number;
  readonly deleted: number;
  /** Rows that were read by walking through the table, and through indexes. */
  readonly scanned: number;
  readonly fetched: number;
}

/** By table. */
type RowCounters = Readonly<Record<string, TableRows>>;

/** By table, without those in which nothing happened. */
export type RowChanges = Readonly<Record<string, Partial<TableRows>>>;

/** Tables whose rows follow from the work. What others hold says that an application has started. */
const WORK =
  "(relname like '%task%' or relname like '%step%' or relname like '%event%') and relname not like 'named%' and relname not like '%namespace%'";

/**
 * Settings of a server whose rows are counted: it does nothing by itself, and waits for no disk, without which all is the same. Nobody else may
 * work on it, in another database neither: as long as a transaction that writes is open anywhere, no page gets rid of old rows, and where a
 * page is full an update has to go to another one.
 */
export const QUIET_SERVER = { max_wal_size: '8GB', checkpoint_timeout: '1h', autovacuum: 'off', fsync: 'off', synchronous_commit: 'off' };

/** No vacuum by itself: it would move rows, and read some, whenever it comes. */
export async function keepVacuumAway(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'tasker'",
  );
  await client.query(rows.map(({ name }) => `alter table ${name} set (autovacuum_enabled = false)`).join(';'));
}

/** What has happened to the rows so far. Sessions report when they end: read it when nobody else is connected. */
export async function readRowCounters(client: pg.Client): Promise<RowCounters> {
  const { rows } = await client.query<Record<keyof TableRows, string> & { name: string }>(
    `select relname as name, n_tup_ins as inserted, n_tup_upd as updated, n_tup_hot_upd as hot, n_tup_del as deleted,
       seq_tup_read as scanned, coalesce(idx_tup_fetch, 0) as fetched
     from pg_stat_user_tables where schemaname = 'tasker' and (${WORK}) order by relname`,
  );
  return Object.fromEntries(
    rows.map(({ name, ...row }) => [
      name,
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)])) as unknown as TableRows,
    ]),
  );
}

/** What has happened between two readings; what is 0 is left out. */
export function rowsBetween(before: RowCounters, after: RowCounters): RowChanges {
  const changes = Object.entries(after).map(([table, rows]): [string, Partial<TableRows>] => {
    const kinds = Object.entries(rows).map(([kind, count]): [string, number] => [
      kind,
      count - (before[table]?.[kind as keyof TableRows] ?? 0),
    ]);
    return [table, Object.fromEntries(kinds.filter(([, count]) => count !== 0))];
  });
  return Object.fromEntries(changes.filter(([, rows]) => Object.keys(rows).length > 0));
}
