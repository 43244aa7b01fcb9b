import { serverCpuSeconds } from '../measure/server.cpu.js';
import { readWriteCounters } from '../measure/server.counters.js';
import { median, percentile, type Figures } from '../measure/statistics.js';
import { withClient } from '../server/bench.server.js';
import { readProfile, resetProfile } from '../server/server.profile.js';
import { withWorkers, type WorkerProcess } from '../worker/worker.fleet.js';
import type { TaskTimes, Waiting, WorkReport } from '../worker/worker.messages.js';
import { assertComplete } from './completed.tasks.js';
import type { RunSurroundings } from './run.surroundings.js';
import type { RunResult } from './throughput.run.js';
import type { LatencyWorkload } from './workload.catalog.js';

const WARM_UP_TASKS = 50;

/**
 * One run: a worker process creates one task after the other on an otherwise idle engine, twice: once it waits for the answer that
 * completes the task and reads nothing, once it waits as a caller does, by `waitForTask`.
 */
export async function runLatency(workload: LatencyWorkload, surroundings: RunSurroundings): Promise<RunResult> {
  const { server, database, concurrency } = surroundings;
  return withWorkers(1, ([worker]) =>
    server.withDatabase(database, async (url) => {
      await server.admin.query('checkpoint');
      await worker!.ask('open', { url, concurrency });
      const pass = (waiting: Waiting, tasks: number) => runPass(worker!, { surroundings, workload: { ...workload, tasks }, waiting });
      await pass('committed', WARM_UP_TASKS);
      await pass('awaited', WARM_UP_TASKS);
      if (server.profiled) await resetProfile(server.admin);
      const committed = await pass('committed', workload.tasks);
      const profile = server.profiled ? await readProfile(server.admin, database) : null;
      const awaited = await pass('awaited', workload.tasks);
      await worker!.close();
      await withClient(url, (client) => assertComplete(client, 2 * (workload.tasks + WARM_UP_TASKS)));
      return { figures: figuresOf(workload, committed, awaited), statements: committed.report.statements, profile };
    }),
  );
}

interface Pass extends TaskTimes {
  readonly report: WorkReport;
  readonly walBytes: number;
  readonly writingTransactions: number;
  readonly serverCpu: number | null;
}

interface PassPlan {
  readonly surroundings: RunSurroundings;
  readonly workload: LatencyWorkload;
  readonly waiting: Waiting;
}

async function runPass(worker: WorkerProcess, { surroundings, workload, waiting }: PassPlan): Promise<Pass> {
  const { server } = surroundings;
  const { workflow, tasks, stepsPerTask } = workload;
  await worker.ask('report', null);
  const before = await readWriteCounters(server.admin);
  const cpuBefore = serverCpuSeconds(server.pid);
  const times = await worker.ask('latency', { workflow, tasks, stepsPerTask, waiting });
  const cpuAfter = serverCpuSeconds(server.pid);
  const after = await readWriteCounters(server.admin);
  return {
    ...times,
    report: await worker.ask('report', null),
    walBytes: after.walBytes - before.walBytes,
    writingTransactions: after.writingTransactions - before.writingTransactions,
    serverCpu: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
  };
}

function figuresOf({ tasks, stepsPerTask }: LatencyWorkload, committed: Pass, awaited: Pass): Figures {
  const steps = tasks * stepsPerTask;
  return {
    committedP50Ms: percentile(committed.milliseconds, 0.5),
    committedP95Ms: percentile(committed.milliseconds, 0.95),
    awaitedP50Ms: percentile(awaited.milliseconds, 0.5),
    awaitedP95Ms: percentile(awaited.milliseconds, 0.95),
    roundTripsPerTask: median(committed.statements),
    roundTripsPerStep: median(committed.statements) / stepsPerTask,
    awaitedRoundTripsPerTask: median(awaited.statements),
    // Those of the clock too: heartbeats, and a look at the queue once a second.
    statementsPerStep: statementsOf(committed) / steps,
    writingTransactionsPerTask: committed.writingTransactions / tasks,
    writingTransactionsPerStep: committed.writingTransactions / steps,
    walBytesPerStep: committed.walBytes / steps,
    nodeCpuSecondsPer1000Steps: (committed.report.cpuSeconds * 1_000) / steps,
    serverCpuSecondsPer1000Steps: committed.serverCpu === null ? null : (committed.serverCpu * 1_000) / steps,
  };
}

function statementsOf({ report }: Pass): number {
  return Object.values(report.statements).reduce((sum, count) => sum + count, 0);
}
