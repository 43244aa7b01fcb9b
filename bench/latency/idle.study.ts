import type { BenchServer } from '../server/bench.server.js';
import type { OpenedAs } from './latency.messages.js';
import { inRoom, marksByTask, untilMarked, type LatencyRow } from './latency.room.js';
import type { LatencyWorkflow } from './latency.workflows.js';
import { wayRows } from './way.rows.js';

const STEPS = 5;
const WARM_UP_TASKS = 100;

interface Case {
  readonly name: string;
  readonly workflow: LatencyWorkflow;
  /** The first of them creates. */
  readonly workers: readonly OpenedAs['worker'][];
}

const CASES: readonly Case[] = [
  { name: 'one process', workflow: 'latency_linear', workers: [{}] },
  { name: 'created by a process without a worker', workflow: 'latency_linear', workers: [null, {}] },
  { name: 'each step in another process', workflow: 'latency_hops', workers: [{ queues: ['left'] }, { queues: ['right'] }] },
];

/** One task after the other, on an engine that has nothing else to do. */
export async function idleStudy(server: BenchServer, { tasks }: { tasks: number }): Promise<LatencyRow[]> {
  const rows: LatencyRow[] = [];
  for (const [place, { name, workflow, workers }] of CASES.entries()) {
    rows.push(
      ...(await inRoom(server, { database: `latency_idle_${place}`, workers }, async ({ processes }) => {
        const pass = async (count: number) => {
          const created = await processes[0]!.ask('oneByOne', { workflow, tasks: count, pauseMs: 0 });
          await untilMarked(processes, count * STEPS);
          return wayRows({ study: 'idle', name }, created, await marksByTask(processes));
        };
        await pass(WARM_UP_TASKS);
        return pass(tasks);
      })),
    );
  }
  return rows;
}
