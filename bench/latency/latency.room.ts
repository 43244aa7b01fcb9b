import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../measure/statistics.js';
import { withClient, type BenchServer } from '../server/bench.server.js';
import { assertComplete, countTasks } from '../workloads/completed.tasks.js';
import { WorkerProcess, withProcesses } from '../worker/worker.fleet.js';
import type { LatencyOrders, OpenedAs } from './latency.messages.js';
import type { StepMark } from './step.marks.js';

const PROGRAM = new URL('./latency.process.js', import.meta.url);
const LOOK_MS = 5;

type LatencyProcess = WorkerProcess<LatencyOrders>;

/** A database of its own and the processes that work on it. */
export interface LatencyRoom {
  readonly url: string;
  readonly processes: readonly LatencyProcess[];
}

/** What is known of times of one kind, in milliseconds. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

/** A line of a study. */
export interface LatencyRow {
  readonly study: string;
  readonly name: string;
  readonly times: Distribution;
}

export function distributionOf(milliseconds: readonly number[]): Distribution {
  return {
    count: milliseconds.length,
    p50: percentile(milliseconds, 0.5),
    p95: percentile(milliseconds, 0.95),
    p99: percentile(milliseconds, 0.99),
    most: Math.max(...milliseconds),
  };
}

/** Opens one process for each of `workers` on a fresh database, and checks at the end that every task is complete. */
export function inRoom<T>(
  server: BenchServer,
  { database, workers }: { database: string; workers: readonly OpenedAs['worker'][] },
  use: (room: LatencyRoom) => Promise<T>,
): Promise<T> {
  return withProcesses(
    workers.map((): LatencyProcess => new WorkerProcess<LatencyOrders>(PROGRAM)),
    (processes) =>
      server.withDatabase(database, async (url) => {
        await server.admin.query('checkpoint');
        for (const [place, worker] of workers.entries()) await processes[place]!.ask('open', { url, worker });
        const result = await use({ url, processes });
        await Promise.all(processes.map((one) => one.close()));
        await withClient(url, async (client) => assertComplete(client, await countTasks(client)));
        return result;
      }),
  );
}

/** Resolves when the handlers have been called so often since their marks were last taken. */
export async function untilMarked(processes: readonly LatencyProcess[], calls: number): Promise<void> {
  for (;;) {
    const counts = await Promise.all(processes.map((one) => one.ask('progress', null)));
    if (counts.reduce((sum, count) => sum + count, 0) >= calls) return;
    await delay(LOOK_MS);
  }
}

/** The calls of handlers in all processes, by task, in their order. */
export async function marksByTask(processes: readonly LatencyProcess[]): Promise<ReadonlyMap<string, readonly StepMark[]>> {
  const marks = (await Promise.all(processes.map((one) => one.ask('marks', null)))).flat().sort((a, b) => a.at - b.at);
  const byTask = new Map<string, StepMark[]>();
  for (const mark of marks) {
    const others = byTask.get(mark.taskId);
    if (others === undefined) byTask.set(mark.taskId, [mark]);
    else others.push(mark);
  }
  return byTask;
}
