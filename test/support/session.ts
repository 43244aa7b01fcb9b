import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.js';

/** One open connection to a database of its own, for the tests of a file. */
export interface Session {
  readonly url: string;
  readonly client: pg.Client;
  /** Runs a statement and returns its rows. */
  rows<Row extends object = Record<string, any>>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** Gives the tests of this file a database and a connection to it, and removes both afterwards. */
export function useSession(options: { empty?: boolean } = {}): Session {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase(options);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  return {
    get url() {
      return database.url;
    },
    get client() {
      return client;
    },
    rows: async <Row extends object>(text: string, values?: unknown[]) => (await client.query<Row>(text, values)).rows,
  };
}
