import type pg from 'pg';

/** What the server has written so far, all databases together. */
export interface WriteCounters {
  /** Bytes of the write-ahead log. */
  readonly walBytes: number;
  /** Transactions that wrote something: those that were given an id. */
  readonly writingTransactions: number;
}

/** Reads the counters of the whole server; exact at once. */
export async function readWriteCounters(client: pg.Client): Promise<WriteCounters> {
  const { rows } = await client.query<{ wal: string; xids: string }>(
    `select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal, pg_snapshot_xmax(pg_current_snapshot())::text as xids`,
  );
  return { walBytes: Number(rows[0]!.wal), writingTransactions: Number(rows[0]!.xids) };
}

/** What one database has seen so far. Sessions report when they end: read it when nobody is connected. */
export interface DatabaseCounters {
  readonly commits: number;
  readonly stepUpdates: number;
  readonly stepHotUpdates: number;
  readonly taskUpdates: number;
  readonly taskHotUpdates: number;
}

/** Reads the counters of the database that the client is connected to. */
export async function readDatabaseCounters(client: pg.Client): Promise<DatabaseCounters> {
  const { rows } = await client.query<Record<keyof DatabaseCounters, string>>(
    `select d.xact_commit as commits, s.n_tup_upd as "stepUpdates", s.n_tup_hot_upd as "stepHotUpdates",
       t.n_tup_upd as "taskUpdates", t.n_tup_hot_upd as "taskHotUpdates"
     from pg_stat_database d, pg_stat_user_tables s, pg_stat_user_tables t
     where d.datname = current_database() and s.schemaname = 'tasker' and s.relname = 'workflow_steps'
       and t.schemaname = 'tasker' and t.relname = 'tasks'`,
  );
  const row = rows[0]!;
  return {
    commits: Number(row.commits),
    stepUpdates: Number(row.stepUpdates),
    stepHotUpdates: Number(row.stepHotUpdates),
    taskUpdates: Number(row.taskUpdates),
    taskHotUpdates: Number(row.taskHotUpdates),
  };
}
