import { inject } from 'vitest';
import { onServer } from './database.server.js';
import { freshName, urlOfDatabase } from './template.database.js';

/** A database of one test file or test. */
export interface TestDatabase {
  /** Connection URL. */
  readonly url: string;
  readonly name: string;
  /** Removes it; connections that are still open are ended. */
  drop(): Promise<void>;
}

/**
 * Copies the migrated template (about 30 ms): its files, which are in memory, where copying block by block through the log takes half as much
 * again. `{ empty: true }` gives a database without the engine's schema, `{ guarded: true }` one whose writes are watched (see `installGuards`).
 */
export async function createTestDatabase({ empty = false, guarded = false } = {}): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  const name = freshName('test');
  const template = empty ? 'template0' : inject(guarded ? 'guardedTemplate' : 'templateDatabase');
  await onServer(`create database ${name} template ${template} strategy file_copy`);
  return {
    url: urlOfDatabase(serverUrl, name),
    name,
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** Log file of the server of this run; empty when TASKER_TEST_DATABASE_URL names a foreign server. */
export function serverLog(): string {
  return inject('serverLog');
}
