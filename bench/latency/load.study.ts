import { machineNow } from '../measure/machine.clock.js';
import type { BenchServer } from '../server/bench.server.js';
import type { OpenedAs } from './latency.messages.js';
import { inRoom, marksByTask, untilMarked, type LatencyRoom, type LatencyRow } from './latency.room.js';
import { wayRows } from './way.rows.js';

const STEPS = 5;
const WORKFLOW = 'latency_linear';
/** Tasks of the run that finds what can be done at most, and callers that create them. */
const FULL = { tasks: 5_000, calls: 64 };
/** Share of it at which latency is measured. */
const SHARE = 0.5;

const CASES: readonly { name: string; workers: readonly OpenedAs['worker'][] }[] = [
  { name: 'one process', workers: [{}] },
  { name: 'created by a process without a worker', workers: [null, {}] },
];

/** What was measured at half of the load that the same processes can carry. */
export interface LoadStudy {
  readonly rows: readonly LatencyRow[];
  /** Tasks of five steps a second, each created by a call of its own: at most, and while latency was measured. */
  readonly rates: readonly { readonly name: string; readonly most: number; readonly paced: number }[];
}

/** Tasks that are created at a pace, each by a call of its own. */
export async function loadStudy(server: BenchServer, { seconds }: { seconds: number }): Promise<LoadStudy> {
  const rows: LatencyRow[] = [];
  const rates: LoadStudy['rates'][number][] = [];
  for (const [place, { name, workers }] of CASES.entries()) {
    await inRoom(server, { database: `latency_load_${place}`, workers }, async (room) => {
      await atFullLoad(room, FULL.tasks / 5);
      const most = await atFullLoad(room, FULL.tasks);
      const paced = Math.max(1, Math.floor(most * SHARE));
      const created = await room.processes[0]!.ask('paced', { workflow: WORKFLOW, tasks: paced * seconds, perSecond: paced });
      await untilMarked(room.processes, created.length * STEPS);
      rates.push({ name, most, paced });
      rows.push(...wayRows({ study: 'load', name }, created, await marksByTask(room.processes)));
    });
  }
  return { rows, rates };
}

/** Tasks a second, from the first call until the last step. */
async function atFullLoad({ processes }: LatencyRoom, tasks: number): Promise<number> {
  const begun = machineNow();
  await processes[0]!.ask('atOnce', { workflow: WORKFLOW, tasks, calls: FULL.calls });
  await untilMarked(processes, tasks * STEPS);
  const seconds = (machineNow() - begun) / 1_000;
  await marksByTask(processes);
  return tasks / seconds;
}
