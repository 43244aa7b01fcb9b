import { getDataSourceToken } from '@nestjs/typeorm';
import { TaskerModule, type DatabaseOptions } from 'nestjs-tasker';
import type { DataSource } from 'typeorm';
import { describe, expect, inject, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { startPgBouncer, withoutPgBouncer, type PgBouncerServer } from '../../support/pgbouncer.server.js';
import { single } from '../../support/workflows.js';
import { useHosts } from '../module/hosts.js';

const Job = single(() => ({ done: true }));

describe.skipIf(withoutPgBouncer)('what lies between the engine and the server is found out', () => {
  const engine = useEngine();
  const { start, refusal } = useHosts(engine);
  const behind = async (settings: Record<string, string>, work: (url: string, bouncer: PgBouncerServer) => Promise<void>) => {
    const bouncer = await startPgBouncer(inject('serverUrl'), settings);
    try {
      await work(bouncer.urlOf(engine.client.database!), bouncer);
    } finally {
      await bouncer.stop();
    }
  };
  const at = (database: DatabaseOptions) => TaskerModule.forRoot({ database, worker: { pollInterval: '50ms' }, api: false });
  const shown = async (app: EngineApp, setting: string) => {
    const dataSource = app.module.get<DataSource>(getDataSourceToken('tasker'), { strict: false });
    const [row] = await dataSource.query<{ value: string }[]>('select current_setting($1) as value', [setting]);
    return row!.value;
  };

  it('a pooler that shares sessions, even a single one: the engine works, and a warning says what to write', async () => {
    await behind({ default_pool_size: '1' }, async (url) => {
      const app = await engine.app([Job], { database: { url } });
      expect((await app.run(Job)).state).toBe('complete');
      expect(await shown(app, 'statement_timeout')).toBe('0');
      await app.close();
    });
    expect(engine.logs.with('warn')).toEqual([expect.stringContaining("database.pooler: 'transaction'")]);
  });

  it('a pooler that gives each connection a session: as without one, and nobody is warned', async () => {
    await behind({ pool_mode: 'session' }, async (url) => {
      const app = await engine.app([Job], { database: { url } });
      expect((await app.run(Job)).state).toBe('complete');
      expect(await shown(app, 'statement_timeout')).toBe('30s');
      expect(await engine.rows("select from pg_stat_activity where query like 'listen %' and datname = current_database()")).toHaveLength(
        1,
      );
      await app.close();
    });
    expect(engine.logs.with('warn')).toEqual([]);
  });

  it('a pooler without transactions: the start is refused with what to change', async () => {
    await behind({ pool_mode: 'statement' }, async (url) => {
      const error = await refusal(at({ url }));
      expect(error).toMatchObject({ name: 'ConfigurationError' });
      expect(error.message).toMatch(/^database: the pooler refuses transactions: .*set pool_mode = transaction/);
    });
  });

  it("told that there is none, it fails where sessions are shared, and says database.pooler: 'transaction'", async () => {
    await behind({ default_pool_size: '1' }, async (url) => {
      const app = await engine.app([Job], { database: { url, pooler: 'none' }, worker: false });
      const created = Promise.all([1, 2].map(() => app.orchestrator.createTask(Job, { context: {} })));
      await expect(created).rejects.toThrow("database.pooler: 'transaction'");
      await app.close();
    });
  });

  it('a pooler that says no is not tried again until the time is over', async () => {
    await behind({}, async (url) => {
      const error = await refusal(at({ url: url.replace(/[^/]*$/, 'nowhere'), connectTimeout: '1d' }));
      expect(error.message).toMatch(/^database\.url: 127\.0\.0\.1:\d+\/nowhere refused the connection: database "nowhere" does not exist/);
    });
  });

  it('sessions that begin with another isolation level are refused', async () => {
    await engine.rows(`alter database ${engine.client.database} set default_transaction_isolation = 'repeatable read'`);
    await behind({}, async (url) => {
      const error = await refusal(at({ url, pooler: 'transaction' }));
      expect(error.message).toMatch(/^database\.url: its sessions begin with transaction isolation 'repeatable read'/);
    });
  });

  it('a pooler that goes away and comes back: the work goes on', async () => {
    const gates = new Gates();
    const Held = single(() => gates.pass('held'));
    const first = await startPgBouncer(inject('serverUrl'));
    const url = first.urlOf(engine.client.database!);
    const app = await engine.app([Held], { database: { url, pooler: 'transaction' } });
    const { taskId } = await app.orchestrator.createTask(Held, { context: {} });
    await gates.reached('held');
    await first.stop();
    gates.open('held');
    const second = await startPgBouncer(inject('serverUrl'), { listen_port: new URL(url).port });
    await eventually(
      async () => (await engine.rows("select from tasker.tasks where task_id = $1 and state = 'complete'", [taskId])).length === 1,
    );
    await app.close();
    await second.stop();
  });

  it('processes that start together on an empty database install the schema once', async () => {
    await behind({ default_pool_size: '2' }, async (url) => {
      const database = { url, schema: 'together', pooler: 'transaction' as const };
      const modules = await Promise.all([1, 2, 3].map(() => start(at(database))));
      expect(await engine.rows('select count(*)::integer as runs from together.migrations')).toEqual([{ runs: 1 }]);
      await Promise.all(modules.map((module) => module.close()));
    });
  });
});

describe('database.preparedStatements', () => {
  const engine = useEngine();
  const prepared = async (database: Omit<DatabaseOptions, 'url'>) => {
    const app = await engine.app([Job], { database: { url: engine.url, ...database }, worker: false });
    await app.orchestrator.createTask(Job, { context: {} });
    const dataSource = app.module.get<DataSource>(getDataSourceToken('tasker'), { strict: false });
    const rows = await dataSource.query("select from pg_prepared_statements where name like 'tasker.%'");
    return (rows as unknown[]).length > 0;
  };

  it('is on where a connection is a session', async () => expect(await prepared({})).toBe(true));
  it('may be off', async () => expect(await prepared({ preparedStatements: false })).toBe(false));
  it('is off behind a pooler that shares sessions', async () => expect(await prepared({ pooler: 'transaction' })).toBe(false));
  it('may be on there too', async () => expect(await prepared({ pooler: 'transaction', preparedStatements: true })).toBe(true));
});
