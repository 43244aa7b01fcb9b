import { inject } from 'vitest';
import { execute, freshName, urlOfDatabase } from './template.database.js';

/** A database of one test file or test. */
export interface TestDatabase {
  /** Connection URL. */
  readonly url: string;
  readonly name: string;
  /** Removes it; connections that are still open are ended. */
  drop(): Promise<void>;
}

/** Copies the migrated template (about 30 ms). `{ empty: true }` gives a database without the engine's schema. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  const name = freshName('test');
  await execute(serverUrl, `create database ${name} template ${empty ? 'template0' : inject('templateDatabase')}`);
  return {
    url: urlOfDatabase(serverUrl, name),
    name,
    drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

/** Log file of the server of this run; empty when TASKER_TEST_DATABASE_URL names a foreign server. */
export function serverLog(): string {
  return inject('serverLog');
}
