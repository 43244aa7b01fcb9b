import type pg from 'pg';
import { resetProfile } from '../server/server.profile.js';

/** How often a statement ran, and how many rows it gave or changed. */
export type StatementRows = readonly [calls: number, rows: number];

/** What a piece of work cost the server. */
export interface ServerCost {
  /** By text, those inside functions too; one of several that begin alike has a number. */
  readonly statements: Readonly<Record<string, StatementRows>>;
  readonly walBytes: number;
  /** Pages that were looked at. */
  readonly pages: number;
  readonly milliseconds: number;
}

const KEY_LENGTH = 110;

/** Measures what is done to a database. @throws Error when the server does not count its statements */
export async function serverCostOf<T>(
  client: pg.Client,
  database: string,
  work: () => Promise<T>,
): Promise<{ cost: ServerCost; result: T }> {
  await resetProfile(client);
  const before = await walPosition(client);
  const result = await work();
  const walBytes = (await walPosition(client)) - before;
  return { cost: { ...(await readStatements(client, database)), walBytes }, result };
}

async function walPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes");
  return Number(rows[0]!.bytes);
}

async function readStatements(client: pg.Client, database: string): Promise<Omit<ServerCost, 'walBytes'>> {
  const { rows } = await client.query<{ text: string; calls: string; rows: string; pages: string; ms: number; top: boolean }>(
    `select regexp_replace(s.query, '\\s+', ' ', 'g') as text, s.toplevel as top, sum(s.calls) as calls, sum(s.rows) as rows,
       sum(s.shared_blks_hit + s.shared_blks_read) as pages, sum(s.total_exec_time) as ms
     from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = $1
     group by 1, 2 order by 1, 2`,
    [database],
  );
  const statements: Record<string, StatementRows> = {};
  for (const row of rows) statements[keyOf(row.text, statements)] = [Number(row.calls), Number(row.rows)];
  const sent = rows.filter(({ top }) => top);
  return {
    statements,
    pages: sent.reduce((sum, { pages }) => sum + Number(pages), 0),
    milliseconds: sent.reduce((sum, { ms }) => sum + ms, 0),
  };
}

function keyOf(text: string, taken: object): string {
  const key = text.slice(0, KEY_LENGTH);
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 ? key : `${key} #${number - 1}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}
