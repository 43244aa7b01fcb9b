import pg from 'pg';
import { inject } from 'vitest';

/** Kept open: a connection for each statement takes longer than to copy a database. */
let server: pg.Pool | undefined;

/** Runs one statement on the server of this run, on a connection that all tests of this process share. */
export async function onServer(statement: string): Promise<void> {
  server ??= connection();
  await server.query(statement);
}

function connection(): pg.Pool {
  const pool = new pg.Pool({ connectionString: inject('serverUrl'), max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
  // The server may end before this process does.
  pool.on('error', () => undefined);
  return pool;
}
