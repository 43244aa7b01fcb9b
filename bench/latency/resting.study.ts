import { setTimeout as delay } from 'node:timers/promises';
import type { BenchServer } from '../server/bench.server.js';
import { serverCpuSeconds } from '../measure/server.cpu.js';
import { readWriteCounters } from '../measure/server.counters.js';
import type { OpenedAs, ProcessCost } from './latency.messages.js';
import { inRoom } from './latency.room.js';

/** What has been opened settles before it is watched; longer than the pool keeps a connection that nobody needs. */
const SETTLE_MS = 15_000;
const WARM_UP_TASKS = 20;

/** What processes cost that have nothing to do. */
export interface RestingCost {
  readonly name: string;
  readonly seconds: number;
  /** Of each process. */
  readonly processes: readonly ProcessCost[];
  /** Connections of all of them at the end. */
  readonly connections: number;
  readonly serverCpuSeconds: number | null;
  readonly writingTransactions: number;
  readonly walBytes: number;
  /** The first `createTask` after it, in milliseconds until its answer. */
  readonly firstCreateMs: number;
}

const CASES: readonly { name: string; workers: readonly OpenedAs['worker'][] }[] = [
  { name: 'a worker', workers: [{}] },
  { name: 'two workers', workers: [{}, {}] },
  { name: 'a process without a worker, beside one', workers: [null, {}] },
];

/** Processes that have worked and have nothing more to do. */
export async function restingStudy(server: BenchServer, { seconds }: { seconds: number }): Promise<RestingCost[]> {
  const found: RestingCost[] = [];
  for (const [place, { name, workers }] of CASES.entries()) found.push(await watched(server, { name, workers, place, seconds }));
  return found;
}

function watched(
  server: BenchServer,
  { name, workers, place, seconds }: (typeof CASES)[number] & { place: number; seconds: number },
): Promise<RestingCost> {
  const database = `latency_resting_${place}`;
  return inRoom(server, { database, workers }, async ({ processes }) => {
    const create = (tasks: number) => processes[0]!.ask('oneByOne', { workflow: 'latency_linear', tasks, pauseMs: 0 });
    await create(WARM_UP_TASKS);
    await delay(SETTLE_MS);
    for (const one of processes) await one.ask('cost', null);
    const writes = await readWriteCounters(server.admin);
    const cpu = serverCpuSeconds(server.pid);
    await delay(seconds * 1_000);
    const cpuAfter = serverCpuSeconds(server.pid);
    const writesAfter = await readWriteCounters(server.admin);
    const costs = await Promise.all(processes.map((one) => one.ask('cost', null)));
    const { rows } = await server.admin.query<{ sessions: string }>(
      'select count(*) as sessions from pg_stat_activity where datname = $1',
      [database],
    );
    const [first] = await create(1);
    return {
      name,
      seconds,
      processes: costs,
      connections: Number(rows[0]!.sessions),
      serverCpuSeconds: cpu === null || cpuAfter === null ? null : cpuAfter - cpu,
      writingTransactions: writesAfter.writingTransactions - writes.writingTransactions,
      walBytes: writesAfter.walBytes - writes.walBytes,
      firstCreateMs: first!.answeredAt - first!.calledAt,
    };
  });
}
