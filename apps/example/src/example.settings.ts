import { StartupError } from './startup.error.js';

/** What the environment says about how to run. */
export interface ExampleSettings {
  /** `PORT`, default 3000. */
  readonly port: number;
  /** `DATABASE_URL`; undefined: an embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
}

/** Reads the environment. Throws StartupError. */
export function readSettings(env: NodeJS.ProcessEnv): ExampleSettings {
  const databaseUrl = env.DATABASE_URL === '' ? undefined : env.DATABASE_URL;
  if (env.NODE_ENV === 'production' && databaseUrl === undefined) {
    throw new StartupError(
      'NODE_ENV is production and DATABASE_URL is not set: give the URL of a PostgreSQL, postgres://user:secret@host:5432/database',
    );
  }
  return { port: readPort(env.PORT), databaseUrl };
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 3000;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new StartupError(`PORT is "${text}": give a whole number from 1 to 65535`);
}
