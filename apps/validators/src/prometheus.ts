import 'reflect-metadata';
import { readArguments, UsageError } from './command.line.js';
import { runCommand } from './command.run.js';

const USAGE = `Runs a linear, a diamond and a parallel workflow, shows their metrics and checks what Prometheus says of them.

  npm run validate:prometheus -- [--url <url>] [--app <url>] [--verbose]

  --url <url>   Prometheus (default PROMETHEUS_URL, else http://localhost:9090)
  --app <url>   where the metrics are shown meanwhile (default TASKER_METRICS_URL, else http://127.0.0.1:9464/metrics);
                Prometheus must scrape it
  --verbose     print passed checks too
  --help        this text

Environment: DATABASE_URL, the PostgreSQL to use, schema tasker_validation (default: an embedded one, gone afterwards).
Exit code: 0 every check passed, 1 one failed, 2 the command line or the environment cannot be used.`;

/** Address and port to listen on; the path is always the same. */
function placeOf(app: string): { host: string; port: number } {
  const { protocol, hostname, port, pathname } = new URL(app);
  if (protocol !== 'http:' || (pathname !== '/' && pathname !== '/metrics')) {
    throw new UsageError(`--app "${app}" must be like http://127.0.0.1:9464/metrics`);
  }
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) };
}

await runCommand('validate:prometheus', async () => {
  const { help, verbose, urls } = readArguments(process.argv.slice(2), process.env, {
    url: { variable: 'PROMETHEUS_URL', fallback: 'http://localhost:9090' },
    app: { variable: 'TASKER_METRICS_URL', fallback: 'http://127.0.0.1:9464/metrics' },
  });
  if (help) return void console.log(USAGE);
  const metrics = { ...placeOf(urls.app), interval: '200ms' as const };
  // Loaded now: a command line that cannot be used is answered at once.
  const { MetricsPort, Orchestrator, validatePrometheus } = await import('nestjs-tasker');
  const { startApplication } = await import('./validator.application.js');
  const application = await startApplication({ telemetry: { metrics } });
  try {
    const metricsUrl = application.app.get(MetricsPort).url!;
    return { report: await validatePrometheus({ url: urls.url, metricsUrl, engine: application.app.get(Orchestrator) }), verbose };
  } finally {
    await application.close();
  }
});
