import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from '../../apps/example/src/project.root.js';

/** A built program of the example, running in a process of its own. */
export interface ExampleProcess {
  readonly process: ChildProcess;
  /** Everything that it wrote so far, to both outputs. */
  output(): string;
  /** Resolves when the output holds the text; rejects when the process ends before. */
  written(text: string): Promise<void>;
  /** Resolves to the exit code, or to the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals | null>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts `main` or `demo` from dist. `environment` is all that the process knows besides PATH, HOME and LOG_LEVEL. */
export function startExample(
  program: 'main' | 'demo',
  options: { args?: string[]; cwd?: string; environment: NodeJS.ProcessEnv },
): ExampleProcess {
  const file = join(projectRoot(), `dist/apps/example/src/${program}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" before these tests`);
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, LOG_LEVEL: 'warn', ...options.environment };
  const child = spawn(process.execPath, [file, ...(options.args ?? [])], {
    env,
    cwd: options.cwd ?? projectRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const end = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals | null);
  return {
    process: child,
    output: () => text,
    written: async (wanted) => {
      const over = end.then((how) => Promise.reject(new Error(`ended with ${how} before it wrote "${wanted}":\n${text}`)));
      over.catch(() => undefined);
      while (!text.includes(wanted)) await Promise.race([over, once(child.stdout, 'data'), once(child.stderr, 'data')]);
    },
    ended: () => end,
    end: (signal) => {
      child.kill(signal);
      return end;
    },
  };
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks every 50 ms until the answer is not undefined. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(50);
  }
}
