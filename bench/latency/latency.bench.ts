import { cpus, release, type } from 'node:os';
import { BenchServer } from '../server/bench.server.js';
import { idleStudy } from './idle.study.js';
import type { LatencyArguments, Study } from './latency.arguments.js';
import type { LatencyRow } from './latency.room.js';
import { loadStudy, type LoadStudy } from './load.study.js';
import { restingStudy, type RestingCost } from './resting.study.js';
import { retryStudy } from './retry.study.js';

const LOAD_SECONDS = 20;
const RESTING_SECONDS = 60;

/** What was found; null: not asked for. */
export interface LatencyResult {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly idle: readonly LatencyRow[] | null;
  readonly load: LoadStudy | null;
  readonly retry: readonly LatencyRow[] | null;
  readonly resting: readonly RestingCost[] | null;
}

/** Studies what was asked for on a server of its own. `say` receives a line when a study begins. */
export async function runLatencyBench(wanted: LatencyArguments, say: (line: string) => void): Promise<LatencyResult> {
  const server = await BenchServer.launch({ profile: false });
  const study = async <T>(name: Study, run: () => Promise<T>): Promise<T | null> => {
    if (!wanted.studies.includes(name)) return null;
    say(`${name} ...`);
    return within(wanted.limitSeconds, run(), name);
  };
  try {
    return {
      machine: await describeMachine(server),
      idle: await study('idle', () => idleStudy(server, wanted)),
      load: await study('load', () => loadStudy(server, { seconds: wanted.seconds ?? LOAD_SECONDS })),
      retry: await study('retry', () => retryStudy(server, wanted)),
      resting: await study('resting', () => restingStudy(server, { seconds: wanted.seconds ?? RESTING_SECONDS })),
    };
  } finally {
    await server.stop();
  }
}

/** The bench ends on this error, and its processes and its server with it. */
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

async function describeMachine(server: BenchServer): Promise<LatencyResult['machine']> {
  const { rows } = await server.admin.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit') order by name`,
  );
  return {
    date: new Date().toISOString(),
    system: `${type()} ${release()}`,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
  };
}
