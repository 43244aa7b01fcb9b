import { cpus, release, type } from 'node:os';
import { medianFigures, type Figures } from '../measure/statistics.js';
import { BenchServer } from '../server/bench.server.js';
import type { PeerArguments } from './peer.arguments.js';
import type { Peer } from './peer.engine.js';
import { installedVersion } from './peer.packages.js';
import { runsOf } from './peer.order.js';
import type { EngineResult, PeersResult, WorkloadRuns } from './peer.result.js';
import { runPeer } from './peer.run.js';
import type { PeerWorkload } from './peer.workloads.js';
import { launchRedis } from './redis.server.js';

interface Cell extends WorkloadRuns {
  readonly rounds: Figures[];
  readonly failures: string[];
}

/** Runs every engine in every workload in turn; the order of the engines moves on by one a round. `say` receives a line for each run. */
export async function comparePeers(wanted: PeerArguments, say: (line: string) => void): Promise<PeersResult> {
  const redis = await redisVersion();
  const peers = wanted.peers.filter((peer) => redis !== null || !peer.needsRedis);
  const server = await BenchServer.launch({ profile: false });
  try {
    const cells = new Map(peers.map((peer) => [peer, new Map(wanted.workloads.map((workload) => [workload, cellOf(peer, workload)]))]));
    for (let round = 0; round < wanted.rounds; round += 1) {
      for (const { workload, peer } of runsOf(round, { workloads: wanted.workloads, peers })) {
        const cell = cells.get(peer)!.get(workload)!;
        if (cell.workflows === 0) continue;
        const found = await attempt({ server, peer, workload, cell, wanted });
        say(`round ${round + 1}  ${workload.name.padEnd(5)}  ${peer.id.padEnd(15)}  ${found}`);
      }
    }
    return {
      machine: await describeMachine(server, { wanted, redis }),
      workloads: wanted.workloads.map(({ name, title, mode }) => ({ name, title, mode })),
      engines: peers.map((peer) => engineResult(peer, cells.get(peer)!)),
      leftOut: wanted.peers.filter((peer) => !peers.includes(peer)).map(({ name }) => ({ name, reason: 'redis-server is not installed' })),
    };
  } finally {
    await server.stop();
  }
}

interface Attempt {
  readonly server: BenchServer;
  readonly peer: Peer;
  readonly workload: PeerWorkload;
  readonly cell: Cell;
  readonly wanted: PeerArguments;
}

/** A run that fails is told of and counted; the others go on. */
async function attempt({ server, peer, workload, cell, wanted }: Attempt): Promise<string> {
  const { concurrency, limitSeconds } = wanted;
  try {
    const figures = await runPeer({ server, peer, workload, workflows: cell.workflows, concurrency, limitSeconds });
    cell.rounds.push(figures);
    return headline(figures);
  } catch (error) {
    const { message } = error as Error;
    cell.failures.push(message);
    return `FAILED: ${message.split('\n', 1)[0]}`;
  }
}

function cellOf({ exceptions }: Peer, { name, workflows }: PeerWorkload): Cell {
  const exception = exceptions?.[name];
  return { workflows: exception?.workflows ?? workflows, exception: exception?.reason ?? null, rounds: [], failures: [] };
}

function engineResult(peer: Peer, cells: ReadonlyMap<PeerWorkload, Cell>): EngineResult {
  const { id, name, packageName, settings, remark, runsAtCreation } = peer;
  const results = [...cells].map(([workload, cell]) => [workload.name, { ...cell, medians: medianFigures(cell.rounds) }] as const);
  const version = packageName === null ? null : installedVersion(packageName);
  return { id, name, version, settings, remark, runsAtCreation, results: Object.fromEntries(results) };
}

function headline({ stepsPerSecond, p50Ms, roundTrips }: Figures): string {
  if (stepsPerSecond != null) return `${Math.round(stepsPerSecond)} steps/s`;
  return `p50 ${p50Ms?.toFixed(2)} ms of ${roundTrips}`;
}

async function redisVersion(): Promise<string | null> {
  const redis = await launchRedis();
  await redis?.stop();
  return redis?.version ?? null;
}

async function describeMachine(server: BenchServer, { wanted, redis }: { wanted: PeerArguments; redis: string | null }) {
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
    rounds: wanted.rounds,
    concurrency: wanted.concurrency,
    redis,
    ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
  };
}
