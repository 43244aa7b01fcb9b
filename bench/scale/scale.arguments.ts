import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.arguments.js';
import { STUDIES, studyOf, type Study } from './scale.studies.js';

/** What the bench of scale was asked for. */
export interface ScaleArguments {
  readonly studies: readonly Study[];
  readonly rounds: number;
  /** Seconds that one run of one point may take. */
  readonly limitSeconds: number;
  /** File for the figures as JSON; null: none. */
  readonly json: string | null;
}

/** A line that says how the bench is called. */
export const SCALE_USAGE = `npm run bench:scale -- [options]
  --only LIST       these studies only (${STUDIES.join(', ')})
  --rounds N        runs of each point, in turn; medians are reported (default 3)
  --steps N         steps of a run, about (default 20,000)
  --finished N      most finished steps in the tables, 10 or more (default 1,000,000; 10,000,000 take 8 GB and some minutes)
  --limit SECONDS   longest time of one run (default 120)
  --json FILE       writes every figure of every round`;

const SIZE = { steps: 20_000, mostFinished: 1_000_000 };

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readScaleArguments(words: readonly string[]): ScaleArguments | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  const size = {
    steps: count('steps', values.steps) ?? SIZE.steps,
    mostFinished: count('finished', values.finished, 10) ?? SIZE.mostFinished,
  };
  return {
    studies: chosen(values.only).map((name) => studyOf(name, size)),
    rounds: count('rounds', values.rounds) ?? 3,
    limitSeconds: count('limit', values.limit) ?? 120,
    json: values.json ?? null,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...words],
      options: { only: text, rounds: text, steps: text, finished: text, limit: text, json: text, help: { type: 'boolean' } },
    }).values;
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

function chosen(only: string | undefined): readonly (typeof STUDIES)[number][] {
  if (only === undefined) return STUDIES;
  const names = only.split(',').map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !STUDIES.some((known) => known === name));
  if (unknown !== undefined) throw new ArgumentError(`--only: '${unknown}' is no study; known are ${STUDIES.join(', ')}`);
  return STUDIES.filter((name) => names.includes(name));
}
