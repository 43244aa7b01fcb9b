import { Client, type QueryArrayConfig } from 'pg';
import type { EngineDatabase, Statement } from './engine.database.js';

/** How long a server may take to answer before the connection counts as dead. */
const ANSWER_MS = 10_000;

/**
 * One connection beside the pool, for statements on behalf of somebody who holds a connection of the pool already: when all of its
 * connections are held by callers who wait for one more, none of them goes on. One statement at a time; the connection is closed after it.
 */
export class SideConnection {
  private latest: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: EngineDatabase) {}

  /** Runs a statement in a transaction of its own and returns its rows as arrays. */
  rows<Row extends readonly unknown[]>(statement: Statement): Promise<Row[]> {
    const result = this.latest.then(() => this.run<Row>(statement));
    this.latest = result.catch(() => undefined);
    return result;
  }

  private async run<Row extends readonly unknown[]>({ text, values }: Statement): Promise<Row[]> {
    const client = new Client({ ...this.database.connection, connectionTimeoutMillis: ANSWER_MS });
    // What is lost with the connection is the statement, and that says so itself.
    client.on('error', () => undefined);
    const config: QueryArrayConfig & { query_timeout: number } = {
      text,
      values: values as unknown[],
      rowMode: 'array',
      query_timeout: ANSWER_MS,
    };
    try {
      await client.connect();
      return (await client.query<Row>(config)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
