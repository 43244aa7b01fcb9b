import type { DatabaseSettings } from './database/database.opener.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';

const NO_DATABASE =
  'TaskerModule: no database. Set database.url (postgres://…) or database.dataSource; for a trial without PostgreSQL see ' +
  'startEmbeddedPostgres() in nestjs-tasker/embedded.';

/** The options of `database`, checked, with every default applied. */
export function databaseSettings(database: Section): DatabaseSettings {
  const url = database.text('url');
  const dataSource = database.get('dataSource') as DatabaseSettings['connection'] extends infer C
    ? C extends { dataSource: infer D }
      ? D
      : never
    : never;
  if (url === undefined && dataSource === undefined) throw new ConfigurationError(NO_DATABASE);
  if (url !== undefined && dataSource !== undefined) throw new ConfigurationError('database: give url or dataSource, not both');
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url))
    throw new ConfigurationError('database.url: must begin with postgres:// or postgresql://');
  if (dataSource !== undefined && database.has('poolSize'))
    throw new ConfigurationError('database.poolSize: the pool of database.dataSource is used');
  return {
    connection: url === undefined ? { dataSource } : { url },
    schema: database.text('schema') ?? 'tasker',
    migrate: database.flag('migrate', true),
    // Two calls of the worker in flight, its heartbeat, and the API beside them.
    poolSize: database.integer('poolSize', { default: 10, min: 4, max: 1_000 }),
    connectTimeoutMs: database.duration('connectTimeout', '30s'),
    pooler: pooler(database.get('pooler')),
    preparedStatements: database.has('preparedStatements') ? database.flag('preparedStatements', true) : null,
  };
}

function pooler(given: unknown): DatabaseSettings['pooler'] {
  if (given === undefined) return null;
  if (given === 'none' || given === 'transaction') return given;
  throw new ConfigurationError(
    "database.pooler: must be 'none' or 'transaction'; a pooler that gives each connection a session for itself is as good as none",
  );
}
