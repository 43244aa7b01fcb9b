import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { VALIDATION_WORKFLOWS, validateJaeger, type JaegerValidation, type ValidationReport } from 'nestjs-tasker';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { serveJaeger } from '../../support/jaeger.service.js';
import { useTracing } from '../../support/tracing.js';
import { buildIfStale } from '../../support/worker.process.js';

const CATEGORIES = ['connection', 'workflow execution', 'trace collection', 'span hierarchy', 'trace correlation', 'performance'];
/** A port that nobody listens on, and that `fetch` does not refuse by itself. */
const NOBODY = 'http://127.0.0.1:2';

const failures = ({ checks }: ValidationReport) => checks.filter(({ ok }) => !ok).map(({ category, name }) => `${category}: ${name}`);

describe('validateJaeger', () => {
  const tracing = useTracing({ registered: false });
  const engine = useEngine();

  async function validate(options: Partial<JaegerValidation> = {}): Promise<ValidationReport> {
    const app = await engine.app(VALIDATION_WORKFLOWS);
    return validateJaeger({ engine: app.orchestrator, url: tracing.receiver.url, service: 'test', flush: tracing.flush, ...options });
  }

  it('passes when everything arrives, and says so category by category', async () => {
    tracing.register();
    serveJaeger(tracing.receiver);
    const report = await validate();
    expect(failures(report)).toEqual([]);
    expect([...new Set(report.checks.map(({ category }) => category))]).toEqual(CATEGORIES);
    expect(report.checks.filter(({ category }) => category === 'workflow execution').map(({ name }) => name)).toEqual([
      'linear',
      'diamond',
      'parallel',
    ]);
    expect(report.lines()).toEqual([
      `Jaeger at ${tracing.receiver.url}`,
      ...CATEGORIES.map((category) => expect.stringMatching(new RegExp(`^  ok     ${category} \\((\\d+)/\\1\\)$`))),
      `Jaeger at ${tracing.receiver.url}: passed`,
    ]);
    expect(report.lines({ verbose: true }).join('\n')).toContain('ok     diamond: each step has one attempt: start, left, right, join');
  });

  it('stops waiting for a trace that does not come whole, and says what is missing', async () => {
    tracing.register();
    serveJaeger(tracing.receiver, (spans) => spans.filter(({ name }) => name !== 'tasker.task.execution'));
    const report = await validate({ timeoutMs: 500 });
    expect(failures(report)).toEqual(['linear', 'diamond', 'parallel'].map((name) => `trace collection: ${name}`));
    expect(report.lines().join('\n')).toContain('lacks 1 tasker.task.execution after');
  });

  it('runs nothing without Jaeger or without an SDK, and says which is missing', async () => {
    serveJaeger(tracing.receiver);
    expect(failures(await validate())).toEqual(['connection: an OpenTelemetry SDK is registered']);
    tracing.register();
    const report = await validate({ url: NOBODY });
    expect(failures(report)).toEqual(["connection: Jaeger's query service answers"]);
    expect(report.lines().join('\n')).toContain(`${NOBODY}/api/services does not answer`);
    expect(await engine.rows('select from tasker.tasks')).toEqual([]);
  });

  it('finds out when the workflows fail, and when another service has sent the spans', async () => {
    tracing.register();
    serveJaeger(tracing.receiver);
    const report = await validate({ service: 'orders' });
    expect(failures(report)).toEqual(['trace collection: service orders']);
    const app = await engine.app([], { worker: false });
    const without = await validateJaeger({ engine: app.orchestrator, url: tracing.receiver.url, service: 'test' });
    expect(failures(without)).toEqual(['linear', 'diamond', 'parallel'].map((name) => `workflow execution: ${name}`));
  });
});

describe('npm run validate:jaeger', () => {
  const tracing = useTracing({ registered: false });
  const engine = useEngine();
  beforeAll(() => buildIfStale());

  async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; out: string }> {
    const file = fileURLToPath(new URL('../../../dist/apps/validators/src/jaeger.js', import.meta.url));
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [file, ...args], { env: { PATH, HOME, DATABASE_URL: engine.url, ...env } });
    const [out, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    return { code, out: out + errors };
  }

  it('exits 0 when everything arrives', async () => {
    serveJaeger(tracing.receiver);
    const { url } = tracing.receiver;
    const { code, out } = await run(['--otlp', url, '--verbose'], { JAEGER_URL: `${url}/` });
    expect(out).toMatch(/: passed\n$/);
    expect([code, new Set(tracing.receiver.spans.map(({ service }) => service))]).toEqual([0, new Set(['tasker-validation'])]);
  });

  it('exits 1 when a check fails', async () => {
    const { code, out } = await run(['--url', NOBODY, '--otlp', tracing.receiver.url]);
    expect(out).toContain("FAILED Jaeger's query service answers");
    expect(code).toBe(1);
  });

  it('exits 2 when the command line cannot be used', async () => {
    const { code, out } = await run(['--url', 'localhost:16686']);
    expect([code, out]).toEqual([2, 'validate:jaeger: --url "localhost:16686" is no http or https URL\n']);
  });
});
