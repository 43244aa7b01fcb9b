import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { launchEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from 'nestjs-tasker/embedded';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { serverRoot } from '../support/memory.directory.js';
import { buildIfStale } from '../support/worker.process.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const PREFIX = 'tasker-embedded-';
const built = pathToFileURL(resolve('dist/libs/tasker/src/embedded/index.js')).href;

/** A directory of a server that was stopped, which tests copy that are not about making one. */
let made: string;
let directory: string;
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

/** Path of a directory that is not there yet, in one that everybody may enter. */
function newDirectory(): string {
  const parent = mkdtempSync(join(serverRoot(PREFIX), PREFIX));
  chmodSync(parent, 0o755);
  return join(parent, 'server');
}

beforeAll(async () => {
  made = newDirectory();
  await (await launchEmbeddedPostgres({ dataDirectory: made, durable: false })).stop();
});
afterAll(() => rmSync(join(made, '..'), { recursive: true, force: true }));

beforeEach(() => {
  directory = newDirectory();
  servers = [];
  children = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  for (const server of servers) await server.stop();
  const orphan = existsSync(join(directory, 'data/postmaster.pid'))
    ? await launchEmbeddedPostgres({ dataDirectory: directory })
    : undefined;
  await orphan?.stop();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

async function launch(options: Parameters<typeof launchEmbeddedPostgres>[0] = {}) {
  const server = await launchEmbeddedPostgres({ dataDirectory: directory, durable: false, ...options });
  servers.push(server);
  return server;
}

/** Starts one on a directory that was used before: making a cluster takes the most time of all. */
async function launchAgain(options: Parameters<typeof launchEmbeddedPostgres>[0] = {}) {
  useMadeDirectory();
  return launch(options);
}

function useMadeDirectory(): void {
  execFileSync('cp', ['-a', made, directory]);
}

async function rowsOf(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Starts a server in a process of its own and resolves when it is up. */
async function launchElsewhere(then: string, account: { uid?: number; gid?: number } = {}): Promise<{ child: ChildProcess; url: string }> {
  buildIfStale();
  const script = `
    import { launchEmbeddedPostgres } from ${JSON.stringify(built)};
    const server = await launchEmbeddedPostgres({ dataDirectory: ${JSON.stringify(directory)}, durable: false });
    console.log(server.url);
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'], ...account });
  children.push(child);
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

describe('launchEmbeddedPostgres', () => {
  it('serves on 127.0.0.1 only and asks for the password', async () => {
    const server = await launch();
    expect(await rowsOf(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await rowsOf(server.url, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(rowsOf(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
  });

  it('is durable unless told otherwise', async () => {
    const safe = await launch({ durable: undefined });
    expect(await rowsOf(safe.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await safe.stop();
    const fast = await launch({ durable: false });
    expect(await rowsOf(fast.url, 'show fsync')).toEqual([{ fsync: 'off' }]);
  });

  it('passes further settings to the server, special characters included', async () => {
    const server = await launchAgain({ settings: { max_connections: '17', log_line_prefix: '$x `id` "y" \\z %m' } });
    expect(await rowsOf(server.url, 'show max_connections')).toEqual([{ max_connections: '17' }]);
    expect(await rowsOf(server.url, 'show log_line_prefix')).toEqual([{ log_line_prefix: '$x `id` "y" \\z %m' }]);
  });

  it('keeps the rows when it stops and starts again', async () => {
    const first = await launchAgain();
    await rowsOf(first.url, 'create table kept (n int)');
    await first.stop();
    await first.stop();
    const second = await launch();
    expect(await rowsOf(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  });

  it('takes over the server of a killed process', async () => {
    useMadeDirectory();
    const { child, url } = await launchElsewhere('setInterval(() => {}, 1e6);');
    const [before] = await rowsOf(url, 'select pg_postmaster_start_time() as at');
    await end(child, 'SIGKILL');
    const server = await launch();
    expect(server.url).toBe(url);
    expect(await rowsOf(server.url, 'select pg_postmaster_start_time() as at')).toEqual([before]);
  });

  it('restarts the server of a killed process when other settings are wanted', async () => {
    useMadeDirectory();
    const { child, url } = await launchElsewhere('setInterval(() => {}, 1e6);');
    await rowsOf(url, 'create table kept (n int)');
    await end(child, 'SIGKILL');
    const server = await launch({ durable: true });
    expect(await rowsOf(server.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await rowsOf(server.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  });

  it('refuses a directory that a live process uses, in one line that names both', async () => {
    useMadeDirectory();
    const { child } = await launchElsewhere('setInterval(() => {}, 1e6);');
    const refusal = await launch().catch((error: Error) => error.message);
    expect(refusal).toBe(
      `The embedded PostgreSQL in ${directory} is in use by process ${child.pid}: stop that process or choose another dataDirectory.`,
    );
  });

  it('ends the server when the process exits without stopping it', async () => {
    useMadeDirectory();
    const { child } = await launchElsewhere('process.exit(0);');
    if (child.exitCode === null) await once(child, 'exit');
    expect(existsSync(join(directory, 'data/postmaster.pid'))).toBe(false);
    expect(existsSync(join(directory, 'owner.pid'))).toBe(false);
  });

  it('does not mistake a reused process id for its server', async () => {
    const first = await launchAgain();
    await first.stop();
    writeFileSync(join(directory, 'data/postmaster.pid'), `${process.pid}\n${directory}/data\n0\n1\n\n127.0.0.1\n`);
    const second = await launch();
    expect(await rowsOf(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts anew after a start that was killed while it made the cluster', async () => {
    mkdirSync(join(directory, 'data.new'), { recursive: true });
    writeFileSync(join(directory, 'data.new/PG_VERSION'), '18\n');
    const server = await launch();
    expect(await rowsOf(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses a taken port in one line', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(launchAgain({ port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken: stop the program that uses it or choose another port.`,
    );
    taken.close();
  });

  it('refuses a directory with other files and leaves them alone', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'letter.txt'), 'dear');
    await expect(launch()).rejects.toThrow(`${directory} holds other files (letter.txt): give an empty or new dataDirectory.`);
    expect(statSync(directory).uid).toBe(process.getuid?.());
    expect(readFileSync(join(directory, 'letter.txt'), 'utf8')).toBe('dear');
  });

  it('refuses a directory of another PostgreSQL version and says what to do', async () => {
    const server = await launchAgain();
    await server.stop();
    writeFileSync(join(directory, 'data/PG_VERSION'), '12\n');
    await expect(launch()).rejects.toThrow(/was made by PostgreSQL 12 and the installed binaries are \d+: delete it/);
  });

  it('refuses NODE_ENV=production and names DATABASE_URL', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(launch()).rejects.toThrow('not for production (NODE_ENV=production): set DATABASE_URL');
    await expect(startEmbeddedPostgres({ dataDirectory: directory })).rejects.toThrow('not for production');
    expect(existsSync(directory)).toBe(false);
  });

  it('starts under a locale that is not installed', async () => {
    vi.stubEnv('LANG', 'xx_XX.UTF-8');
    vi.stubEnv('LC_ALL', 'xx_XX.UTF-8');
    const server = await launch();
    expect(await rowsOf(server.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  });
});

describe.runIf(isRoot)('launchEmbeddedPostgres as root', () => {
  it('runs the server under an account without rights', async () => {
    const server = await launch();
    const [pid] = readFileSync(join(server.dataDirectory, 'data/postmaster.pid'), 'utf8').split('\n');
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
    expect(statSync(join(directory, 'data')).uid).toBe(statSync(`/proc/${pid}`).uid);
  });

  it('refuses a directory under a closed parent and says what to do', async () => {
    chmodSync(join(directory, '..'), 0o700);
    await expect(launch()).rejects.toThrow(/cannot enter .*server: choose a dataDirectory whose parents are open to it \(mode o\+x\)/);
  });

  it('goes on with a directory that an unprivileged user made', async () => {
    mkdirSync(directory);
    chownSync(directory, NOBODY, NOBODY);
    const { child, url } = await launchElsewhere('setInterval(() => {}, 1e6);', { uid: NOBODY, gid: NOBODY });
    await rowsOf(url, 'create table kept (n int)');
    await end(child, 'SIGKILL');
    const server = await launch();
    expect(await rowsOf(server.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  });
});
