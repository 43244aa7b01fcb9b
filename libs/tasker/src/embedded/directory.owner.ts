import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../model/errors.js';

/**
 * Claims the directory for this process by a file that names it; a claim of a dead process is replaced.
 * Returns the release.
 * @throws ConfigurationError when a live process holds the directory.
 */
export function claimDirectory(directory: string): () => void {
  const file = join(directory, 'owner.pid');
  const claim = `${process.pid} ${startOf(process.pid)}\n`;
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      writeFileSync(file, claim, { flag: 'wx', mode: 0o644 });
      return () => {
        if (read(file) === claim) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = read(file);
    if (holder !== undefined && isLive(holder)) throw inUse(directory, holder);
    if (holder !== undefined) removeClaim(file, holder, directory);
  }
  throw new ConfigurationError(`The claim file ${file} of the embedded PostgreSQL cannot be replaced: delete it.`);
}

/** Two starts may both see the dead claim: the second one must not remove the fresh claim of the first. */
function removeClaim(file: string, holder: string, directory: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const removed = read(aside);
  if (removed !== holder && removed !== undefined && isLive(removed)) {
    renameSync(aside, file);
    throw inUse(directory, removed);
  }
  rmSync(aside, { force: true });
}

function inUse(directory: string, holder: string): ConfigurationError {
  return new ConfigurationError(
    `The embedded PostgreSQL in ${directory} is in use by process ${holder.split(' ')[0]}: stop that process or choose another dataDirectory.`,
  );
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isLive(claim: string): boolean {
  const [pid = '', start = ''] = claim.trim().split(' ');
  if (!isRunning(Number(pid))) return false;
  const now = startOf(Number(pid));
  return now === start || now === '-';
}

/** Whether a process of this id exists, under any account. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process, so that a reused process id is recognised; `-` where the system does not tell. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may contain spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
