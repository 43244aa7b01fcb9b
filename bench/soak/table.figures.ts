import type pg from 'pg';

/** What a table takes and how it is kept. */
export interface TableFigures {
  readonly name: string;
  /** Rows that are there, and versions that nobody needs any more, as the server estimates them. */
  readonly live: number;
  readonly dead: number;
  /** Its pages, with what is stored out of line; its indexes. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly updates: number;
  readonly hotUpdates: number;
  /** Since the table was made. */
  readonly autovacuums: number;
  /** Seconds of them; null where the server does not tell (before PostgreSQL 18). */
  readonly autovacuumSeconds: number | null;
}

/** The tables that every task has rows in. */
export const HOT_TABLES = ['tasks', 'workflow_steps', 'workflow_step_transitions', 'task_transitions'] as const;

/** Figures of all tables of the engine in the database that the client is connected to. */
export async function readTables(client: pg.Client): Promise<TableFigures[]> {
  const { rows } = await client.query<Record<keyof TableFigures, string | null>>(
    `select s.relname as name, s.n_live_tup as live, s.n_dead_tup as dead, pg_table_size(s.relid) as "tableBytes",
       pg_indexes_size(s.relid) as "indexBytes", s.n_tup_upd as updates, s.n_tup_hot_upd as "hotUpdates",
       s.autovacuum_count as autovacuums, (to_jsonb(s) ->> 'total_autovacuum_time')::float8 / 1000 as "autovacuumSeconds"
     from pg_stat_user_tables s where s.schemaname = 'tasker' order by s.relname`,
  );
  return rows.map(({ name, autovacuumSeconds, ...numbers }) => ({
    ...(Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value)])) as Omit<
      TableFigures,
      'name' | 'autovacuumSeconds'
    >),
    name: name!,
    autovacuumSeconds: autovacuumSeconds === null ? null : Number(autovacuumSeconds),
  }));
}

/** Sum of one figure over some tables; all of them when none are named. */
export function sumOf(tables: readonly TableFigures[], figure: (table: TableFigures) => number, names?: readonly string[]): number {
  return tables.filter(({ name }) => names === undefined || names.includes(name)).reduce((sum, table) => sum + figure(table), 0);
}
