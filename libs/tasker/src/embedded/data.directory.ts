import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../model/errors.js';
import { accountFor, canReach, type ServerAccount } from './server.account.js';
import { reachableTemporaryDirectory } from './server.binaries.js';

/** The room of one embedded server: `data/`, `password`, `server.log`, `owner.pid`. */
export interface DataDirectory {
  readonly path: string;
  readonly account: ServerAccount;
}

const CONTENTS = new Set(['data', 'data.new', 'password', 'server.log', 'owner.pid']);

/**
 * Makes or opens the directory. Without a path it is `.tasker/postgres` under the working directory, or, when the
 * server's account cannot use that one, a directory in the temporary directory that is the same at every start.
 * @throws ConfigurationError when the directory cannot be used or holds other files.
 */
export function openDataDirectory(wanted: string | undefined): DataDirectory {
  if (wanted !== undefined) return prepare(resolve(wanted));
  const usual = resolve('.tasker/postgres');
  try {
    return prepare(usual);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const name = createHash('sha256').update(usual).digest('hex').slice(0, 12);
    return prepare(join(reachableTemporaryDirectory(accountFor(undefined)), `nestjs-tasker-${process.getuid?.() ?? 'user'}-${name}`));
  }
}

function prepare(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    const strange = readdirSync(path).filter((name) => !CONTENTS.has(name) && !name.startsWith('owner.pid.'));
    if (strange.length > 0) throw new ConfigurationError(`${path} holds other files (${strange[0]}): give an empty or new dataDirectory.`);
    const account = accountFor(statSync(path));
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
    chmodSync(path, 0o700);
    if (!canReach(account, path)) throw new ConfigurationError(closed(path, account));
    return { path: realpathSync(path), account };
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`The directory ${path} cannot be used for the embedded PostgreSQL: ${(error as Error).message}.`);
  }
}

function closed(path: string, { uid }: ServerAccount): string {
  return (
    `PostgreSQL does not run as root, and user ${uid} cannot enter ${path}: ` +
    'choose a dataDirectory whose parents are open to it (mode o+x), or start as another user.'
  );
}

/** The server's password: made once, kept beside the data, readable by the server's account only. */
export function passwordOf({ path, account }: DataDirectory): string {
  const file = join(path, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) chownSync(file, account.uid, account.gid);
  }
  return readFileSync(file, 'utf8').trim();
}
