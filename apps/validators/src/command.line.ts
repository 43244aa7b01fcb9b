import { parseArgs } from 'node:util';

/** What cannot be used of a command line or of the environment; the message says what to give. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A flag that holds a URL. */
export interface UrlFlag {
  /** Environment variable that is used without the flag. */
  readonly variable: string;
  readonly fallback: string;
}

/** What a command line asks for. */
export interface ValidatorArguments<Flag extends string> {
  readonly help: boolean;
  readonly verbose: boolean;
  readonly urls: Readonly<Record<Flag, string>>;
}

/** Reads `--verbose`, `--help` and the flags that hold URLs; a flag goes before its variable. @throws UsageError */
export function readArguments<Flag extends string>(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  flags: Readonly<Record<Flag, UrlFlag>>,
): ValidatorArguments<Flag> {
  const names = Object.keys(flags) as Flag[];
  const values = parsed(argv, names);
  const urlOf = (name: Flag): string => {
    const { variable, fallback } = flags[name];
    const given = values[name];
    return typeof given === 'string' ? checkedUrl(given, `--${name}`) : checkedUrl(env[variable] || fallback, variable);
  };
  const urls = Object.fromEntries(names.map((name) => [name, urlOf(name)])) as Record<Flag, string>;
  return { help: values.help === true, verbose: values.verbose === true, urls };
}

function parsed(argv: readonly string[], names: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const flag = { type: 'boolean' } as const;
  const url = { type: 'string' } as const;
  const options = { help: flag, verbose: flag, ...Object.fromEntries(names.map((name) => [name, url])) };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}; --help lists the options`);
  }
}

function checkedUrl(text: string, place: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return text.replace(/\/+$/, '');
  throw new UsageError(`${place} "${text}" is no http or https URL`);
}
