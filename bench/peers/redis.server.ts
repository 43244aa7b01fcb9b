import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadPeer } from './peer.packages.js';

const START_MS = 10_000;
const LOOK_MS = 20;

/**
 * The append-only file is handed to the disk once a second, as BullMQ advises; no snapshots, so that none falls into a measurement by itself.
 * Memory is never taken back by removing keys: BullMQ demands it.
 */
const SETTINGS = { appendonly: 'yes', appendfsync: 'everysec', save: '', 'maxmemory-policy': 'noeviction' };

/** The Redis server of one run of the bench. */
export interface PeerRedis {
  readonly url: string;
  /** Process id. */
  readonly pid: number;
  /** What `INFO server` says of itself. */
  readonly version: string;
  /** Bytes that it has appended to its file. */
  appendedBytes(): Promise<number>;
  stop(): Promise<void>;
}

interface Client {
  call(...words: string[]): Promise<unknown>;
  connect(): Promise<void>;
  disconnect(): void;
  on(event: 'error', listener: () => void): void;
}

/** Starts a server on a free port of the loopback with a directory of its own, which goes with it. Null: redis-server is not installed. */
export async function launchRedis(): Promise<PeerRedis | null> {
  if (!installed()) return null;
  const directory = mkdtempSync(join(tmpdir(), 'tasker-bench-redis-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port), bind: '127.0.0.1', dir: directory });
  const child = spawn(
    'redis-server',
    settings.flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  const kill = () => {
    child.kill('SIGKILL');
    remove();
  };
  process.once('exit', kill);
  const client = await connect(child, port);
  const stop = async () => {
    client.disconnect();
    await end(child);
    process.off('exit', kill);
    remove();
  };
  return serverOf({ child, client, port, stop, version: fieldOf(await client.call('INFO', 'server'), 'redis_version') });
}

interface Started {
  readonly child: ChildProcess;
  readonly client: Client;
  readonly port: number;
  readonly version: string;
  stop(): Promise<void>;
}

function serverOf({ child, client, port, stop, version }: Started): PeerRedis {
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid!,
    version,
    appendedBytes: async () => Number(fieldOf(await client.call('INFO', 'persistence'), 'aof_current_size')),
    stop,
  };
}

function fieldOf(information: unknown, name: string): string {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(String(information))?.[1] ?? '';
}

function installed(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function connect(child: ChildProcess, port: number): Promise<Client> {
  const { Redis } = loadPeer<{ Redis: new (options: object) => Client }>('ioredis');
  const until = performance.now() + START_MS;
  for (;;) {
    const client = new Redis({ port, lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.disconnect();
      if (child.exitCode !== null) throw new Error(`redis-server has ended with ${child.exitCode}`, { cause: error });
      if (performance.now() > until) throw error;
    }
    await delay(LOOK_MS);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
