import type { BenchServer } from '../server/bench.server.js';
import { serverCpuSeconds } from '../measure/server.cpu.js';
import { readWriteCounters, type WriteCounters } from '../measure/server.counters.js';
import { percentile, type Figures } from '../measure/statistics.js';
import { WorkerProcess, withProcesses } from '../worker/worker.fleet.js';
import { STEPS, type Peer, type PeerSurroundings } from './peer.engine.js';
import { warmUpOf, type PeerWorkload } from './peer.workloads.js';
import { withStore, type Store } from './peer.store.js';
import type { PeerOrders } from './process/peer.messages.js';

const PROGRAM = new URL('./process/peer.process.js', import.meta.url);
/** Between two looks at what several processes have done. */
const LOOK_MS = 5;
/** Code that has met one application only is compiled for that one, and again for the next: warm-ups before a measurement, each with a store of its own. */
const WARM_UPS = 3;
const WARM_UP_TRIPS = { most: 500, least: 1, seconds: 5 };
const TRIPS_SECONDS = 20;
const FEWEST_TRIPS = 3;

type EngineProcess = WorkerProcess<PeerOrders>;

/** What one run of an engine is about. */
interface RunPlan {
  readonly server: BenchServer;
  readonly peer: Peer;
  readonly workload: PeerWorkload;
  /** Workflows of this engine in this workload. */
  readonly workflows: number;
  readonly concurrency: number;
  readonly limitSeconds: number;
}

interface Stage extends RunPlan {
  readonly processes: readonly EngineProcess[];
  readonly store: Store;
}

/** One run of one engine: its processes are started, warmed up, measured and ended. @throws Error when it did not do exactly what it was asked */
export function runPeer(plan: RunPlan): Promise<Figures> {
  const processes = Array.from({ length: plan.workload.processes }, () => new WorkerProcess<PeerOrders>(PROGRAM));
  return withProcesses(processes, () =>
    within(plan, plan.workload.mode === 'latency' ? latency(plan, processes) : throughput(plan, processes)),
  );
}

async function throughput(plan: RunPlan, processes: readonly EngineProcess[]): Promise<Figures> {
  const run = (workflows: number) => withStore(plan, (store) => workOff({ ...plan, workflows, processes, store }));
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) await run(warmUpOf(plan.workload.shape) * plan.workload.processes);
  const figures = await run(plan.workflows);
  await Promise.all(processes.map((one) => one.close()));
  return figures;
}

async function workOff(stage: Stage): Promise<Figures> {
  const { processes, workflows, peer, workload } = stage;
  const [first] = processes as [EngineProcess];
  const steps = workflows * STEPS[workload.shape];
  await open(stage);
  const empty = await momentOf(stage);
  await useOf(stage);
  const creation = await first.ask('create', { workflows });
  const creationUse = await useOf(stage);
  const filled = await momentOf(stage);
  const working = await Promise.all(processes.map((one) => one.ask('work', null)));
  const { at } = await untilComplete(stage, steps);
  const use = await useOf(stage);
  const done = await momentOf(stage);
  await shut(stage);
  if (use.handled !== steps) throw new Error(`${use.handled} steps were run, ${steps} were to be`);
  const from = Math.min(...working.map((one) => one.from));
  const creationSeconds = (creation.ended - creation.begun) / 1_000;
  const whole = { begin: empty, end: done, nodeCpu: creationUse.cpuSeconds + use.cpuSeconds };
  // What runs as it is created has one clock, from the first call.
  const seconds = peer.runsAtCreation ? (at - creation.begun) / 1_000 : (at - from) / 1_000;
  return {
    ...workFigures(steps, seconds, peer.runsAtCreation ? whole : { begin: filled, end: done, nodeCpu: use.cpuSeconds }),
    createdWorkflowsPerSecond: peer.runsAtCreation ? null : workflows / creationSeconds,
    ...named('WithCreation', workFigures(steps, peer.runsAtCreation ? seconds : creationSeconds + seconds, whole)),
  };
}

