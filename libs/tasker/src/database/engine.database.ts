import { Logger } from '@nestjs/common';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { types, type ClientConfig, type CustomTypesConfig, type Pool, type QueryArrayConfig, type QueryConfig } from 'pg';
import { describeFailure, failureKind, hintedFailure } from './database.failure.js';
import { ConfigurationError } from '../model/errors.js';
import { quoteIdentifier } from './schema.name.js';
import { ServerClock } from './server.clock.js';
import { OWN_SESSIONS, type SessionTerms } from './session.terms.js';

/** A statement of the engine: prepared once per connection under its name, where connections are sessions. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Most time it may take, in milliseconds. Default 30 s. */
  readonly limitMs?: number;
  /** JSON and arrays of texts come as their text: the caller parses them, if it does. */
  readonly jsonAsText?: boolean;
}

/** Types jsonb and text[]. */
const DOCUMENTS: readonly number[] = [3802, 1009];
const JSON_AS_TEXT: { readonly types: CustomTypesConfig } = {
  types: { getTypeParser: (id: number) => (DOCUMENTS.includes(id) ? String : (types.getTypeParser(id) as (value: string) => unknown)) },
};

/** Most time a statement of the engine may take before the client gives its connection up. */
const STATEMENT_LIMIT_MS = 30_000;

/**
 * The engine's PostgreSQL: one pool, shared with TypeORM, and the name of the schema in it.
 * The hot path speaks `pg` directly on that pool.
 */
export class EngineDatabase {
  readonly pool: Pool;
  /** The quoted schema, for SQL text. */
  readonly prefix: string;
  readonly clock = new ServerClock();
  /** What its connections may rely on; whoever opens it finds that out. */
  sessions: SessionTerms = OWN_SESSIONS;
  private longestWaitMs = 0;

  constructor(
    readonly dataSource: DataSource,
    readonly schema: string,
    /** True when the engine made the DataSource and must close it. */
    readonly owned: boolean,
  ) {
    this.pool = poolOf(dataSource);
    this.prefix = quoteIdentifier(schema);
  }

  /** Name of the database, for messages. */
  get name(): string {
    return String((this.dataSource.driver as { database?: string }).database ?? '');
  }

  /** What a connection outside the pool is opened with: the pool's own settings, for the engine's database and not the host's default one. */
  get connection(): ClientConfig {
    const { host, port, user, password, database, ssl, connectionString } = (this.pool as unknown as { options: ClientConfig }).options;
    return connectionString ? { connectionString, ssl } : { host, port, user, password, database, ssl };
  }

  /** Runs a statement of the engine and returns its rows as arrays. */
  async rows<Row extends readonly unknown[]>(statement: Statement): Promise<Row[]> {
    const config: QueryArrayConfig & { query_timeout: number } = {
      name: this.sessions.prepares ? `${this.schema}.${statement.name}` : undefined,
      text: statement.text,
      values: statement.values as unknown[],
      rowMode: 'array',
      query_timeout: Math.min(statement.limitMs ?? STATEMENT_LIMIT_MS, STATEMENT_LIMIT_MS),
      ...(statement.jsonAsText === true ? JSON_AS_TEXT : {}),
    };
    const asked = performance.now();
    const client = await this.pool.connect();
    this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - asked);
    // The pool listens only while a client is idle. A session that is ended in the moment of its answer says so while nobody waits for
    // anything: without a listener that ends the process.
    let broken = false;
    const onError = () => (broken = true);
    client.on('error', onError);
    try {
      const { rows } = await client.query<Row>(config);
      client.release(broken);
      return rows;
    } catch (error) {
      // A connection that gave no answer may still be busy with the statement: it must not serve anybody else.
      client.release(broken || failureKind(error) === 'unknown');
      throw hintedFailure(error);
    } finally {
      client.off('error', onError);
    }
  }

  /**
   * Has so many sessions of the pool make the plans of a worker's calls, side by side. It only saves the first calls time: what fails is left to
   * them. Does nothing where sessions are shared, for they are somebody else's in the next moment.
   */
  async prepareSessions(count: number): Promise<void> {
    if (this.sessions.shared) return;
    const one = () => this.records(`select ${this.prefix}.prepare_session()`).catch(unprepared);
    await Promise.all(Array.from({ length: count }, one));
  }

  /** From now on a pool of the engine's own gives the last so many sessions not back while nothing happens: others would plan anew. */
  keepSessions(count: number): void {
    if (this.owned && !this.sessions.shared) this.pool.options.min = count;
  }

  /** Longest wait for a pooled connection since the last reading, in milliseconds. */
  takeLongestWait(): number {
    const longest = this.longestWaitMs;
    this.longestWaitMs = 0;
    return longest;
  }

  /** Runs a plain statement and returns its rows as objects. */
  async records<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    // Behind a pooler, and in a host's pool, no session limits it.
    const config: QueryConfig & { query_timeout: number } = { text, values: values as unknown[], query_timeout: STATEMENT_LIMIT_MS };
    return (await this.pool.query<Row>(config)).rows;
  }

  async close(): Promise<void> {
    if (this.owned && this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

function unprepared(error: unknown): void {
  new Logger('TaskerDatabase').debug(`a session makes its plans at its first calls: ${describeFailure(error)}`);
}

function poolOf(dataSource: DataSource): Pool {
  const options: DataSourceOptions = dataSource.options;
  const master = (dataSource.driver as { master?: unknown }).master;
  if (options.type !== 'postgres' || master === undefined) {
    throw new ConfigurationError(
      `database.dataSource: tasker needs an initialised DataSource of type 'postgres', this one is of type '${options.type}'` +
        (master === undefined ? ' and not initialised' : ''),
    );
  }
  return master as Pool;
}
