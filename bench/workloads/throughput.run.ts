import { setTimeout as delay } from 'node:timers/promises';
import { machineNow } from '../measure/machine.clock.js';
import { serverCpuSeconds } from '../measure/server.cpu.js';
import { readDatabaseCounters, readWriteCounters, type DatabaseCounters, type WriteCounters } from '../measure/server.counters.js';
import type { Figures } from '../measure/statistics.js';
import { withClient } from '../server/bench.server.js';
import { readProfile, resetProfile, type ProfiledStatement } from '../server/server.profile.js';
import { openApplication } from '../workflows/bench.application.js';
import { createSized, USUAL_BYTES } from '../workflows/bench.tasks.js';
import { withWorkers, type WorkerProcess } from '../worker/worker.fleet.js';
import type { WorkReport } from '../worker/worker.messages.js';
import { assertComplete, countTasks } from './completed.tasks.js';
import type { RunSurroundings } from './run.surroundings.js';
import type { ThroughputWorkload } from './workload.catalog.js';

const LOOK_MS = 20;

/** What one run of a workload found. */
export interface RunResult {
  readonly figures: Figures;
  /** Statements of the workers by name, from the start of the clock. */
  readonly statements: Readonly<Record<string, number>>;
  readonly profile: readonly ProfiledStatement[] | null;
}

interface Moment {
  readonly writes: WriteCounters;
  readonly serverCpu: number | null;
}

/**
 * One run: worker processes are started and warmed up on another database; the tasks are created; then the workers open the database.
 * The clock runs from the moment at which the first of them may claim until the last completion is committed.
 */
export async function runThroughput(workload: ThroughputWorkload, surroundings: RunSurroundings): Promise<RunResult> {
  const { server, database, concurrency, watched, variant, workerUrl = (url) => url } = surroundings;
  return withWorkers(workload.workers, (workers) =>
    server.withDatabase(`${database}_warm_up`, async (warmUpUrl) => {
      const workflow = workload.warmUp ?? workload.workflow;
      await Promise.all(
        workers.map((worker) => worker.ask('warmUp', { url: workerUrl(warmUpUrl), workflow, concurrency, watched, variant })),
      );
      if (surroundings.url !== undefined) return measure(workload, { surroundings, workers, url: surroundings.url });
      return server.withDatabase(database, (url) => measure(workload, { surroundings, workers, url }));
    }),
  );
}

interface Stage {
  readonly surroundings: RunSurroundings;
  readonly workers: readonly WorkerProcess[];
  readonly url: string;
}

async function measure(workload: ThroughputWorkload, stage: Stage): Promise<RunResult> {
  const { server } = stage.surroundings;
  await server.admin.query('checkpoint');
  const creation = await create(workload, stage);
  const before = await withClient(stage.url, readDatabaseCounters);
  await server.untilAlone(stage.url);
  if (server.profiled) await resetProfile(server.admin);
  const work = await workOff(workload, stage);
  await Promise.all(stage.workers.map((worker) => worker.close()));
  await server.untilAlone(stage.url);
  const profile = server.profiled ? await readProfile(server.admin, stage.surroundings.database) : null;
  const after = await withClient(stage.url, async (client) => {
    const counters = await readDatabaseCounters(client);
    await assertComplete(client, creation.present + workload.tasks);
    return counters;
  });
  return { figures: figuresOf(workload, creation, { ...work, before, after }), statements: work.statements, profile };
}

interface Creation {
  /** Tasks that were there before. */
  readonly present: number;
  readonly seconds: number;
  readonly walBytes: number;
}

async function create(workload: ThroughputWorkload, { surroundings, url }: Stage): Promise<Creation> {
  const { server, variant } = surroundings;
  const present = await withClient(url, countTasks);
  const { context, orchestrator } = await openApplication({ url, worker: false, variant });
  const before = await readWriteCounters(server.admin);
  const begun = machineNow();
  await createSized(orchestrator, workload.workflow, { tasks: workload.tasks, contextBytes: workload.contextBytes ?? USUAL_BYTES });
  const seconds = (machineNow() - begun) / 1_000;
  const after = await readWriteCounters(server.admin);
  await context.close();
  await server.untilAlone(url);
  return { present, seconds, walBytes: after.walBytes - before.walBytes };
}

