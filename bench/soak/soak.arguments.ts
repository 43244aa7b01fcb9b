import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.arguments.js';

/** `retention`: finished tasks are deleted after a short time, so tables are bounded. `kept`: nothing is deleted. */
const VARIANTS = ['retention', 'kept'] as const;
export type SoakVariant = (typeof VARIANTS)[number];

/** What the soak was asked for. */
export interface SoakArguments {
  /** Completed steps of each variant. */
  readonly steps: number;
  readonly variants: readonly SoakVariant[];
  /** Completed steps between two lines. */
  readonly every: number;
  readonly workers: number;
  /** `worker.concurrency`; null: the engine's default. */
  readonly concurrency: number | null;
  /** Most tasks that are unfinished at a time. */
  readonly backlog: number;
  /** Seconds that finished tasks are kept, with `retention`. */
  readonly ageSeconds: number;
  /** Whether a durable subscriber is told of every completed task. */
  readonly durable: boolean;
  /** Seconds for which a snapshot is held open from half of the steps on; null: none is. */
  readonly snapshotSeconds: number | null;
  /** Directory of heap snapshots of the first worker; null: none. */
  readonly heapDirectory: string | null;
  readonly json: string | null;
  /** Seconds after which a variant creates nothing more. */
  readonly limitSeconds: number;
}

/** A line that says how the soak is called. */
export const SOAK_USAGE = `npm run bench:soak -- [options]
  --steps N         completed steps of each variant (default 5000000)
  --only LIST       these variants only (${VARIANTS.join(', ')})
  --every N         completed steps between two lines (default 100000)
  --workers N       worker processes (default 1)
  --concurrency N   worker.concurrency (default: the engine's)
  --backlog N       most unfinished tasks at a time (default 2000)
  --age SECONDS     how long finished tasks are kept with retention (default 20)
  --durable         a durable subscriber is told of every completed task
  --snapshot SECONDS   a snapshot is held open for so long from half of the steps on; nothing is judged then
  --heap DIRECTORY  writes heap snapshots of the first worker after a fifth of the steps and at the end
  --json FILE       writes every figure
  --limit SECONDS   nothing is created any more after so long in one variant (default 7200)`;

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readSoakArguments(words: readonly string[]): SoakArguments | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  const steps = count('steps', values.steps) ?? 5_000_000;
  const every = count('every', values.every) ?? 100_000;
  if (every > steps) throw new ArgumentError(`--every: ${every} is more than --steps (${steps}): there would be no line`);
  return {
    steps,
    every,
    variants: chosen(values.only),
    workers: count('workers', values.workers) ?? 1,
    concurrency: count('concurrency', values.concurrency),
    backlog: count('backlog', values.backlog) ?? 2_000,
    ageSeconds: count('age', values.age) ?? 20,
    durable: values.durable ?? false,
    snapshotSeconds: count('snapshot', values.snapshot),
    heapDirectory: values.heap ?? null,
    json: values.json ?? null,
    limitSeconds: count('limit', values.limit) ?? 7_200,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const [numbers, texts, flags] = [
    { steps: text, every: text, workers: text, concurrency: text, backlog: text, age: text, snapshot: text, limit: text },
    { only: text, heap: text, json: text },
    { durable: flag, help: flag },
  ];
  try {
    return parseArgs({ args: [...words], options: { ...numbers, ...texts, ...flags } }).values;
  } catch (error) {
    throw new ArgumentError((error as Error).message);
  }
}

function count(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ArgumentError(`--${name}: '${text}' is not a number from 1 on`);
  return Number(text);
}

function chosen(only: string | undefined): readonly SoakVariant[] {
  if (only === undefined) return VARIANTS;
  const words = only.split(',').map((word) => word.trim().toLowerCase());
  for (const word of words) {
    if (!VARIANTS.some((variant) => variant === word)) {
      throw new ArgumentError(`--only: '${word}' is no variant; known are ${VARIANTS.join(', ')}`);
    }
  }
  return VARIANTS.filter((variant) => words.includes(variant));
}
