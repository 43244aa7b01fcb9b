import { parseArgs } from 'node:util';
import { alsoWatched, WATCHED, WORKLOADS, type Watched, type Workload } from './workloads/workload.catalog.js';

/** What the bench was asked for. */
export interface BenchArguments {
  readonly rounds: number;
  readonly workloads: readonly Workload[];
  /** File for the figures as JSON; null: none. */
  readonly json: string | null;
  /** Finished steps of the readiness figures; null: not measured. */
  readonly rows: number | null;
  /** Tasks among which lists are read; null: none are. */
  readonly lists: number | null;
  /** Whether graphs of 10,000 steps are analysed. */
  readonly graphs: boolean;
  /** Whether it is measured how late live changes are told. */
  readonly live: boolean;
  /** `worker.concurrency`; null: the engine's default. */
  readonly concurrency: number | null;
  /** Seconds that one run of one workload may take. */
  readonly limitSeconds: number;
  /** Whether the server counts statements and functions, which slows it down. */
  readonly profile: boolean;
}

/** The latest 20,000 are unfinished: of fewer tasks nothing could be said. */
const FEWEST_LISTED = 50_000;

/** A line that says how the bench is called. */
export const USAGE = `npm run bench -- [options]
  --rounds N        runs of each workload, in turn; medians are reported (default 3)
  --only W1,W4      these workloads only (${WORKLOADS.map(({ name }) => name).join(', ')})
  --also LIST       each throughput workload once more, watched as said, in every round (${WATCHED.join(', ')})
  --scale N         N times as many tasks in the throughput workloads (default 1)
  --rows N          also measures readiness with N finished steps present
  --lists N         also reads lists among N tasks, 50,000 or more
  --live            also measures how late live changes are told
  --graphs          also analyses tasks of 10,000 steps
  --json FILE       writes every figure of every round
  --concurrency N   worker.concurrency (default: the engine's)
  --limit SECONDS   longest time of one run (default 120)
  --profile         also counts statements and functions in the server: figures are then not comparable`;

/** The arguments cannot be used; the message says which and why. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readArguments(words: readonly string[]): BenchArguments | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  const scale = count('scale', values.scale) ?? 1;
  return {
    rounds: count('rounds', values.rounds) ?? 3,
    workloads: chosen(values.only)
      .map((workload) => (workload.kind === 'throughput' ? { ...workload, tasks: workload.tasks * scale } : workload))
      .flatMap((workload) => alsoWatched(workload, watchers(values.also))),
    json: values.json ?? null,
    rows: count('rows', values.rows),
    lists: count('lists', values.lists, FEWEST_LISTED),
    graphs: values.graphs ?? false,
    live: values.live ?? false,
    concurrency: count('concurrency', values.concurrency),
    limitSeconds: count('limit', values.limit) ?? 120,
    profile: values.profile ?? false,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    rounds: text,
    only: text,
    also: text,
    scale: text,
    rows: text,
    lists: text,
    graphs: flag,
    live: flag,
    json: text,
    concurrency: text,
    limit: text,
    profile: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new ArgumentError((error as Error).message);
  }
}

function count(name: string, text: string | undefined, least = 1): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text) || Number(text) < least)
    throw new ArgumentError(`--${name}: '${text}' is not a number from ${least} on`);
  return Number(text);
}

function watchers(also: string | undefined): readonly Watched[] {
  if (also === undefined) return [];
  return also.split(',').map((word) => {
    const found = WATCHED.find((one) => one === word.trim().toLowerCase());
    if (found === undefined) throw new ArgumentError(`--also: '${word}' is unknown; known are ${WATCHED.join(', ')}`);
    return found;
  });
}

function chosen(only: string | undefined): readonly Workload[] {
  if (only === undefined) return WORKLOADS;
  const names = only.split(',').map((name) => name.trim().toUpperCase());
  for (const name of names) {
    if (!WORKLOADS.some((workload) => workload.name === name)) {
      throw new ArgumentError(`--only: '${name}' is no workload; known are ${WORKLOADS.map((workload) => workload.name).join(', ')}`);
    }
  }
  return WORKLOADS.filter(({ name }) => names.includes(name));
}
