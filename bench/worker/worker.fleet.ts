import { fork, type ChildProcess } from 'node:child_process';
import type { AnswerMessage, WorkerOrders } from './worker.messages.js';

const PROGRAM = new URL('./worker.process.js', import.meta.url);
const END_MS = 10_000;

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** What a kind of worker process can be asked for, by name. */
export type OrdersOf<Orders> = { [Name in keyof Orders]: (order: any) => unknown } & { close(order: null): void };

/** A worker process and what it was asked for. It inherits the options of this process, `--cpu-prof` for one. */
export class WorkerProcess<Orders extends OrdersOf<Orders> = WorkerOrders> {
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private readonly ended: Promise<void>;
  private number = 0;

  /** `program` answers orders by `answerOrders`; default: the worker of the workloads. `flags`: options of Node besides those of this process. */
  constructor(program: URL = PROGRAM, flags: readonly string[] = []) {
    this.child = fork(program, [], { execArgv: [...process.execArgv, ...flags], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
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
  ask<Name extends keyof Orders>(name: Name, order: Parameters<Orders[Name]>[0]): Promise<ReturnType<Orders[Name]>> {
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
    await (this as unknown as WorkerProcess).ask('close', null);
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

const alive = new Set<{ kill(): void }>();
process.once('exit', () => alive.forEach((worker) => worker.kill()));

/** Starts worker processes, hands them to `use`, and ends them whatever happens. */
export function withWorkers<T>(count: number, use: (workers: readonly WorkerProcess[]) => Promise<T>): Promise<T> {
  return withProcesses(
    Array.from({ length: count }, () => new WorkerProcess()),
    use,
  );
}

/** Hands processes to `use`, and ends them whatever happens. */
export async function withProcesses<P extends { kill(): void }, T>(
  processes: readonly P[],
  use: (processes: readonly P[]) => Promise<T>,
): Promise<T> {
  for (const one of processes) alive.add(one);
  try {
    return await use(processes);
  } finally {
    for (const one of processes) {
      one.kill();
      alive.delete(one);
    }
  }
}
