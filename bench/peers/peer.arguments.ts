import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.arguments.js';
import type { Peer } from './peer.engine.js';
import { PEER_WORKLOADS, type PeerWorkload } from './peer.workloads.js';

/** What the comparison was asked for. */
export interface PeerArguments {
  readonly rounds: number;
  readonly workloads: readonly PeerWorkload[];
  readonly peers: readonly Peer[];
  /** `worker.concurrency` of this project's engine, for every workload. */
  readonly concurrency: number;
  /** Seconds that one run of one engine may take. */
  readonly limitSeconds: number;
  /** File for the figures as JSON; null: none. */
  readonly json: string | null;
  /** File for the chart; null: none. */
  readonly chart: string | null;
  /** File with figures of an earlier run, which are shown instead of measuring; null: measure. */
  readonly from: string | null;
}

/** Lines that say how the comparison is called. */
export function usageOf(peers: readonly Peer[]): string {
  return `npm run bench:peers -- [options]
  --rounds N          runs of each engine in each workload, in turn; medians are reported (default 5)
  --only W1,W4        these workloads only (${PEER_WORKLOADS.map(({ name }) => name).join(', ')})
  --engines LIST      these engines only (${peers.map(({ id }) => id).join(', ')})
  --concurrency N     worker.concurrency of the engine 'tasker' (default 256)
  --limit SECONDS     longest time of one run (default 120)
  --json FILE         writes every figure of every round
  --chart FILE        draws the medians as SVG
  --from FILE         measures nothing: shows, and draws, what an earlier run has written by --json`;
}

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readPeerArguments(words: readonly string[], peers: readonly Peer[]): PeerArguments | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  return {
    rounds: count('rounds', values.rounds) ?? 5,
    workloads: chosen({ option: 'only', list: values.only, known: PEER_WORKLOADS, wordOf: ({ name }) => name }),
    peers: chosen({ option: 'engines', list: values.engines, known: peers, wordOf: ({ id }) => id }),
    concurrency: count('concurrency', values.concurrency) ?? 256,
    limitSeconds: count('limit', values.limit) ?? 120,
    json: values.json ?? null,
    chart: values.chart ?? null,
    from: values.from ?? null,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    rounds: text,
    only: text,
    engines: text,
    concurrency: text,
    limit: text,
    json: text,
    chart: text,
    from: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new ArgumentError((error as Error).message);
  }
}

function count(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new ArgumentError(`--${name}: '${text}' is not a number from 1 to 999999`);
  return Number(text);
}

interface Choice<T> {
  readonly option: string;
  readonly list: string | undefined;
  readonly known: readonly T[];
  wordOf(one: T): string;
}

/** Those that are named, in the order in which they are known; without a list all. */
function chosen<T>({ option, list, known, wordOf }: Choice<T>): readonly T[] {
  if (list === undefined) return known;
  const words = list.split(',').map((word) => word.trim().toLowerCase());
  for (const word of words) {
    if (!known.some((one) => wordOf(one).toLowerCase() === word)) {
      throw new ArgumentError(`--${option}: '${word}' is unknown; known are ${known.map(wordOf).join(', ')}`);
    }
  }
  return known.filter((one) => words.includes(wordOf(one).toLowerCase()));
}
