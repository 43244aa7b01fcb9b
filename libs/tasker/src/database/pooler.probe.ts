import { Client, type ClientBase, type ClientConfig, type QueryConfig } from 'pg';
import { ConfigurationError } from '../model/errors.js';
import { describeFailure } from './database.failure.js';

/** How long a pooler may take to find a session; one that has none left is full, and shares them. */
const ANSWER_MS = 5_000;
/** A pooler that shares is caught in the first round unless others take its sessions in between. */
const ROUNDS = 3;

/**
 * Whether what lies between a connection and the server gives the session to others between two transactions. A second connection opens a
 * transaction: either it is given the session that the first one has just used, or it keeps that one from getting it back. Without an answer
 * in time sessions count as shared: whoever relies on nothing is right behind any pooler.
 *
 * @throws ConfigurationError when there are no transactions at all
 */
export async function sharesSessions(first: ClientBase, connection: ClientConfig): Promise<boolean> {
  const second = new Client({ ...connection, connectionTimeoutMillis: ANSWER_MS });
  // What is lost with the connection is the answer, and that says so itself.
  second.on('error', () => undefined);
  try {
    await second.connect();
    for (let round = 0; round < ROUNDS; round += 1) if (await meet(first, second)) return true;
    return false;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    return true;
  } finally {
    await second.end().catch(() => undefined);
  }
}

/** Whether the two were seen in one session, or the first one in two. */
async function meet(first: ClientBase, second: ClientBase): Promise<boolean> {
  const before = await sessionOf(first);
  await second.query(limited('begin')).catch(refused);
  const held = await sessionOf(second);
  if (held === before) return true;
  const after = await sessionOf(first);
  await second.query(limited('rollback'));
  return after !== before;
}

/** The process that answers. */
export async function sessionOf(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(limited('select pg_catalog.pg_backend_pid() as pid'));
  return rows[0]!.pid;
}

/** PgBouncer's words in its statement mode; anything else may pass. */
function refused(error: unknown): never {
  if (!/statement pooling mode/i.test(String((error as Error | null)?.message))) throw error;
  const what = `the pooler refuses transactions: ${describeFailure(error)}`;
  throw new ConfigurationError(`database: ${what}: set pool_mode = transaction (or session) in it, or give the address of the server`, {
    cause: error,
  });
}

function limited(text: string): QueryConfig & { query_timeout: number } {
  return { text, query_timeout: ANSWER_MS };
}
