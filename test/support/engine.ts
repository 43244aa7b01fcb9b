import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Orchestrator, TaskerModule, type TaskerOptions, type TaskView } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { expectSound } from './audit.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { WorkerSession, type Coverage } from './worker.session.js';
import { RecordedLogs } from './recorded.logs.js';

type Options = Omit<TaskerOptions, 'database' | 'auth'> & { database?: TaskerOptions['database'] };

/** An application with the engine in it. */
export interface EngineApp {
  readonly module: TestingModule;
  readonly orchestrator: Orchestrator;
  /** Creates a task and waits until it rests. */
  run(handler: Type<object>, context?: Record<string, unknown>): Promise<TaskView>;
  close(): Promise<void>;
}

/** A database of one test, or of a group of them, with applications and sessions that are closed after it. */
export interface Engine {
  readonly url: string;
  /** A session that only observes. */
  readonly client: pg.Client;
  readonly logs: RecordedLogs;
  rows<Row extends object = Record<string, any>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Opens another connection. */
  session(options?: pg.ClientConfig): Promise<pg.Client>;
  /** Opens a connection that speaks to the engine's functions as a live worker. */
  worker(client?: pg.Client, coverage?: Coverage): Promise<WorkerSession>;
  /** Starts an application; its worker looks for work every 100 ms and drains for at most a second. */
  app(handlers: Type<object>[], options?: Options): Promise<EngineApp>;
}

interface State {
  database: TestDatabase;
  client: pg.Client;
  sessions: pg.Client[];
  apps: EngineApp[];
  logs: RecordedLogs;
}

/**
 * Gives each test a database, applications and sessions; afterwards closes them and runs the audit.
 * `guarded: false` leaves out the triggers that watch every write, for tests of plans; `shared: true` gives all tests of the group the same
 * ones, for tests that leave nothing to each other.
 */
export function useEngine({ guarded = true, empty = false, shared = false } = {}): Engine {
  let state: State;
  const [before, after] = shared ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    const database = await createTestDatabase({ empty, guarded });
    const client = await connect({ connectionString: database.url });
    state = { database, client, sessions: [], apps: [], logs: new RecordedLogs() };
  });
  after(async () => {
    await Promise.all(state.sessions.map((session) => session.end().catch(() => undefined)));
    await Promise.all(state.apps.map((app) => app.close()));
    try {
      await expectSound(state.client);
    } finally {
      await state.client.end();
      await state.database.drop();
    }
  });
  return {
    get url() {
      return state.database.url;
    },
    get client() {
      return state.client;
    },
    get logs() {
      return state.logs;
    },
    rows: async <Row extends object>(text: string, values?: unknown[]) => (await state.client.query<Row>(text, values)).rows,
    session: async (options) => {
      const session = await connect({ connectionString: state.database.url, ...options });
      state.sessions.push(session);
      return session;
    },
    async worker(client, coverage) {
      return WorkerSession.register(client ?? (await this.session()), coverage);
    },
    app: async (handlers, options = {}) => {
      const app = await startApp(handlers, { database: { url: state.database.url }, ...options, logs: state.logs });
      state.apps.push(app);
      return app;
    },
  };
}

/** Starts an application with the engine; the caller closes it. */
export async function startApp(
  handlers: Type<object>[],
  { logs, worker, ...options }: Options & { database: TaskerOptions['database']; logs: RecordedLogs },
): Promise<EngineApp> {
  const module = await Test.createTestingModule({
    imports: [
      TaskerModule.forRoot({
        ...options,
        worker: worker === false ? false : { pollInterval: '100ms', drainTimeout: '1s', ...worker },
        api: false,
      }),
    ],
    providers: handlers,
  })
    .setLogger(logs)
    .compile();
  await module.init();
  const orchestrator = module.get(Orchestrator);
  let closing: Promise<void> | undefined;
  return {
    module,
    orchestrator,
    run: async (handler, context = {}) => orchestrator.waitForTask(await orchestrator.createTask(handler, { context }), { timeout: '30s' }),
    close: () => (closing ??= module.close()),
  };
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  // Tests cut connections on purpose; the error reaches whoever runs a statement on it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
