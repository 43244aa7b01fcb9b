import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';

/** Bytes that the databases and the log of a run may need. */
const ROOM = 4 * 1024 ** 3;

/** Milliseconds after which a server that is being made has its process. */
const START = 300_000;

/**
 * Directory for a server of the tests: in memory where that has room, since each test copies a database of 300 files, which is many
 * times slower on a disk. What servers left there whose run was killed is removed: it would keep the memory until the next boot.
 */
export function serverRoot(prefix: string): string {
  if (!existsSync(MEMORY)) return tmpdir();
  for (const name of readdirSync(MEMORY)) if (name.startsWith(prefix)) removeLeftOver(join(MEMORY, name));
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM ? MEMORY : tmpdir();
}

function removeLeftOver(directory: string): void {
  try {
    if (isLeftOver(directory)) rmSync(directory, { recursive: true, force: true });
  } catch {
    // Its own run is removing it, or it belongs to somebody else.
  }
}

/** Of a server that no longer runs. One that is being made has no process yet, and is young. */
function isLeftOver(directory: string): boolean {
  const started = join(directory, 'data/postmaster.pid');
  if (!existsSync(started)) return Date.now() - statSync(directory).mtimeMs > START;
  return !isAlive(Number.parseInt(readFileSync(started, 'utf8'), 10));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
