import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { accountFor } from '../../libs/tasker/src/embedded/server.account.js';
import { eventually } from './eventually.js';
import { freePort } from './prometheus.server.js';

/** A real PgBouncer of a test, in front of one server. */
export interface PgBouncerServer {
  /** URL of a database of the server behind it, through it. */
  urlOf(database: string): string;
  /** What its console answers, `show pools` for example. */
  show<Row extends object = Record<string, any>>(what: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Debian installs it where only root looks. */
const PATH = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;

/**
 * Whether tests through it are left out: not where it must be there (`TASKER_TEST_PGBOUNCER=required`, set by .ci/run when it has found or
 * installed it), so that nobody takes a run without them for one with them.
 */
export const withoutPgBouncer = !hasPgBouncer() && process.env['TASKER_TEST_PGBOUNCER'] !== 'required';

/** Starts one on a free port of the loopback in front of the server of the URL, with a directory of its own, which goes with it. */
export async function startPgBouncer(serverUrl: string, settings: Readonly<Record<string, string>> = {}): Promise<PgBouncerServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tasker-pgbouncer-'));
  const port = Number(settings['listen_port'] ?? (await freePort()));
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(file, configuration(new URL(serverUrl), port, settings));
  chmodSync(directory, 0o755);
  // It refuses to run as root.
  const child = spawn('pgbouncer', ['-q', file], {
    stdio: 'ignore',
    env: { ...process.env, PATH },
    cwd: directory,
    ...accountFor(undefined),
  });
  const urlOf = (database: string): string => `postgres://tester@127.0.0.1:${port}/${database}`;
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  const show = (what: string): Promise<any[]> => asked(urlOf('pgbouncer'), `show ${what}`);
  try {
    await eventually(() => answers(show, child), { what: 'PgBouncer answers' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { urlOf, show, stop };
}

function configuration(server: URL, port: number, settings: Readonly<Record<string, string>>): string {
  const behind = [`host=${server.hostname}`, `port=${server.port}`, `user=${server.username}`, `password=${server.password}`];
  const given = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    stats_users: 'tester',
    admin_users: 'tester',
    pool_mode: 'transaction',
    ...settings,
  };
  const lines = Object.entries(given).map(([name, value]) => `${name} = ${value}`);
  return ['[databases]', `* = ${behind.join(' ')}`, '[pgbouncer]', ...lines, ''].join('\n');
}

/** Its console speaks the simple protocol only. */
async function asked(url: string, text: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function answers(show: PgBouncerServer['show'], child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`pgbouncer has ended with ${child.exitCode}`);
  return show('version').then(
    () => true,
    () => false,
  );
}

function hasPgBouncer(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore', env: { ...process.env, PATH } });
    return true;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
