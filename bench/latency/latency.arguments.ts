import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.arguments.js';

/** What can be studied. */
export const STUDIES = ['idle', 'load', 'retry', 'resting'] as const;
export type Study = (typeof STUDIES)[number];

/** What the studies of latency were asked for. */
export interface LatencyArguments {
  readonly studies: readonly Study[];
  /** Tasks one after the other, for each case of `idle`. */
  readonly tasks: number;
  /** How long each case of `load` and of `resting` is watched; null: 20 and 60. */
  readonly seconds: number | null;
  /** Turns of eight retries, for each case of `retry`. */
  readonly turns: number;
  /** File for the figures as JSON; null: none. */
  readonly json: string | null;
  /** Seconds that one study may take. */
  readonly limitSeconds: number;
}

export const USAGE = `npm run bench:latency -- [options]
  --only idle,load  these studies only (${STUDIES.join(', ')})
  --tasks N         tasks one after the other in each case of idle (default 500)
  --seconds N       how long each case of load and resting is watched (default 20 and 60)
  --turns N         turns of eight retries in each case of retry (default 5)
  --json FILE       writes every figure
  --limit SECONDS   longest time of one study (default 600)`;

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readLatencyArguments(words: readonly string[]): LatencyArguments | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  return {
    studies: chosen(values.only),
    tasks: count('tasks', values.tasks) ?? 500,
    seconds: count('seconds', values.seconds),
    turns: count('turns', values.turns) ?? 5,
    json: values.json ?? null,
    limitSeconds: count('limit', values.limit) ?? 600,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { only: text, tasks: text, seconds: text, turns: text, json: text, limit: text, help: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new ArgumentError((error as Error).message);
  }
}

function count(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new ArgumentError(`--${name}: '${text}' is not a number from 1 to 9,999,999`);
  return Number(text);
}

function chosen(only: string | undefined): readonly Study[] {
  if (only === undefined) return STUDIES;
  const names = only.split(',').map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !STUDIES.some((study) => study === name));
  if (unknown !== undefined) throw new ArgumentError(`--only: '${unknown}' is no study; known are ${STUDIES.join(', ')}`);
  return STUDIES.filter((study) => names.includes(study));
}
