import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  ConfigurationError,
  MetricsPort,
  validatePrometheus,
  VALIDATION_WORKFLOWS,
  type ValidationEngine,
  type ValidationReport,
} from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEngine, type Engine } from '../../../support/engine.js';
import {
  freePort,
  openDoor,
  startPrometheus,
  textAt,
  withoutPrometheus,
  type PrometheusServer,
  type ScrapeDoor,
} from '../../../support/prometheus.server.js';
import { buildIfStale } from '../../../support/worker.process.js';

const CATEGORIES = [
  'prometheus connection',
  'metrics endpoint',
  'workflow execution',
  'metrics collection',
  'query validation',
  'performance analysis',
];

const failed = (report: ValidationReport) =>
  report.checks.filter(({ ok }) => !ok).map(({ category, name, detail }) => `${category}, ${name}: ${detail}`);

async function startValidated(engine: Engine) {
  const { module, orchestrator } = await engine.app(VALIDATION_WORKFLOWS, { telemetry: { metrics: { port: 0, interval: '100ms' } } });
  return { orchestrator, metricsUrl: module.get(MetricsPort, { strict: false }).url! };
}

/** Runs the built command. */
async function command(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; out: string }> {
  const file = fileURLToPath(new URL('../../../../dist/apps/validators/src/prometheus.js', import.meta.url));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [file, ...args], { env: { PATH, HOME, ...env } });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out: out + errors };
}

const started: { server?: PrometheusServer; door?: ScrapeDoor; cli?: ScrapeDoor } = {};
// Before the tests that need none: it takes five seconds to notice its targets.
beforeAll(async () => {
  if (withoutPrometheus) return;
  started.door = await openDoor();
  started.cli = await openDoor();
  started.server = await startPrometheus({ tasker: [started.door.url, started.cli.url] }, { interval: '200ms' });
});
afterAll(async () => {
  await started.server?.stop();
  await started.door?.close();
});

describe('validatePrometheus', () => {
  const engine = useEngine();

  it('says what does not answer, and goes on with the rest', async () => {
    const { orchestrator } = await startValidated(engine);
    const url = 'http://127.0.0.1:9';
    const report = await validatePrometheus({ url, metricsUrl: `${url}/metrics`, engine: orchestrator, timeoutMs: 5_000 });
    expect(failed(report).map((line) => line.split(': ')[0])).toEqual([
      'prometheus connection, api',
      'metrics endpoint, page',
      'performance analysis, metrics page',
    ]);
    expect(report.checks.filter(({ category, ok }) => category === 'workflow execution' && ok)).toHaveLength(3);
  });
});

describe('validatePrometheus', () => {
  it.each([
    [{ url: 'localhost:9090' }, 'url must be a URL such as http://127.0.0.1:9090'],
    [{ metricsUrl: '' }, 'metricsUrl must be a URL such as http://127.0.0.1:9090'],
    [{ timeoutMs: 0 }, 'timeoutMs must be above 0'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be above 0'],
  ])('refuses %j', async (options, message) => {
    const nobody = 'http://127.0.0.1:9/metrics';
    const given = { url: nobody, metricsUrl: nobody, engine: {} as ValidationEngine, ...options };
    await expect(validatePrometheus(given)).rejects.toThrow(new ConfigurationError(`validatePrometheus: ${message}`));
  });
});

describe('npm run validate:prometheus', () => {
  const engine = useEngine();
  beforeAll(() => buildIfStale());
  const run = (args: readonly string[]) => command(args, { DATABASE_URL: engine.url });

  it('exits 1 when a check fails', async () => {
    const { code, out } = await run(['--url', 'http://127.0.0.1:9', '--app', `http://127.0.0.1:${await freePort()}`]);
    expect(out).toContain('FAILED prometheus connection (0/1)');
    expect(out).not.toContain('ok     linear');
    expect(code).toBe(1);
  });
});

describe('npm run validate:prometheus, given what it cannot use', () => {
  beforeAll(() => buildIfStale());

  it.each([
    [['--urk', 'x'], {}, "Unknown option '--urk'"],
    [['--url', 'localhost:9090'], {}, '--url "localhost:9090" is no http or https URL'],
    [['--app', 'http://127.0.0.1:9464/other'], {}, '--app "http://127.0.0.1:9464/other" must be like http://127.0.0.1:9464/metrics'],
    [[], { PROMETHEUS_URL: 'prometheus' }, 'PROMETHEUS_URL "prometheus" is no http or https URL'],
  ])('exits 2 for %j %j', async (args, env, message) => {
    const { code, out } = await command(args, env);
    expect(out).toContain(message);
    expect(code).toBe(2);
  });
});

describe.skipIf(withoutPrometheus)('validatePrometheus with a real Prometheus (left out where prometheus is not installed)', () => {
  const engine = useEngine();
  const start = async () => {
    const { orchestrator, metricsUrl } = await startValidated(engine);
    started.door!.page = () => textAt(metricsUrl);
    return {
      metricsUrl,
      run: (given: object) =>
        validatePrometheus({ url: started.server!.url, engine: orchestrator, timeoutMs: 15_000, ...target(), ...given }),
    };
  };
  const target = () => ({ metricsUrl: started.door!.url });

  it('finds the numbers of linear, diamond and parallel workflows, again and again', async () => {
    const { run } = await start();
    for (let round = 0; round < 2; round += 1) {
      const report = await run({});
      expect(failed(report)).toEqual([]);
      expect([...new Set(report.checks.map(({ category }) => category))]).toEqual(CATEGORIES);
      expect(report.checks.filter(({ category }) => category === 'query validation').length).toBeGreaterThan(30);
      expect(report.ok).toBe(true);
    }
  });

  it('says that Prometheus does not scrape the application', async () => {
    const { metricsUrl, run } = await start();
    const report = await run({ metricsUrl, timeoutMs: 500 });
    expect(failed(report)).toEqual([`metrics endpoint, scraped: Prometheus has no target for ${metricsUrl}: add it to its scrape_configs`]);
  });

  it('says when Prometheus has other numbers than the application', async () => {
    const { metricsUrl, run } = await start();
    const old = await textAt(metricsUrl);
    // What stands between them, and answers the scraper from its cache.
    started.door!.page = async (userAgent) => (userAgent.startsWith('Prometheus') ? old : textAt(metricsUrl));
    await started.server!.scraped([started.door!.url]);
    const report = await run({ timeoutMs: 500 });
    expect(new Set(failed(report).map((line) => line.split(',')[0]))).toEqual(new Set(['query validation']));
    expect(failed(report)[0]).toMatch(/linear: tasks created: sum\(.*\) is 0, the application says 1$/);
  });

  it('says when the application counts nothing', async () => {
    const { run } = await start();
    started.door!.page = () => Promise.resolve('tasker_workers 1\n');
    const report = await run({ timeoutMs: 500 });
    expect(failed(report).join('\n')).toContain('metrics collection, counted: not counted: linear: tasks created');
  });

  it('as a command exits 0 when Prometheus has the numbers', async () => {
    buildIfStale();
    // The command listens on its port.
    await started.cli!.close();
    const { code, out } = await command(['--app', started.cli!.url, '--verbose'], {
      DATABASE_URL: engine.url,
      PROMETHEUS_URL: `${started.server!.url}/`,
    });
    expect(out).toMatch(/Prometheus: passed\n$/);
    expect(out).toContain('    ok     linear: attempts completed: 4\n');
    expect(code).toBe(0);
  });
});
