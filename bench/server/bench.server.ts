import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { launchEmbeddedPostgres, type EmbeddedPostgres } from 'nestjs-tasker/embedded';
import pg from 'pg';
import { openApplication } from '../workflows/bench.application.js';
import { PROFILE_LIBRARY, PROFILE_SETTINGS } from './server.profile.js';

type ServerSettings = Readonly<Record<string, string>>;

/** The only settings of a measurement that differ from the server's defaults: no checkpoint falls into it by itself. */
const SETTINGS: ServerSettings = { max_wal_size: '8GB', checkpoint_timeout: '1h' };
/** How the server of a bench is started. */
interface LaunchOptions {
  readonly profile: boolean;
  readonly settings?: ServerSettings;
  /** Where the directory of the server is made; default: among the temporary files. */
  readonly root?: string;
  readonly start?: (options: { dataDirectory: string; settings: ServerSettings }) => Promise<EmbeddedPostgres>;
}

const PREFIX = 'tasker-bench-';
const TEMPLATE = 'bench_template';
const ALONE_MS = 10_000;

/** The server of one run of the bench: durable, in a temporary directory, on a free port. */
export class BenchServer {
  private constructor(
    private readonly server: EmbeddedPostgres,
    /** Connected to a database that is not measured. */
    readonly admin: pg.Client,
    /** Whether the server counts functions and statements, which slows it down. */
    readonly profiled: boolean,
  ) {}

  /**
   * Starts the server and prepares the database that every measured one is copied from. `settings` replace those of a measurement, `start`
   * the programs of the embedded server.
   */
  static async launch({
    profile,
    settings = SETTINGS,
    root = tmpdir(),
    start = launchEmbeddedPostgres,
  }: LaunchOptions): Promise<BenchServer> {
    const dataDirectory = mkdtempSync(join(root, PREFIX));
    const remove = () => rmSync(dataDirectory, { recursive: true, force: true });
    try {
      let server = await start({ dataDirectory, settings });
      // After the server's own: listeners of `exit` run in the order in which they were added.
      process.once('exit', remove);
      const profiled = profile && (await hasExtension(server.url, PROFILE_LIBRARY));
      if (profiled) {
        await server.stop();
        server = await start({ dataDirectory, settings: { ...settings, ...PROFILE_SETTINGS } });
        process.off('exit', remove).once('exit', remove);
      }
      const bench = new BenchServer(server, await connect(server.url), profiled);
      await bench.prepare();
      return bench;
    } catch (error) {
      remove();
      throw error;
    }
  }

  /** URL of a database of the server. */
  urlOf(database: string): string {
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** Process id of the server. */
  get pid(): number {
    return Number(readFileSync(join(this.server.dataDirectory, 'data', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  }

  /** Lends a fresh database with the engine's schema, and removes it afterwards. */
  async withDatabase<T>(name: string, use: (url: string) => Promise<T>): Promise<T> {
    await this.admin.query(`create database ${name} template ${TEMPLATE}`);
    try {
      return await use(this.urlOf(name));
    } finally {
      await this.admin.query(`drop database if exists ${name} with (force)`);
    }
  }

  /** Resolves when nobody is connected to the database any more: then its counters are complete. */
  async untilAlone(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    const until = performance.now() + ALONE_MS;
    for (;;) {
      const { rows } = await this.admin.query<{ sessions: string }>(
        'select count(*) as sessions from pg_stat_activity where datname = $1',
        [name],
      );
      if (rows[0]!.sessions === '0') return;
      if (performance.now() > until) throw new Error(`database ${name} still has ${rows[0]!.sessions} sessions after ${ALONE_MS} ms`);
      await delay(20);
    }
  }

  /** Ends the server and removes its directory. */
  async stop(): Promise<void> {
    await this.admin.end();
    await this.server.stop();
    rmSync(this.server.dataDirectory, { recursive: true, force: true });
  }

  private async prepare(): Promise<void> {
    if (this.profiled) await this.admin.query(`create extension ${PROFILE_LIBRARY}`);
    await this.admin.query(`create database ${TEMPLATE}`);
    const { context } = await openApplication({ url: this.urlOf(TEMPLATE), worker: false });
    await context.close();
    await this.untilAlone(this.urlOf(TEMPLATE));
  }
}

/** Opens a connection, hands it to `use` and closes it. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A server that is ended while the bench is interrupted must not add an unhandled error.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function hasExtension(url: string, name: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_available_extensions where name = $1', [name]);
    return rowCount === 1;
  });
}
