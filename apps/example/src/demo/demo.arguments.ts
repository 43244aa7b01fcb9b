import { parseArgs } from 'node:util';
import { DemoError } from './demo.error.js';

/** What the command line and the environment ask for. */
export interface DemoArguments {
  readonly help: boolean;
  readonly file: string;
  /** How many orders to send; undefined: those of the file, once. More than the file has: its orders again, under new numbers. */
  readonly orders: number | undefined;
  readonly url: string;
  /** Sent as a bearer token; undefined: the application lets everybody in. */
  readonly token: string | undefined;
}

/** What `--help` prints. */
export const USAGE = `Sends the orders of a file to the running example application and shows how they go on.

  npm run demo -- [--file <orders.json>] [--orders <number>]

  --file <path>      file of orders (default apps/example/orders.json)
  --orders <number>  how many to send, 1 to 5000 (default: all of the file, once)
  --help             this text

Environment: TASKER_URL, where the application listens (default http://127.0.0.1:PORT, PORT default 3000);
  TASKER_TOKEN, a token or API key when it asks for one.
Exit code: 0 every order rests as expected, 1 one does not, or nothing moved for a minute, 2 the demo could not go on.`;

/** Reads the command line. Throws DemoError. */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv, defaultFile: string): DemoArguments {
  const { values } = parse(argv);
  return {
    help: values.help ?? false,
    file: values.file ?? defaultFile,
    orders: values.orders === undefined ? undefined : readCount(values.orders),
    url: readUrl(env),
    token: env.TASKER_TOKEN || undefined,
  };
}

function parse(argv: readonly string[]) {
  try {
    const options = { file: { type: 'string' }, orders: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ args: [...argv], options, allowPositionals: false });
  } catch (error) {
    throw new DemoError(`${(error as Error).message.split('. ')[0]}; --help lists the options`);
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count >= 1 && count <= 5_000) return count;
  throw new DemoError(`--orders ${text}: give a whole number from 1 to 5000`);
}

function readUrl(env: NodeJS.ProcessEnv): string {
  const text = env.TASKER_URL || `http://127.0.0.1:${env.PORT || '3000'}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.replace(/\/+$/, '');
  throw new DemoError(`"${text}" is no http or https URL: correct TASKER_URL or PORT`);
}