async function latency(plan: RunPlan, processes: readonly EngineProcess[]): Promise<Figures> {
  const [only] = processes as [EngineProcess];
  return withStore(plan, async (store) => {
    const stage = { ...plan, processes, store };
    await open(stage);
    await only.ask('work', null);
    const warmUp = await only.ask('roundTrips', WARM_UP_TRIPS);
    const begin = await momentOf(stage);
    await useOf(stage);
    const { milliseconds } = await only.ask('roundTrips', { most: plan.workflows, least: FEWEST_TRIPS, seconds: TRIPS_SECONDS });
    const use = await useOf(stage);
    const end = await momentOf(stage);
    await shut(stage);
    const stepsOf = (trips: number) => trips * STEPS[plan.workload.shape];
    const expected = stepsOf(warmUp.milliseconds.length + milliseconds.length);
    if (use.handled !== expected) throw new Error(`${use.handled} steps were run, ${expected} were to be`);
    await only.close();
    return {
      p50Ms: percentile(milliseconds, 0.5),
      p95Ms: percentile(milliseconds, 0.95),
      roundTrips: milliseconds.length,
      ...useFigures(stepsOf(milliseconds.length), { begin, end, nodeCpu: use.cpuSeconds }),
    };
  });
}

async function open({ peer, workload, processes, store, server, concurrency }: Stage): Promise<void> {
  const { shape, mode } = workload;
  const surroundings: PeerSurroundings = {
    postgres: store.postgres,
    redis: store.redis?.url ?? null,
    shape,
    mode,
    processes: processes.length,
    concurrency,
  };
  const order = { peer: peer.id, surroundings };
  await processes[0]!.ask('prepare', order);
  await server.admin.query('checkpoint');
  await Promise.all(processes.map((one) => one.ask('open', order)));
}

async function shut({ processes }: Stage): Promise<void> {
  await Promise.all(processes.map((one) => one.ask('shut', null)));
}

async function untilComplete({ processes }: Stage, steps: number): Promise<{ at: number }> {
  const [first, ...others] = processes as [EngineProcess, ...EngineProcess[]];
  if (others.length === 0) return first.ask('settle', { steps });
  for (;;) {
    const counts = await Promise.all(processes.map((one) => one.ask('handled', null)));
    if (counts.reduce((sum, count) => sum + count, 0) >= steps) return first.ask('settle', { steps: 0 });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

interface Moment {
  readonly writes: WriteCounters;
  readonly storeCpu: number | null;
}

async function momentOf({ server, store }: Stage): Promise<Moment> {
  const storeCpu = serverCpuSeconds(store.redis?.pid ?? server.pid);
  if (store.redis === null) return { storeCpu, writes: await readWriteCounters(server.admin) };
  return { storeCpu, writes: { walBytes: await store.redis.appendedBytes(), writingTransactions: NaN } };
}

async function useOf({ processes }: Stage): Promise<{ handled: number; cpuSeconds: number }> {
  const uses = await Promise.all(processes.map((one) => one.ask('use', null)));
  const sum = (figure: 'handled' | 'cpuSeconds') => uses.reduce((total, use) => total + use[figure], 0);
  return { handled: sum('handled'), cpuSeconds: sum('cpuSeconds') };
}

interface Span {
  readonly begin: Moment;
  readonly end: Moment;
  readonly nodeCpu: number;
}

function workFigures(steps: number, seconds: number, span: Span) {
  return { stepsPerSecond: steps / seconds, ...useFigures(steps, span) };
}

function useFigures(steps: number, { begin, end, nodeCpu }: Span) {
  const storeCpu = begin.storeCpu === null || end.storeCpu === null ? null : end.storeCpu - begin.storeCpu;
  const transactions = end.writes.writingTransactions - begin.writes.writingTransactions;
  return {
    nodeCpuSecondsPer1000Steps: (nodeCpu * 1_000) / steps,
    storeCpuSecondsPer1000Steps: storeCpu === null ? null : (storeCpu * 1_000) / steps,
    cpuSecondsPer1000Steps: storeCpu === null ? null : ((nodeCpu + storeCpu) * 1_000) / steps,
    logBytesPerStep: (end.writes.walBytes - begin.writes.walBytes) / steps,
    writingTransactionsPerStep: Number.isNaN(transactions) ? null : transactions / steps,
  };
}

function named(ending: string, figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [`${name}${ending}`, figure]));
}

/** When it fails the processes are killed, and what was under way with them fails unheard. */
async function within<T>({ limitSeconds, peer, workload }: RunPlan, run: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`${peer.id} took more than ${limitSeconds} s for ${workload.name} (--limit)`));
    timer = setTimeout(late, limitSeconds * 1_000);
  });
  try {
    return await Promise.race([run, expiry]);
  } finally {
    clearTimeout(timer);
    run.catch(() => undefined);
  }
}
