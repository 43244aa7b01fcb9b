import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AddedStep, StepOptions, TaskerOptions } from 'nestjs-tasker';
import { eventually } from './eventually.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = join(root, 'test/support/worker-process/worker.mjs');

/** The test has a limit of its own: many processes that start together on a busy machine take minutes. One that has ended is noticed at once. */
const LONGEST_MS = 1_800_000;

/** A workflow as data; what a step `does` stands in worker-process/behaviour.mjs. */
export interface ProcessWorkflow {
  readonly name: string;
  readonly version?: string;
  readonly steps: readonly (StepOptions & { name: string; does?: Record<string, unknown> })[];
  /** Steps that its hook adds to each task. */
  readonly adds?: readonly AddedStep[];
  /** Its tasks are annotated with the id of the process that does it, which may stop at a gate before. */
  readonly annotates?: { readonly gate?: string };
}

/** What a worker process is started with. */
export interface ProcessPlan {
  readonly url: string;
  readonly workflows: readonly ProcessWorkflow[];
  /** Durable subscribers; one with a gate stops there before it has taken an event. */
  readonly subscribers?: readonly { readonly group: string; readonly patterns: readonly string[]; readonly gate?: string }[];
  readonly options?: Omit<TaskerOptions, 'database'> & { database?: Partial<TaskerOptions['database']> };
  /** Modules that are loaded before everything else. */
  readonly preload?: readonly string[];
  /** Send no message for each attempt. */
  readonly quiet?: boolean;
}

/** A message of a worker process. */
export interface ProcessMessage {
  readonly kind: 'ready' | 'started' | 'memory' | 'created' | 'annotating' | 'given' | 'taken';
  readonly [field: string]: any;
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything it said so far, oldest first. */
  readonly messages: readonly ProcessMessage[];
  /** What it wrote to its outputs. */
  output(): string;
  send(message: { open?: string; memory?: true; run?: object }): void;
  /** Waits for a message of a kind. */
  said(kind: ProcessMessage['kind'], count?: number): Promise<ProcessMessage[]>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a worker process from the built package; it works once it has said `ready`. */
export function spawnWorkerProcess({ preload = [], ...plan }: ProcessPlan): WorkerProcess {
  buildIfStale();
  // A file: an environment holds no plan of thousands of steps.
  const planFile = join(tmpdir(), `tasker-plan-${randomUUID()}.json`);
  writeFileSync(planFile, JSON.stringify(plan));
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, WORKER_PLAN: planFile };
  const execArgv = preload.flatMap((file) => ['--import', file]);
  const child = fork(script, { cwd: root, env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const messages: ProcessMessage[] = [];
  let text = '';
  child.on('message', (message) => messages.push(message as ProcessMessage));
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  void ended.then(() => rmSync(planFile, { force: true }));
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    pid: child.pid!,
    messages,
    output: () => text,
    send: (message) => void child.send(message),
    said: (kind, count = 1) =>
      eventually(
        () => {
          const found = messages.filter((message) => message.kind === kind);
          if (found.length >= count) return found;
          if (isOver()) throw new Error(`the process ended before it said "${kind}":\n${text}`);
          return undefined;
        },
        { what: `${kind} of process ${child.pid}`, within: LONGEST_MS },
      ),
    end: async (signal) => {
      if (!isOver()) child.kill(signal);
      const [code, by] = isOver() ? [child.exitCode, child.signalCode] : await ended;
      return { code, signal: by };
    },
  };
}

let built = false;

/** The processes run what is in dist: it is made anew when a source is younger. Two test files never build at the same time. */
export function buildIfStale(): void {
  if (built) return;
  const lock = join(root, 'node_modules/.cache/nestjs-tasker-build.lock');
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  while (!locked(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    if (youngest(['libs', 'migrations', 'apps', 'tsconfig.json', 'tsconfig.build.json']) > youngest(['dist/.tsbuildinfo'])) {
      const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
      if (status !== 0) throw new Error(`npm run build failed:\n${stdout}`);
      // A build that changed no TypeScript leaves this file as it is.
      utimesSync(join(root, 'dist/.tsbuildinfo'), new Date(), new Date());
    }
    built = true;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function locked(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // Left behind by a run that was ended.
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 120_000)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function youngest(paths: readonly string[]): number {
  return Math.max(
    0,
    ...paths.map((path) => {
      const full = join(root, path);
      const stat = statSync(full, { throwIfNoEntry: false });
      if (stat === undefined) return 0;
      if (!stat.isDirectory()) return stat.mtimeMs;
      return youngest(
        readdirSync(full)
          .filter((name) => !name.endsWith('.spec.ts'))
          .map((name) => join(path, name)),
      );
    }),
  );
}
