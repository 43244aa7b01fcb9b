import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort, serverAccount } from './server.place.js';

/** Debian installs it where only root looks. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin` };
const START_MS = 5_000;

/** A PgBouncer in front of the server of a bench. */
export interface PgBouncer {
  /** The same database, through it. */
  through(url: string): string;
  stop(): void;
}

/** Starts one in transaction mode for all databases of the server; null where the program is not installed. */
export async function startPgBouncer(serverUrl: string): Promise<PgBouncer | null> {
  if (!isInstalled()) return null;
  const directory = mkdtempSync(join(tmpdir(), 'tasker-bench-pgbouncer-'));
  const port = await freePort();
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(file, configuration(new URL(serverUrl), port));
  chmodSync(directory, 0o755);
  const child = spawn('pgbouncer', ['-q', file], { stdio: 'ignore', env: ENVIRONMENT, cwd: directory, ...serverAccount() });
  const stop = () => {
    process.off('exit', stop);
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const bouncer = { through: (url: string) => `postgres://bench@127.0.0.1:${port}${new URL(url).pathname}`, stop };
  for (const until = performance.now() + START_MS; !(await answers(bouncer.through(serverUrl))); await delay(50)) {
    if (performance.now() < until) continue;
    stop();
    throw new Error(`PgBouncer did not answer on port ${port} within ${START_MS} ms`);
  }
  return bouncer;
}

/** Sessions of the server end soon after the last statement: a run waits until nobody is connected to its database. */
function configuration({ hostname, port: behind, username, password }: URL, port: number): string {
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${behind} user=${username}${password === '' ? '' : ` password=${password}`}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 20',
    'server_idle_timeout = 1',
  ];
  return `${lines.join('\n')}\n`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isInstalled(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore', env: ENVIRONMENT });
    return true;
  } catch {
    return false;
  }
}
