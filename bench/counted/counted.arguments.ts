import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.arguments.js';
import { DRIVES, driveName, type Drive } from './drive.shapes.js';

/** What the check was asked for. */
export interface CountedArguments {
  readonly drives: readonly Drive[];
  /** Whether the figures of this run are the expected ones from now on. */
  readonly update: boolean;
  /** File of the expected figures. */
  readonly expected: string;
  /** File for everything that was found; null: none. */
  readonly json: string | null;
  readonly limitSeconds: number;
}

/** A line that says how the check is called. */
export const USAGE = `npm run bench:check -- [options]
  --only TEXT       drives whose names contain it (${DRIVES.map(driveName).join('; ')})
  --update          keeps the figures of this run as the expected ones
  --expected FILE   the expected figures (default bench/counted/expected.json)
  --json FILE       writes everything that was found
  --limit SECONDS   longest time of the run (default 300)`;

/** Reads the command line. @throws ArgumentError naming the argument that cannot be used */
export function readArguments(words: readonly string[]): CountedArguments | 'help' {
  const { help, only, update, expected, json, limit } = parse(words);
  if (help === true) return 'help';
  const drives = DRIVES.filter((drive) => driveName(drive).includes(only ?? ''));
  if (drives.length === 0) throw new ArgumentError(`--only: no drive contains '${only}'; there are ${DRIVES.map(driveName).join('; ')}`);
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) throw new ArgumentError(`--limit: '${limit}' is not a number from 1 on`);
  return {
    drives,
    update: update ?? false,
    expected: expected ?? 'bench/counted/expected.json',
    json: json ?? null,
    limitSeconds: Number(limit ?? 300),
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ args: [...words], options: { only: text, update: flag, expected: text, json: text, limit: text, help: flag } })
      .values;
  } catch (error) {
    throw new ArgumentError((error as Error).message);
  }
}
