import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { getDataSourceToken } from '@nestjs/typeorm';
import { ConfigurationError, Orchestrator, TaskerModule, type DatabaseOptions } from 'nestjs-tasker';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import type { DataSource } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single, workflow } from '../../support/workflows.js';
import { runTask, useHosts } from './hosts.js';

const Pair = workflow('pair', {
  first: { run: ({ task }) => ({ n: (task.context as { n: number }).n }) },
  second: { dependsOn: 'first', run: ({ sequence }) => ({ n: (sequence.results('first') as { n: number }).n + 1 }) },
});

describe('the database of the engine', () => {
  const engine = useEngine();
  const { start, refusal } = useHosts(engine);
  const engineAt = (database: DatabaseOptions) => TaskerModule.forRoot({ database, api: false });
  const workerlessAt = (database: DatabaseOptions) => TaskerModule.forRoot({ database, api: false, worker: false });
  const changed = (change: (url: URL) => void) => {
    const url = new URL(engine.url);
    change(url);
    return url.href;
  };

  describe('that says no', () => {
    it.each([
      ['a wrong password', (url: URL) => (url.password = 'hunter2'), 'password authentication failed'],
      ['an unknown database', (url: URL) => (url.pathname = '/nowhere'), 'database "nowhere" does not exist'],
      ['an unknown user', (url: URL) => (url.username = 'nobody_here'), 'password authentication failed'],
    ])('for %s ends the start at once, without its password in the error', async (_, change, words) => {
      const url = changed((given) => void change(given));
      const error = await refusal(workerlessAt({ url, connectTimeout: '10m' }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toMatch(/^database\.url: 127\.0\.0\.1:\d+\/\w+ refused the connection: /);
      expect(error.message).toContain(words);
      expect(JSON.stringify([error.message, error.stack])).not.toContain(new URL(url).password);
      expect(engine.logs.with('trying again')).toEqual([]);
    });
  });

  describe('that cannot be reached', () => {
    let door: Server | undefined;
    afterEach(() => door?.close());

    /** A port at which nothing listens until `open`: then what comes is passed on to the server. */
    async function closedDoor() {
      const server = createServer((socket) => {
        const { port } = new URL(engine.url);
        const behind = connect(Number(port), '127.0.0.1');
        socket.on('error', () => behind.destroy()).pipe(behind);
        behind.on('error', () => socket.destroy()).pipe(socket);
      });
      door = server;
      const listen = (port: number) => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
      await listen(0);
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      return { port, open: () => listen(port) };
    }

    it('is tried again for as long as connectTimeout says; one error then names the place, not the password', async () => {
      const { port } = await closedDoor();
      const url = changed((given) => (given.port = String(port)));
      const error = await refusal(workerlessAt({ url, connectTimeout: '600ms' }));
      expect(error).toBeInstanceOf(ConfigurationError);
      const place = `127.0.0.1:${port}${new URL(url).pathname}`;
      expect(error.message).toMatch(
        new RegExp(`^database\\.url: ${place} could not be reached within 600 ms \\(database\\.connectTimeout\\): .*ECONNREFUSED`),
      );
      expect(engine.logs.with('cannot be reached, trying again in 250 ms').length).toBe(1);
      expect(JSON.stringify([error.message, error.stack, engine.logs.with('')])).not.toContain(new URL(url).password);
    });

    it('is not tried again with a connectTimeout of 0', async () => {
      const { port } = await closedDoor();
      await refusal(workerlessAt({ url: changed((given) => (given.port = String(port))), connectTimeout: 0 }));
      expect(engine.logs.with('trying again')).toEqual([]);
    });

    it('is used once it answers', async () => {
      const { port, open } = await closedDoor();
      const url = changed((given) => (given.port = String(port)));
      const starting = start(engineAt({ url, connectTimeout: '20s' }), { providers: [Pair] });
      await eventually(() => engine.logs.with('trying again').length > 0, { what: 'the first failed try' });
      await open();
      expect((await runTask(await starting, 'pair', { n: 1 })).results).toEqual({ first: { n: 1 }, second: { n: 2 } });
    });
  });

  describe('and its schema', () => {
    const audit = (schema: string) => engine.rows(`select * from "${schema}".audit_tasks()`);

    it.each(['Tasker', '1st', 'a-b', 'a"; drop schema tasker; --', 'pg_tasker', '', 'a'.repeat(49)])(
      'is refused when it is %j, before anything is opened',
      async (schema) => {
        const error = await refusal(workerlessAt({ url: 'postgres://127.0.0.1:1/nothing', schema }));
        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error.message).toMatch(/^database\.schema: /);
      },
    );

    it('may have another name, a word of SQL even: everything of the engine is there', async () => {
      const module = await start(engineAt({ url: engine.url, schema: 'order' }), { providers: [Pair] });
      expect((await runTask(module, 'pair', { n: 1 })).state).toBe('complete');
      expect(await engine.rows('select count(*)::integer as tasks from "order".tasks')).toEqual([{ tasks: 1 }]);
      expect(await engine.rows('select count(*)::integer as tasks from tasker.tasks')).toEqual([{ tasks: 0 }]);
      expect(await audit('order')).toEqual([]);
    });

    it('of two applications of one process may differ: each sees and runs its own tasks', async () => {
      const [one, two] = await Promise.all(
        ['one', 'two'].map((schema) => start(engineAt({ url: engine.url, schema }), { providers: [Pair] })),
      );
      const done = await Promise.all([runTask(one!, 'pair', { n: 1 }), runTask(two!, 'pair', { n: 10 }), runTask(two!, 'pair', { n: 20 })]);
      expect(done.map(({ results }) => (results as { second: { n: number } }).second.n)).toEqual([2, 11, 21]);
      const listed = await Promise.all([one!, two!].map((module) => module.get(Orchestrator).listTasks()));
      expect(listed.map(({ tasks }) => tasks.length)).toEqual([1, 2]);
      await expect(one!.get(Orchestrator).getTask(done[1].taskId)).rejects.toThrow('there is no task');
      const workers = await engine.rows(
        'select (select count(distinct worker_id) from one.workflow_step_transitions)::integer as one, (select count(*) from two.workers)::integer as two',
      );
      expect(workers).toEqual([{ one: 1, two: 1 }]);
      for (const schema of ['one', 'two']) expect(await audit(schema)).toEqual([]);
    });

    it('of two applications of one process may be in two databases', async () => {
      const other = await createTestDatabase();
      const [here, there] = await Promise.all([engine.url, other.url].map((url) => start(engineAt({ url }), { providers: [Pair] })));
      await Promise.all([runTask(here!, 'pair', { n: 1 }), runTask(there!, 'pair', { n: 2 }), runTask(there!, 'pair', { n: 3 })]);
      const counts = await Promise.all([here!, there!].map(async (module) => (await module.get(Orchestrator).listTasks()).tasks.length));
      expect(counts).toEqual([1, 2]);
      await there!.close();
      await other.drop();
    });
  });

  it('has as many connections as poolSize says, under the name of the engine', async () => {
    const module = await start(workerlessAt({ url: engine.url, poolSize: 5 }), { providers: [single(() => ({}))] });
    const orchestrator = module.get(Orchestrator);
    await Promise.all(Array.from({ length: 40 }, () => orchestrator.createTask({ name: 'single', context: {} })));
    const sessions = await engine.rows(
      "select count(*)::integer as sessions from pg_stat_activity where datname = current_database() and application_name = 'nestjs-tasker'",
    );
    expect(sessions).toEqual([{ sessions: 5 }]);
  });

  it('pins what its sessions run under', async () => {
    await engine.client.query(`alter database ${engine.client.database} set timezone = 'Asia/Tokyo'`);
    const module = await start(workerlessAt({ url: engine.url }));
    const dataSource = module.get<DataSource>(getDataSourceToken('tasker'), { strict: false });
    expect(await dataSource.query('show timezone')).toEqual([{ TimeZone: 'UTC' }]);
    expect(await dataSource.query('show default_transaction_isolation')).toEqual([{ default_transaction_isolation: 'read committed' }]);
  });
});

describe('database.migrate', () => {
  const engine = useEngine({ guarded: false });
  const { start, refusal } = useHosts(engine);
  const withoutMigrating = (schema: string) => TaskerModule.forRoot({ database: { url: engine.url, schema, migrate: false }, api: false });

  it('installs the schema by default', async () => {
    await start(TaskerModule.forRoot({ database: { url: engine.url, schema: 'fresh' }, api: false }));
    expect(await engine.rows('select name from fresh.migrations')).toHaveLength(1);
  });

  it('false refuses to start where the schema is not there, and installs nothing', async () => {
    const error = await refusal(withoutMigrating('absent'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(/^database\.migrate is false and schema 'absent' does not hold the engine's tables: /);
    expect(await engine.rows("select from pg_namespace where nspname = 'absent'")).toEqual([]);
  });

  it('false starts where the schema is there', async () => {
    await migrateDatabase({ url: engine.url }, { schema: 'given' });
    const module = await start(withoutMigrating('given'), { providers: [Pair] });
    expect((await runTask(module, 'pair', { n: 1 })).state).toBe('complete');
  });

  it('is done once by applications that start together', async () => {
    const together = Array.from({ length: 4 }, () =>
      start(TaskerModule.forRoot({ database: { url: engine.url, schema: 'together' }, api: false }), { providers: [Pair] }),
    );
    const [first] = await Promise.all(together);
    expect((await runTask(first!, 'pair', { n: 1 })).state).toBe('complete');
    expect(await engine.rows('select name from together.migrations')).toHaveLength(1);
  });
});
