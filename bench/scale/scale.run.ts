import { cpus } from 'node:os';
import { medianFigures, type Figures } from '../measure/statistics.js';
import { withClient } from '../server/bench.server.js';
import type { RunSurroundings } from '../workloads/run.surroundings.js';
import { runThroughput } from '../workloads/throughput.run.js';
import { insertFinished } from './finished.history.js';
import type { ScaleArguments } from './scale.arguments.js';
import { ScaleServers } from './scale.servers.js';
import type { ScalePoint, Study } from './scale.studies.js';

/** All runs of one point and their medians; no runs: `left` says why. */
export interface PointResult {
  readonly point: ScalePoint;
  readonly rounds: readonly Figures[];
  readonly medians: Figures | null;
  readonly left: string | null;
}

/** What one study found. */
export interface StudyResult {
  readonly study: Study;
  readonly points: readonly PointResult[];
}

/** Everything that one call found. */
export interface ScaleResult {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly studies: readonly StudyResult[];
}

type Say = (line: string) => void;

/** Runs the studies one after the other. `say` receives a line when something begins or ends. */
export async function runScale({ studies, rounds, limitSeconds }: ScaleArguments, say: Say): Promise<ScaleResult> {
  const servers = await ScaleServers.launch();
  const bench = new ScaleRun(servers, { rounds, limitSeconds, say });
  try {
    const results: StudyResult[] = [];
    for (const study of studies) results.push(study.name === 'finished' ? await bench.fuller(study) : await bench.interleaved(study));
    const { rows } = await servers.own.admin.query<{ setting: string }>(`select setting from pg_settings where name = 'server_version'`);
    const machine = { date: new Date().toISOString(), cores: cpus().length, node: process.version, postgres: rows[0]!.setting, rounds };
    return { machine, studies: results };
  } finally {
    await servers.stop();
  }
}

interface Wanted {
  readonly rounds: number;
  readonly limitSeconds: number;
  readonly say: Say;
}

class ScaleRun {
  private runs = 0;

  constructor(
    private readonly servers: ScaleServers,
    private readonly wanted: Wanted,
  ) {}

  /** Every point once in each round, so that a minute in which the machine is slow strikes all of them. */
  async interleaved(study: Study): Promise<StudyResult> {
    const found = new Map<ScalePoint, Figures[]>(study.points.map((point) => [point, []]));
    const left = new Map<ScalePoint, string>();
    for (let round = 1; round <= this.wanted.rounds; round += 1) {
      for (const [point, figures] of found) {
        if (left.has(point)) continue;
        const result = await this.run(study, point, round);
        if (typeof result === 'string') left.set(point, result);
        else figures.push(result);
      }
    }
    return { study, points: study.points.map((point) => resultOf(point, found.get(point)!, left.get(point) ?? null)) };
  }

  /** One database that gets fuller and fuller; beside each of its runs one in an empty database. */
  async fuller(study: Study): Promise<StudyResult> {
    const { own } = this.servers;
    const [empty, ...full] = study.points;
    const compared: Figures[] = [];
    const results: PointResult[] = [];
    await own.withDatabase('scale_finished', async (url) => {
      for (const point of full) {
        const begun = performance.now();
        const added = await withClient(url, (client) => insertFinished(client, point.finished!));
        if (added > 0) this.wanted.say(`finished: ${added} steps inserted in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
        const figures: Figures[] = [];
        for (let round = 1; round <= this.wanted.rounds; round += 1) {
          compared.push(await this.measure(study, empty!, { server: own, round }));
          figures.push(await this.measure(study, point, { server: own, round, url }));
        }
        results.push(resultOf(point, figures, null));
      }
    });
    return { study, points: [resultOf(empty!, compared, null), ...results] };
  }

  private async run(study: Study, point: ScalePoint, round: number): Promise<Figures | string> {
    const place = await this.servers.of(point);
    if (typeof place === 'string') {
      this.wanted.say(`${study.name} ${point.label}: left out, ${place}`);
      return place;
    }
    return this.measure(study, point, { ...place, round });
  }

  private async measure(study: Study, point: ScalePoint, where: Pick<RunSurroundings, 'server' | 'url' | 'workerUrl'> & { round: number }) {
    const { round, ...place } = where;
    const database = `scale_${(this.runs += 1)}`;
    const surroundings = { ...place, database, concurrency: point.concurrency, variant: point.variant };
    const what = `${study.name} ${point.label} in round ${round}`;
    const { figures } = await within(this.wanted.limitSeconds, runThroughput(point.workload, surroundings), what);
    this.wanted.say(`round ${round}  ${study.name}  ${point.label}: ${Math.round(figures['stepsPerSecond']!)} steps/s`);
    return figures;
  }
}

function resultOf(point: ScalePoint, rounds: readonly Figures[], left: string | null): PointResult {
  return { point, rounds, medians: rounds.length === 0 ? null : medianFigures(rounds), left };
}

/** The process ends on this error, and its worker processes and its servers with it. */
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
