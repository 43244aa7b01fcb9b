import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// From the source, and from what is built of it.
const MANIFESTS = ['./packages/package.json', '../../../bench/peers/packages/package.json'];

/** The package.json whose packages are compared. It has a folder of its own: beside these sources it would be their package. */
const PEERS_MANIFEST = MANIFESTS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path))!;

const load = createRequire(PEERS_MANIFEST);

/** A package of bench/peers/packages, seen through what the bench uses of it: their types are no part of the build. */
export function loadPeer<T>(name: string): T {
  return load(name) as T;
}

/** The same for a package that can only be imported. */
export async function importPeer<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(load.resolve(name)).href)) as T;
}

/** The version of a package that is installed; null: it is not. */
export function installedVersion(name: string): string | null {
  const manifest = join(dirname(PEERS_MANIFEST), 'node_modules', name, 'package.json');
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : null;
}

/** Installs what bench/peers/packages/package-lock.json says, unless it is there. `say` receives a line when that takes a while. */
export function installPeers(say: (line: string) => void): void {
  const { dependencies } = JSON.parse(readFileSync(PEERS_MANIFEST, 'utf8')) as { dependencies: Record<string, string> };
  if (Object.entries(dependencies).every(([name, version]) => installedVersion(name) === version)) return;
  say(`installing the engines of ${PEERS_MANIFEST}`);
  execFileSync('npm', ['ci', '--prefix', dirname(PEERS_MANIFEST), '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
}
