import { cpus, release, type } from 'node:os';
import type { BenchArguments } from './bench.arguments.js';
import { measureBaseline, type Baseline } from './measure/baseline.js';
import { measureGraphs } from './measure/graph.analyses.js';
import { measureLive } from './measure/live.changes.js';
import { measureReadiness } from './measure/readiness.js';
import { measureLists, type ListFigures } from './measure/task.lists.js';
import { medianFigures, median, type Figures } from './measure/statistics.js';
import { BenchServer } from './server/bench.server.js';
import { runLatency } from './workloads/latency.run.js';
import { runThroughput, type RunResult } from './workloads/throughput.run.js';
import type { Workload } from './workloads/workload.catalog.js';

/** All runs of one workload and their medians. */
export interface WorkloadResult {
  readonly workload: Workload;
  readonly medians: Figures;
  readonly rounds: readonly RunResult[];
}

/** Everything that one call of the bench found. */
export interface BenchResult {
  readonly machine: Readonly<Record<string, string | number | boolean | null>>;
  /** Updates of one row a second, one transaction each, on one connection: medians, and each measurement. */
  readonly baseline: Baseline & { readonly measurements: readonly Baseline[] };
  readonly workloads: readonly WorkloadResult[];
  readonly readiness: Figures | null;
  readonly lists: ListFigures | null;
  readonly graphs: Figures | null;
  readonly live: Figures | null;
}

/** Runs what was asked for on a server of its own. `say` receives a line when something begins or ends. */
export async function runBench(wanted: BenchArguments, say: (line: string) => void): Promise<BenchResult> {
  const server = await BenchServer.launch(wanted);
  try {
    if (wanted.profile && !server.profiled) say('the programs of the server have no pg_stat_statements: nothing is profiled');
    const baseline: Baseline[] = [];
    const runs = new Map<Workload, RunResult[]>(wanted.workloads.map((workload) => [workload, []]));
    for (let round = 1; round <= wanted.rounds; round += 1) {
      for (const [workload, results] of runs) {
        // Before each workload: the speed of a disk that others use too changes from minute to minute.
        const updates = await measureBaseline(server.admin);
        baseline.push(updates);
        const database = `bench_${workload.name.toLowerCase().replaceAll(' ', '_')}_${round}`;
        const watched = workload.kind === 'throughput' ? workload.watched : undefined;
        const run = runWorkload(workload, { server, database, concurrency: wanted.concurrency, watched });
        const result = await within(wanted.limitSeconds, run, `${workload.name} in round ${round}`);
        results.push(besideBaseline(result, updates));
        say(`round ${round}  ${workload.name}  ${headline(result.figures)}`);
      }
    }
    return {
      machine: await describeMachine(server, wanted),
      baseline: {
        durable: median(baseline.map(({ durable }) => durable)),
        unflushed: median(baseline.map(({ unflushed }) => unflushed)),
        measurements: baseline,
      },
      workloads: [...runs].map(([workload, rounds]) => ({
        workload,
        rounds,
        medians: medianFigures(rounds.map(({ figures }) => figures)),
      })),
      readiness: wanted.rows === null ? null : await measureReadiness(server, wanted.rows),
      lists: wanted.lists === null ? null : await measureLists(server, wanted.lists),
      live: wanted.live ? await measureLive(server) : null,
      graphs: wanted.graphs ? await measureGraphs(server) : null,
    };
  } finally {
    await server.stop();
  }
}

/** Each run is compared with the baseline measured just before it. */
function besideBaseline(result: RunResult, { durable }: Baseline): RunResult {
  const { stepsPerSecond } = result.figures;
  return stepsPerSecond == null ? result : { ...result, figures: { ...result.figures, timesBaseline: stepsPerSecond / durable } };
}

function runWorkload(workload: Workload, surroundings: Parameters<typeof runThroughput>[1]): Promise<RunResult> {
  switch (workload.kind) {
    case 'throughput':
      return runThroughput(workload, surroundings);
    case 'latency':
      return runLatency(workload, surroundings);
  }
}

/** The process ends on this error, and its worker processes and its server with it. */
async function within<T>(seconds: number, run: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${seconds} s (--limit)`)), seconds * 1_000);
  });
  try {
    return await Promise.race([run, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

function headline({ stepsPerSecond, committedP50Ms }: Figures): string {
  if (stepsPerSecond != null) return `${Math.round(stepsPerSecond)} steps/s`;
  return `p50 ${committedP50Ms?.toFixed(2)} ms`;
}

async function describeMachine(server: BenchServer, { rounds, concurrency }: BenchArguments): Promise<BenchResult['machine']> {
  const { rows } = await server.admin.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes',
       'shared_buffers', 'max_wal_size', 'wal_sync_method') order by name`,
  );
  return {
    date: new Date().toISOString(),
    system: `${type()} ${release()}`,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    rounds,
    concurrency,
    profiled: server.profiled,
    ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
  };
}
