import { launchEmbeddedPostgres } from 'nestjs-tasker/embedded';

/** Where the orders are kept. */
export interface ExampleDatabase {
  readonly url: string;
  /** For a person: never with the password. */
  readonly description: string;
  /** Ends what was started for this process; leaves a server of somebody else alone. */
  close(): Promise<void>;
}

/** The database of this URL, or an embedded PostgreSQL that keeps its rows in `.tasker/postgres` of the working directory. */
export async function openDatabase(url: string | undefined): Promise<ExampleDatabase> {
  if (url !== undefined) return { url, description: 'PostgreSQL of DATABASE_URL', close: () => Promise.resolve() };
  const server = await launchEmbeddedPostgres();
  return {
    url: server.url,
    description: `embedded PostgreSQL on 127.0.0.1:${server.port}, data in ${server.dataDirectory}`,
    close: () => server.stop(),
  };
}
