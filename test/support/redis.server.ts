import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@keyv/redis';
import { eventually } from './eventually.js';
import { freePort } from './prometheus.server.js';

/** A real Redis of a test. */
export interface RedisServer {
  readonly url: string;
  /** Sends a command past everything that is tested. */
  command<T = unknown>(...words: string[]): Promise<T>;
  /** How often the server was sent a command since it started. */
  calls(command: string): Promise<number>;
  /** Everything in it, oldest names first. */
  keys(): Promise<string[]>;
  /** It takes no notice of anybody until `resume`. */
  hang(): void;
  resume(): void;
  /** Ends without a word, as a machine does that loses its power. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Whether tests of the real server are left out: not where it must be there (`TASKER_TEST_REDIS=required`, set by .ci/run when it has found
 * or installed it), so that nobody takes a run without them for one with them.
 */
export const withoutRedis = !hasRedis() && process.env['TASKER_TEST_REDIS'] !== 'required';

/** Starts a server on a free port of the loopback with a directory of its own, which goes with it. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tasker-redis-'));
  const port = await freePort();
  const given = { port: String(port), bind: '127.0.0.1', dir: directory, save: '', appendonly: 'no', ...settings };
  const child = spawn(
    'redis-server',
    Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url, socket: { reconnectStrategy: 20 } });
  client.on('error', () => undefined);
  const stop = async (): Promise<void> => {
    client.destroy();
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const connected = client.connect();
    await eventually(() => client.isReady || failedEarly(child), { what: 'Redis is ready' });
    await connected;
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...asked((words) => client.sendCommand(words)), url, ...signals(child), stop };
}

function asked(send: (words: string[]) => Promise<unknown>): Pick<RedisServer, 'command' | 'calls' | 'keys'> {
  return {
    command: async <T>(...words: string[]) => (await send(words)) as T,
    calls: async (command) => {
      const statistics = String(await send(['INFO', 'commandstats']));
      return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(statistics)?.[1] ?? 0);
    },
    keys: async () => ((await send(['KEYS', '*'])) as string[]).sort(),
  };
}

function signals(child: ChildProcess): Pick<RedisServer, 'hang' | 'resume' | 'kill'> {
  return {
    hang: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => end(child),
  };
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function failedEarly(child: ChildProcess): false {
  if (child.exitCode !== null) throw new Error(`redis-server has ended with ${child.exitCode}`);
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