interface Work {
  readonly seconds: number;
  readonly begin: Moment;
  readonly end: Moment;
  readonly statements: Readonly<Record<string, number>>;
  readonly statementsBefore: number;
  readonly nodeCpu: number;
  readonly peakMemoryBytes: number;
}

async function workOff(workload: ThroughputWorkload, { surroundings, workers, url }: Stage): Promise<Work> {
  const { concurrency, watched, variant, workerUrl = (url) => url } = surroundings;
  const opening = workers.map((worker) => worker.ask('open', { url: workerUrl(url), concurrency, watched, variant }));
  await Promise.race(opening);
  const begin = await momentOf(surroundings);
  const opened = await Promise.all(opening);
  await untilHandled(workers, workload.tasks * workload.stepsPerTask);
  await withClient(url, (client) => untilRested(client));
  const end = await momentOf(surroundings);
  const reports = await Promise.all(workers.map((worker) => worker.ask('report', null)));
  return {
    seconds: (Math.max(...reports.map((report) => report.workAnsweredAt)) - Math.min(...opened.map(({ openedAt }) => openedAt))) / 1_000,
    begin,
    end,
    statements: sumOf(reports),
    statementsBefore: opened.reduce((sum, { statements }) => sum + statements, 0),
    nodeCpu: reports.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakMemoryBytes: Math.max(...reports.map((report) => report.peakMemoryBytes)),
  };
}

async function momentOf({ server }: RunSurroundings): Promise<Moment> {
  const serverCpu = serverCpuSeconds(server.pid);
  return { serverCpu, writes: await readWriteCounters(server.admin) };
}

async function untilHandled(workers: readonly WorkerProcess[], steps: number): Promise<void> {
  for (;;) {
    const counts = await Promise.all(workers.map((worker) => worker.ask('progress', null)));
    if (counts.reduce((sum, count) => sum + count, 0) >= steps) return;
    await delay(LOOK_MS);
  }
}

async function untilRested(client: { query(text: string): Promise<{ rowCount: number | null }> }): Promise<void> {
  while ((await client.query('select from tasker.tasks where finished_at is null limit 1')).rowCount !== 0) await delay(LOOK_MS);
}

function sumOf(reports: readonly WorkReport[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { statements } of reports) {
    for (const [name, count] of Object.entries(statements)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

function figuresOf(
  { tasks, stepsPerTask }: ThroughputWorkload,
  creation: Creation,
  work: Work & { before: DatabaseCounters; after: DatabaseCounters },
): Figures {
  const steps = tasks * stepsPerTask;
  const { begin, end, before, after } = work;
  const walBytes = end.writes.walBytes - begin.writes.walBytes;
  const statements = Object.values(work.statements).reduce((sum, count) => sum + count, 0);
  const serverCpu = begin.serverCpu === null || end.serverCpu === null ? null : end.serverCpu - begin.serverCpu;
  return {
    stepsPerSecond: steps / work.seconds,
    createdTasksPerSecond: tasks / creation.seconds,
    createdStepsPerSecond: steps / creation.seconds,
    statementsPerStep: statements / steps,
    transactionsPerStep: (after.commits - before.commits - work.statementsBefore) / steps,
    writingTransactionsPerStep: (end.writes.writingTransactions - begin.writes.writingTransactions) / steps,
    walBytesPerStep: walBytes / steps,
    walBytesPerStepWithCreation: (walBytes + creation.walBytes) / steps,
    hotShareOfSteps: share(after.stepHotUpdates - before.stepHotUpdates, after.stepUpdates - before.stepUpdates),
    hotShareOfTasks: share(after.taskHotUpdates - before.taskHotUpdates, after.taskUpdates - before.taskUpdates),
    nodeCpuSecondsPer1000Steps: (work.nodeCpu * 1_000) / steps,
    serverCpuSecondsPer1000Steps: serverCpu === null ? null : (serverCpu * 1_000) / steps,
    peakMemoryMegabytes: work.peakMemoryBytes / 2 ** 20,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
