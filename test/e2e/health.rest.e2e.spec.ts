import { Controller, Get } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Orchestrator, StepHandler, TaskerHealthIndicator, TaskHandler } from 'nestjs-tasker';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { Gates } from '../support/gates.js';
import { execute } from '../support/template.database.js';
import { ADAPTERS, GREETING, startHost, type HostApplication, type HostOptions } from './host.application.js';

const gates = new Gates();
const FRESH = { cacheDuration: 0 } as const;

@TaskHandler({ namespace: 'e2e', name: 'gated', version: '1.0.0' })
class Gated {
  @StepHandler()
  async wait() {
    await gates.pass('step');
  }
}

@Controller('healthz')
class HostHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly tasker: TaskerHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.tasker.isHealthy('engine')]);
  }
}

describe('health over REST', () => {
  const hosts: HostApplication[] = [];

  async function start({ options, ...rest }: HostOptions = {}): Promise<HostApplication> {
    const host = await startHost({ ...rest, options: { health: FRESH, cache: false, analytics: { maxAge: 0 }, ...options } });
    hosts.push(host);
    return host;
  }
  async function sql(host: HostApplication, text: string): Promise<void> {
    const client = new pg.Client({ connectionString: host.database });
    await client.connect();
    await client.query(text);
    await client.end();
  }
  const ready = async (host: HostApplication) => {
    const { status, body } = await host.http.get('/tasker/health/ready');
    return [status, body.ready, body.failed_checks];
  };
  const status = async (host: HostApplication) => (await host.http.get('/tasker/health/status').expect(200)).body;

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });

  it.each(ADAPTERS)('says on %s that the process lives, is ready, and how the system does', async (adapter) => {
    const host = await start({ adapter, worker: true });
    const { body } = await host.http.get('/tasker/health/live').expect(200).expect('cache-control', 'no-cache, no-store, must-revalidate');
    expect(body).toEqual({ alive: true, timestamp: expect.stringMatching(/Z$/), service: 'tasker' });
    const answer = await host.http.get('/tasker/health/ready').expect(200).expect('cache-control', 'no-cache, no-store, must-revalidate');
    expect(answer.body).toEqual({
      ready: true,
      checks: {
        database: { status: 'healthy', message: 'the database answers', response_time_ms: expect.any(Number) },
        migrations: { status: 'healthy', message: expect.stringMatching(/^the schema is at version \d{13}$/) },
        event_loop: { status: 'healthy', message: expect.stringContaining('held up') },
        worker: { status: 'healthy', message: 'the worker claims' },
      },
      failed_checks: [],
      message: 'ready',
      timestamp: expect.stringMatching(/Z$/),
      check_duration: expect.any(Number),
    });
    expect(await status(host)).toMatchObject({
      healthy: true,
      status: 'healthy',
      problems: [],
      metrics: { tasks: { total: 0 }, steps: { total: 0 }, retries: { in_backoff: 0 } },
      database: { max_connections: expect.any(Number), pool: { waiting: 0 } },
      queue: { ready_steps: 0, oldest_ready_seconds: null, workers: 1 },
      performance_analytics: { task_throughput: 0, analysis_period: '1 hour' },
      cached: false,
    });
  });

  it('is not ready while the database is away, tells nobody where it is, and is ready again when it is back', async () => {
    const host = await start();
    const name = new URL(host.database).pathname.slice(1);
    await execute(inject('serverUrl'), `alter database ${name} allow_connections false`);
    await execute(inject('serverUrl'), `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    expect(await ready(host)).toEqual([503, false, ['database', 'migrations']]);
    expect((await host.http.get('/tasker/health/ready')).text).not.toContain(name);
    await host.http.get('/tasker/health/live').expect(200);
    await execute(inject('serverUrl'), `alter database ${name} allow_connections true`);
    await eventually(async () => (await ready(host))[0] === 200, { what: 'ready again' });
  });

  it('waits no longer than its time limit for a connection', async () => {
    const host = await start({ options: { health: { ...FRESH, readinessTimeout: 50 } } });
    const pool = (host.app.get<DataSource>(getDataSourceToken('tasker')).driver as unknown as { master: pg.Pool }).master;
    const held = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
    const { body } = await host.http.get('/tasker/health/ready').expect(503);
    expect(body.checks.database).toMatchObject({ status: 'unhealthy', message: 'the database does not answer within 50 ms' });
    for (const client of held) client.release();
    // The limit is short: a busy machine may need a second look.
    await eventually(async () => (await ready(host))[0] === 200, { what: 'ready again' });
  });

  it('is not ready with an older schema, a lost lease, or a process that is held up', async () => {
    const host = await start({ worker: true, options: { health: { ...FRESH, thresholds: { eventLoopDelay: 150 } } } });
    // The first look begins to measure.
    const heldUp = async () => {
      const until = performance.now() + 300;
      while (performance.now() < until);
      return (await ready(host))[2].includes('event_loop');
    };
    await eventually(heldUp, { what: 'it was seen that the process was held up' });
    await sql(host, 'update tasker.workers set lost_at = clock_timestamp()');
    expect((await ready(host))[2]).toContain('worker');
    await sql(host, "comment on table tasker.tasks is 'nestjs-tasker schema 1'");
    expect((await ready(host))[2]).toEqual(expect.arrayContaining(['migrations']));
  });

  describe('where answers are kept', () => {
    let host: HostApplication;
    beforeAll(async () => {
      host = await startHost({
        worker: true,
        providers: [Gated],
        options: { health: { cacheDuration: '1h' }, cache: false, analytics: { maxAge: 0 } },
      });
    });
    afterAll(() => host.close());

    it('is found out once for all who ask, and kept', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => host.http.get('/tasker/health/ready')));
      await sql(host, "comment on table tasker.tasks is 'nestjs-tasker schema 1'");
      answers.push(await host.http.get('/tasker/health/ready'));
      expect(new Set(answers.map(({ body }) => body.timestamp)).size).toBe(1);
      expect([(await status(host)).cached, (await status(host)).cached]).toEqual([false, true]);
    });

    it('is not ready from the moment on at which the application begins to close, while its worker finishes', async () => {
      expect(await ready(host)).toEqual([200, true, []]);
      await host.app.get(Orchestrator).createTask(Gated, { context: {} });
      await gates.reached('step');
      const closing = host.app.close();
      expect(await ready(host)).toEqual([503, false, ['lifecycle']]);
      gates.open('step');
      await closing;
    });
  });

  it('says what is beyond a threshold, and fails for it only where that is asked for', async () => {
    const thresholds = { queueAge: 1, connectionUtilization: 0, errorRate: 0 };
    const host = await start({ options: { health: { ...FRESH, thresholds } } });
    expect((await status(host)).problems).toEqual(['connection_utilization']);
    const { body } = await host.http.post('/tasker/tasks').send(GREETING).expect(201);
    // Counts are kept for a multiple of what they cost, however short the answer is kept.
    await eventually(async () => (await status(host)).metrics.tasks.total === 1, { what: 'the count' });
    expect(await status(host)).toMatchObject({
      healthy: false,
      status: 'unhealthy',
      problems: ['connection_utilization', 'queue_age', 'workers'],
      metrics: { tasks: { total: 1, pending: 1 }, steps: { total: 4, pending: 4 } },
      queue: { ready_steps: 1, unfinished_tasks: 1, workers: 0 },
    });
    await sql(host, `update tasker.tasks set requested_at = now() where task_id = '${body.task.task_id}'`);
    const strict = await start({
      worker: true,
      database: host.database,
      options: { health: { ...FRESH, thresholds, failWhenUnhealthy: true } },
    });
    const failed = await strict.http
      .post('/tasker/tasks')
      .send({ ...GREETING, name: 'insult' })
      .expect(201);
    await eventually(async () => (await strict.http.get(`/tasker/tasks/${failed.body.task.task_id}`)).body.task.status === 'error', {
      what: 'it failed',
    });
    const answer = await strict.http.get('/tasker/health/status').expect(503);
    expect(answer.body.problems).toContain('error_rate');
  });

  describe('beside the checks of a host with callers', () => {
    const principals: Record<string, object> = {
      health: { id: 'health', permissions: ['tasker.health_status:index'] },
      confined: { id: 'confined', admin: true, namespaces: ['e2e'] },
      other: { id: 'other', permissions: ['tasker.task:show'] },
    };
    const authenticator = { authenticate: ({ headers }: any) => (principals[headers.authorization] ?? null) as never };
    let host: HostApplication;
    beforeAll(async () => {
      host = await startHost({
        auth: { authenticator },
        imports: [TerminusModule],
        controllers: [HostHealthController],
        options: { health: FRESH, cache: false, analytics: false },
      });
    });
    afterAll(() => host.close());

    it('gives the status to those who may know it, and not to who is confined to namespaces', async () => {
      const ask = (who: string) => host.http.get('/tasker/health/status').set('authorization', who);
      expect((await ask('health').expect(200)).body).toMatchObject({
        metrics: null,
        performance_analytics: null,
        queue: { ready_steps: 0 },
      });
      await ask('confined').expect(403);
      await ask('other').expect(403);
      await host.http.get('/tasker/health/status').expect(401);
      await host.http.get('/tasker/health/ready').expect(200);
      await host.http.get('/tasker/health/live').expect(200);
    });

    it('leaves the checks of the host alone, and is one of them where the host wants it', async () => {
      const { body } = await host.raw.get('/healthz').expect(200);
      expect(body).toMatchObject({ status: 'ok', details: { engine: { status: 'up', checks: { database: { status: 'healthy' } } } } });
      await sql(host, "comment on table tasker.tasks is 'nestjs-tasker schema 1'");
      const failed = await host.raw.get('/healthz').expect(503);
      expect(failed.body.error.engine.checks.migrations.status).toBe('unhealthy');
      await host.http.get('/tasker/health/live').expect(200);
    });
  });
});
