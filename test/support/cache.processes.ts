import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CacheOptions } from 'nestjs-tasker';
import { afterAll } from 'vitest';
import { eventually } from './eventually.js';
import { buildIfStale } from './worker.process.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = fileURLToPath(new URL('./cache-process/process.mjs', import.meta.url));

/** What the applications of a process keep their answers in: a Redis, files that others see, and such files with marks. */
export type CacheStoreName = 'redis' | 'files' | 'marked';

/** What a process is made of. */
export interface CachePlan {
  readonly url: string;
  /** Address of the Redis; without one there is no application with it. */
  readonly redis?: string;
  readonly directory: string;
  /** Stop where nobody has left a mark for the answer to this key, until `mark` is opened. */
  readonly stopAtMark?: string;
  readonly cache?: CacheOptions;
}

/** A message of such a process. */
export interface CacheMessage {
  readonly kind: 'ready' | 'computing' | 'fetched' | 'unmarked';
  readonly pid: number;
  readonly [field: string]: any;
}

/** Applications with caches in a process of their own. */
export interface CacheProcess {
  readonly pid: number;
  readonly messages: readonly CacheMessage[];
  /** Asks the application with that store for the answer to a key; a computation of it stops until the key is opened. */
  fetch(store: CacheStoreName, key: string): void;
  open(gate: string): void;
  said(kind: CacheMessage['kind'], key?: string): Promise<CacheMessage>;
  kill(): Promise<void>;
}

/** Processes that are ended after the tests of the suite. */
export function useCacheProcesses(): { start(plan: CachePlan): Promise<CacheProcess> } {
  const started: CacheProcess[] = [];
  afterAll(async () => {
    await Promise.all(started.map((process) => process.kill()));
  });
  return {
    start: async (plan) => {
      buildIfStale();
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, CACHE_PLAN: JSON.stringify(plan) };
      const one = processOf(fork(script, { cwd: root, env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }));
      started.push(one);
      await one.said('ready');
      return one;
    },
  };
}

function processOf(child: ChildProcess): CacheProcess {
  const messages: CacheMessage[] = [];
  let text = '';
  child.on('message', (message) => messages.push(message as CacheMessage));
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit');
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid!,
    messages,
    fetch: (store, key) => void child.send({ store, fetch: key }),
    open: (gate) => void child.send({ open: gate }),
    said: (kind, key) =>
      eventually(
        () => {
          if (isOver()) throw new Error(`the process ended before it said "${kind}":\n${text}`);
          return messages.find((message) => message.kind === kind && (key === undefined || message['key'] === key));
        },
        { what: `${kind} of process ${child.pid}`, within: 60_000 },
      ),
    kill: async () => {
      if (isOver()) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
