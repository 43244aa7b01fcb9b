import { join } from 'node:path';
// By path: the global set-up runs outside the test workers, where the package's own name is not resolved.
import { launchEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from '../../libs/tasker/src/embedded/index.js';

/** A server of the tests. */
export interface TestServer extends EmbeddedPostgres {
  /** Its log file: it names every lock wait over `deadlock_timeout` and every deadlock. */
  readonly log: string;
}

const settings = {
  max_connections: '300',
  shared_buffers: '256MB',
  log_lock_waits: 'on',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] %d %e ',
  scram_iterations: '1',
  // It comes at moments of its own: it reads tables from end to end to summarize their BRIN indexes, and makes plans anew, while tests count.
  autovacuum: 'off',
};

/** Starts a server for tests: not durable, its log tells of lock waits and deadlocks. Stop it and start it again on the same directory and port. */
export async function startPostgres(options: EmbeddedPostgresOptions & { dataDirectory: string }): Promise<TestServer> {
  const server = await launchEmbeddedPostgres({ durable: false, ...options, settings: { ...settings, ...options.settings } });
  return { ...server, log: join(server.dataDirectory, 'server.log') };
}
