import type pg from 'pg';

/** The server's own counter of statements; its files come with the server's programs, where they do. */
export const PROFILE_LIBRARY = 'pg_stat_statements';

/** Settings of a profiled server: every statement, those inside functions too, and every function. */
export const PROFILE_SETTINGS = {
  shared_preload_libraries: PROFILE_LIBRARY,
  'pg_stat_statements.track': 'all',
  track_functions: 'all',
};

/** What one statement has cost the server. */
export interface ProfiledStatement {
  readonly calls: number;
  readonly milliseconds: number;
  readonly rows: number;
  readonly walBytes: number;
  /** Sent by a client: its time contains that of the statements inside its functions. */
  readonly top: boolean;
  readonly text: string;
}

/** Forgets everything counted so far. */
export async function resetProfile(client: pg.Client): Promise<void> {
  await client.query('select pg_stat_statements_reset()');
}

/** The statements of a database that cost most since the last reset. */
export async function readProfile(client: pg.Client, database: string): Promise<ProfiledStatement[]> {
  const { rows } = await client.query<ProfiledStatement>(
    `select s.calls::integer as calls, s.total_exec_time as milliseconds, s.rows::integer as rows, s.wal_bytes::float as "walBytes",
       s.toplevel as top, left(regexp_replace(s.query, '\\s+', ' ', 'g'), 160) as text
     from pg_stat_statements s join pg_database d on d.oid = s.dbid
     where d.datname = $1 order by s.total_exec_time desc limit 25`,
    [database],
  );
  return rows;
}
