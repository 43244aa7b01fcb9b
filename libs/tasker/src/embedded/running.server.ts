import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isRunning } from './directory.owner.js';

/** A server found alive in a data directory, left behind by a process that was killed. */
export interface RunningServer {
  readonly port: number;
  /** The command line it was started with. */
  readonly command: string;
}

const WAIT_MILLISECONDS = 30_000;

/**
 * Reads which server runs on the directory and waits until it accepts connections. Undefined: none does.
 * A `postmaster.pid` whose process is not a PostgreSQL server (the id was reused) is removed.
 */
export async function findRunningServer(data: string, urlFor: (port: number) => string): Promise<RunningServer | undefined> {
  const deadline = Date.now() + WAIT_MILLISECONDS;
  for (;;) {
    const lines = readLines(join(data, 'postmaster.pid'));
    const pid = Number(lines[0]);
    if (lines.length === 0 || !isRunning(pid)) return undefined;
    if (!isPostgres(pid)) {
      rmSync(join(data, 'postmaster.pid'), { force: true });
      return undefined;
    }
    const port = Number(lines[3]);
    if (port > 0 && (await accepts(urlFor(port)))) return { port, command: readLines(join(data, 'postmaster.opts')).join(' ') };
    if (Date.now() > deadline) {
      throw new Error(`The PostgreSQL server with process id ${pid} on ${data} does not accept connections: end that process.`);
    }
    await delay(100);
  }
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    await client.end().catch(() => undefined);
    return false;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

function isPostgres(pid: number): boolean {
  const comm = readLines(`/proc/${pid}/comm`)[0] ?? spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return /postgres/.test(comm ?? 'postgres');
}
