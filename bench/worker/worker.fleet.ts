import { fork, type ChildProcess } from 'node:child_process';
import type { AnswerMessage, WorkerOrders } from './worker.messages.js';

const PROGRAM = new URL('./worker.process.js', import.meta.url);
const END_MS = 10_000;

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** A worker process and what it was asked for. It inherits the options of this process, `--cpu-prof` for one. */
export class WorkerProcess {
  private readonly child: ChildProcess = fork(PROGRAM, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  private readonly pending = new Map<number, Pending>();
  private readonly ended: Promise<void>;
  private number = 0;

  constructor() {
    this.child.on('message', (message: AnswerMessage) => this.answered(message));
    this.child.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) =>
      this.child.once('exit', (code, signal) => {
        this.fail(new Error(`worker process ${this.child.pid} ended: ${signal ?? `exit code ${code}`}`));
        resolve();
      }),
    );
  }

  /** Sends an order and resolves with its answer. */
  ask<Name extends keyof WorkerOrders>(name: Name, order: Parameters<WorkerOrders[Name]>[0]): Promise<ReturnType<WorkerOrders[Name]>> {
    const number = (this.number += 1);
    return new Promise((resolve, reject) => {
      this.pending.set(number, { resolve: resolve, reject });
      this.child.send({ number, name, order }, (error) => {
        if (error !== null) this.fail(error);
      });
    });
  }

  /** Ends the application of the process, then the process. */
  async close(): Promise<void> {
    await this.ask('close', null);
    const late = setTimeout(() => this.kill(), END_MS);
    await this.ended;
    clearTimeout(late);
  }

  /** Ends the process at once, whatever it does. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private answered({ number, answer, error }: AnswerMessage): void {
    const pending = this.pending.get(number);
    this.pending.delete(number);
    if (error === undefined) pending?.resolve(answer);
    else pending?.reject(new Error(error));
  }

  private fail(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

const alive = new Set<WorkerProcess>();
process.once('exit', () => alive.forEach((worker) => worker.kill()));

/** Starts worker processes, hands them to `use`, and ends them whatever happens. */
export async function withWorkers<T>(count: number, use: (workers: readonly WorkerProcess[]) => Promise<T>): Promise<T> {
  const workers = Array.from({ length: count }, () => new WorkerProcess());
  for (const worker of workers) alive.add(worker);
  try {
    return await use(workers);
  } finally {
    for (const worker of workers) {
      worker.kill();
      alive.delete(worker);
    }
  }
}
