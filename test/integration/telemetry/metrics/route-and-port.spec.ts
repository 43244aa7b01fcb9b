import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Injectable, type CallHandler, type ExecutionContext, type INestApplication, type NestInterceptor } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { MetricsPort, TaskerMetrics, TaskerModule, type TaskerOptions, type TaskerStructure } from 'nestjs-tasker';
import { Counter, register } from 'prom-client';
import { map, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { MetricsLibrary } from '../../../../libs/tasker/src/telemetry/metrics/metrics.library.js';
import { useEngine } from '../../../support/engine.js';
import { samplesOf, sumOf } from '../../../support/metrics.js';
import { diamond } from '../../../support/workflows.js';

const FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

interface Host {
  readonly adapter?: 'express' | 'fastify';
  readonly telemetry?: TaskerOptions['telemetry'];
  readonly api?: TaskerStructure['api'];
  readonly imports?: any[];
  readonly controllers?: any[];
  readonly missing?: boolean;
  readonly configure?: (app: INestApplication) => void;
}

@Injectable()
class Wrapper implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

describe('metrics over HTTP', () => {
  const engine = useEngine();
  const open: (INestApplication | Server)[] = [];
  afterEach(async () => {
    for (const one of open.splice(0))
      await new Promise<void>((resolve) => void Promise.resolve(one.close(() => resolve())).then(() => resolve()));
    register.clear();
  });

  async function start({ adapter = 'express', telemetry, api, imports = [], missing = false, configure }: Host = {}) {
    const tasker = TaskerModule.forRoot({
      ...{ database: { url: engine.url, poolSize: 5 }, auth: 'none', worker: { pollInterval: '100ms', drainTimeout: '1s' } },
      ...(telemetry === undefined ? {} : { telemetry }),
      ...(api === undefined ? {} : { api }),
    });
    const builder = Test.createTestingModule({ imports: [tasker, ...imports], providers: [diamond()] });
    if (missing) builder.overrideProvider(MetricsLibrary).useValue({ promClient: null, nestPrometheus: () => null });
    const module = await builder.setLogger(engine.logs).compile();
    const app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(), { logger: engine.logs });
    configure?.(app);
    open.push(app);
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl(), metrics: app.get(TaskerMetrics), port: app.get(MetricsPort) };
  }
  const get = async (url: string, init?: RequestInit) => {
    const answer = await fetch(url, init);
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  };

  it.each(['express', 'fastify'] as const)('GET <api.path>/metrics on %s is a page that a scraper reads', async (adapter) => {
    const { url } = await start({ adapter, api: { path: 'internal/wf' } });
    const { status, type, body } = await get(`${url}/internal/wf/metrics`);
    expect([status, type]).toEqual([200, FORMAT]);
    expect(sumOf(samplesOf(body), 'tasker_pool_limit')).toBe(5);
    expect(sumOf(samplesOf(body), 'tasker_workers')).toBe(1);
    expect((await get(`${url}/internal/wf/metrics?name=x`)).status).toBe(400);
    expect((await get(`${url}/internal/wf/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('an interceptor of the host that wraps every body leaves the page as it is', async () => {
    const { url } = await start({ configure: (app) => app.useGlobalInterceptors(new Wrapper()) });
    expect(sumOf(samplesOf((await get(`${url}/tasker/metrics`)).body), 'tasker_pool_limit')).toBe(5);
  });

  it.each(['express', 'fastify'] as const)('without metrics the route on %s says so with 503 and the reason', async (adapter) => {
    const off = await start({ adapter, telemetry: { metrics: false } });
    expect(await get(`${off.url}/tasker/metrics`)).toMatchObject({
      status: 503,
      body: JSON.stringify({ error: 'Service Unavailable', message: 'Metrics are off: telemetry.metrics is false.', details: [] }),
    });
    const missing = await start({ adapter, missing: true });
    const { status, body } = await get(`${missing.url}/tasker/metrics`);
    expect([status, JSON.parse(body).message]).toEqual([
      503,
      'Metrics need the package prom-client, which is not installed: npm install prom-client',
    ]);
    expect([missing.metrics.registry, await missing.metrics.page()]).toEqual([null, null]);
    expect(engine.logs.with('A request failed')).toEqual([]);
  });

  it('the prefix is the first word of every name', async () => {
    const { metrics } = await start({ telemetry: { metrics: { prefix: 'orders' } } });
    const names = samplesOf((await metrics.page())!.body).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith('orders_'))).toEqual([]);
  });

  describe('on a port of its own', () => {
    it('GET /metrics answers until the application is closed; anything else is 404 or 405', async () => {
      const { app, port } = await start({ api: false, telemetry: { metrics: { port: 0 } } });
      const url = port.url!;
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      const page = await get(url);
      expect([page.status, page.type, sumOf(samplesOf(page.body), 'tasker_workers')]).toEqual([200, FORMAT, 1]);
      expect((await get(`${url}?x=1`)).status).toBe(200);
      expect((await get(url.replace('/metrics', '/'))).status).toBe(404);
      const posted = await fetch(url, { method: 'POST' });
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect((await get(url, { method: 'HEAD' })).body).toBe('');
      await app.close();
      await expect(get(url)).rejects.toThrow();
      expect(port.url).toBeNull();
    });

    it('no port is opened where none is asked for', async () => {
      expect((await start()).port.url).toBeNull();
    });

    it('a port that is taken ends the start, with the port and the option', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      open.push(other);
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      await expect(start({ telemetry: { metrics: { port } } })).rejects.toThrow(
        `telemetry.metrics.port: ${port} on 127.0.0.1 is taken by another process; choose another one, or 0 for any free one`,
      );
    });

    it('an address that this machine does not have ends the start, with the option', async () => {
      await expect(start({ telemetry: { metrics: { port: 0, host: '192.0.2.1' } } })).rejects.toThrow(
        'telemetry.metrics.host: 192.0.2.1 is no address of this machine',
      );
    });

    it('a port without prom-client ends the start, with what to install', async () => {
      await expect(start({ telemetry: { metrics: { port: 0 } }, missing: true })).rejects.toThrow(
        'telemetry.metrics.port: Metrics need the package prom-client, which is not installed: npm install prom-client',
      );
    });
  });

  describe('beside PrometheusModule of the host', () => {
    const host = () => [PrometheusModule.register({ defaultMetrics: { enabled: false } })];

    it("the host's route shows both, Tasker's route its own only", async () => {
      new Counter({ name: 'shop_orders_total', help: 'orders' }).inc(4);
      const { url } = await start({ imports: host() });
      const hosts = samplesOf((await get(`${url}/metrics`)).body);
      expect([sumOf(hosts, 'shop_orders_total'), sumOf(hosts, 'tasker_pool_limit')]).toEqual([4, 5]);
      const own = samplesOf((await get(`${url}/tasker/metrics`)).body);
      expect([sumOf(own, 'shop_orders_total'), sumOf(own, 'tasker_pool_limit')]).toEqual([null, 5]);
    });

    it('nothing is left in its registry when the application is closed, so that the next one can start', async () => {
      const { app } = await start({ imports: host() });
      await app.close();
      expect(register.getMetricsAsArray().filter(({ name }) => name.startsWith('tasker_'))).toEqual([]);
      const { url } = await start({ imports: host() });
      expect((await get(`${url}/metrics`)).body).toContain('tasker_pool_limit 5');
      expect(engine.logs.with('PrometheusModule has metrics')).toEqual([]);
    });

    it('a name that the host has already stays the host’s, and a warning names it', async () => {
      new Counter({ name: 'tasker_workers', help: 'of somebody else' }).inc(7);
      const { url } = await start({ imports: host() });
      expect(sumOf(samplesOf((await get(`${url}/metrics`)).body), 'tasker_workers')).toBe(7);
      expect(sumOf(samplesOf((await get(`${url}/tasker/metrics`)).body), 'tasker_workers')).toBe(1);
      expect(engine.logs.with("shown on Tasker's own route only: tasker_workers; choose another telemetry.metrics.prefix")).toHaveLength(1);
    });

    it('a host that does not import it has an untouched registry', async () => {
      await start();
      expect(register.getMetricsAsArray()).toEqual([]);
    });
  });
});
