import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ConfigurationError } from '../model/errors.js';
import { taskerEntities } from '../model/tasker.entities.js';
import { describeFailure } from './database.failure.js';
import { EngineDatabase, pinSession } from './engine.database.js';
import { bindTaskerEntities } from './entity.binding.js';
import { assertMigrated, migrateDatabase } from './schema.installer.js';
import { checkSchemaName } from './schema.name.js';

/** Where the engine's rows are, checked. */
export interface DatabaseSettings {
  readonly connection: { readonly url: string } | { readonly dataSource: DataSource };
  readonly schema: string;
  readonly migrate: boolean;
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
}

const RETRY_MS = { first: 250, most: 2_000 };

/**
 * Connects, migrates if asked, and hands out the engine's database. A server that cannot be reached is tried again until the time
 * limit; a server that answers "no" (password, unknown database) is not.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<EngineDatabase> {
  const { connection, schema } = settings;
  checkSchemaName(schema);
  const owned = 'url' in connection;
  const dataSource = owned ? await connect(connection.url, settings) : connection.dataSource;
  try {
    const database = new EngineDatabase(dataSource, schema, owned);
    if (!owned) await checkIsolation(database);
    if (settings.migrate) await migrateDatabase({ dataSource }, { schema });
    else await assertMigrated({ dataSource }, { schema });
    await readClock(database);
    return database;
  } catch (error) {
    if (owned) await dataSource.destroy();
    throw error;
  }
}

/** The engine's functions run under read committed only; pools of its own pin it, a host's says what its sessions begin with. */
async function checkIsolation(database: EngineDatabase): Promise<void> {
  const [row] = await database.records<{ isolation: string }>("select current_setting('default_transaction_isolation') as isolation");
  if (row?.isolation === 'read committed') return;
  throw new ConfigurationError(
    `database.dataSource: its sessions begin with transaction isolation '${row?.isolation}', tasker needs 'read committed': ` +
      'change default_transaction_isolation of the role, database or connection, or give database.url',
  );
}

/** Ids of tasks say when they are created, by the clock of the database: also the first one's. */
async function readClock(database: EngineDatabase): Promise<void> {
  const asked = Date.now();
  const [row] = await database.records<{ ms: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as ms');
  database.clock.learn(row!.ms, asked);
}

async function connect(url: string, { schema, poolSize, connectTimeoutMs }: DatabaseSettings): Promise<DataSource> {
  const logger = new Logger('TaskerDatabase');
  const until = performance.now() + connectTimeoutMs;
  for (let wait = RETRY_MS.first; ; wait = Math.min(wait * 2, RETRY_MS.most)) {
    try {
      const dataSource = await dataSourceFor(url, schema, poolSize).initialize();
      bindTaskerEntities(dataSource, schema);
      return dataSource;
    } catch (error) {
      const where = placeOf(url);
      if (isAnswer(error))
        throw new ConfigurationError(`database.url: ${where} refused the connection: ${describeFailure(error)}`, { cause: error });
      if (performance.now() >= until) {
        throw new ConfigurationError(
          `database.url: ${where} could not be reached within ${connectTimeoutMs} ms (database.connectTimeout): ${describeFailure(error)}`,
          { cause: error },
        );
      }
      logger.warn(`${where} cannot be reached, trying again in ${wait} ms: ${describeFailure(error)}`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, until - performance.now())));
    }
  }
}

function dataSourceFor(url: string, schema: string, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema,
    entities: taskerEntities,
    installExtensions: false,
    poolSize,
    applicationName: 'nestjs-tasker',
    connectTimeoutMS: 5_000,
    extra: { onConnect: pinSession, keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
}

/** The server was reached and said no: five-character codes of classes 28 (authorisation) and 3D (no such database). */
function isAnswer(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.length === 5 && (code.startsWith('28') || code.startsWith('3D'));
}

/** Host, port and database of a URL: never its user or password. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
  } catch {
    return 'the database';
  }
}
