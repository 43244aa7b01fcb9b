import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ConfigurationError } from '../model/errors.js';
import { taskerEntities } from '../model/tasker.entities.js';
import { describeFailure } from './database.failure.js';
import { EngineDatabase } from './engine.database.js';
import { bindTaskerEntities } from './entity.binding.js';
import { assertMigrated, migrateDatabase } from './schema.installer.js';
import { checkSchemaName } from './schema.name.js';
import { settleSessions } from './session.owner.js';
import { SessionPins } from './session.pins.js';
import type { RouteSettings } from './session.terms.js';

/** Where the engine's rows are, checked. */
export interface DatabaseSettings extends RouteSettings {
  readonly connection: { readonly url: string } | { readonly dataSource: DataSource };
  readonly schema: string;
  readonly migrate: boolean;
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
}

const RETRY_MS = { first: 250, most: 2_000 };
/** Whose the first sessions are taken to be. */
const ASSUMED = { none: 'own', transaction: 'shared', 'found out': 'unknown' } as const;

/**
 * Connects, migrates if asked, and hands out the engine's database. A server that cannot be reached is tried again until the time
 * limit; a server that answers "no" (password, unknown database) is not.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<EngineDatabase> {
  const { connection, schema } = settings;
  checkSchemaName(schema);
  const owned = 'url' in connection;
  const pins = new SessionPins(ASSUMED[settings.pooler ?? 'found out']);
  const dataSource = owned ? await connect(connection.url, settings, pins) : connection.dataSource;
  try {
    const database = new EngineDatabase(dataSource, schema, owned);
    await settleSessions(database, settings, pins);
    if (!owned || database.sessions.shared) await checkIsolation(database);
    if (settings.migrate) await migrateDatabase({ dataSource }, { schema });
    else await assertMigrated({ dataSource }, { schema });
    await readClock(database);
    return database;
  } catch (error) {
    if (owned) await dataSource.destroy();
    throw error;
  }
}

/** The engine's functions run under read committed only; in sessions of its own it pins that, others say what they begin with. */
async function checkIsolation(database: EngineDatabase): Promise<void> {
  const [row] = await database.records<{ isolation: string }>("select current_setting('default_transaction_isolation') as isolation");
  if (row?.isolation === 'read committed') return;
  throw new ConfigurationError(
    `database.${database.owned ? 'url' : 'dataSource'}: its sessions begin with transaction isolation '${row?.isolation}', tasker needs ` +
      `'read committed': change default_transaction_isolation of the role, database or connection${database.owned ? '' : ', or give database.url'}`,
  );
}

/** Ids of tasks say when they are created, by the clock of the database: also the first one's. */
async function readClock(database: EngineDatabase): Promise<void> {
  const asked = Date.now();
  const [row] = await database.records<{ ms: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as ms');
  database.clock.learn(row!.ms, asked);
}

async function connect(url: string, { schema, poolSize, connectTimeoutMs }: DatabaseSettings, pins: SessionPins): Promise<DataSource> {
  const logger = new Logger('TaskerDatabase');
  const until = performance.now() + connectTimeoutMs;
  for (let wait = RETRY_MS.first; ; wait = Math.min(wait * 2, RETRY_MS.most)) {
    try {
      const dataSource = await dataSourceFor({ url, schema, poolSize }, pins).initialize();
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

function dataSourceFor(place: { url: string; schema: string; poolSize: number }, pins: SessionPins): DataSource {
  return new DataSource({
    type: 'postgres',
    ...place,
    entities: taskerEntities,
    installExtensions: false,
    applicationName: 'nestjs-tasker',
    connectTimeoutMS: 5_000,
    extra: { onConnect: pins.pin, keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
}

/**
 * The server was reached and said no: five-character codes of classes 28 (authorisation) and 3D (no such database). PgBouncer has one code for
 * everything, and words.
 */
function isAnswer(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === '08P01') return /authentication failed|no such (database|user)|database .* does not exist/i.test(String(message));
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
