import 'reflect-metadata';
import { readArguments } from './command.line.js';
import { runCommand } from './command.run.js';

const SERVICE = 'tasker-validation';
const USAGE = `Runs a linear, a diamond and a parallel workflow, sends their spans to Jaeger and checks what Jaeger shows of them.

  npm run validate:jaeger -- [--url <url>] [--otlp <url>] [--verbose]

  --url <url>   Jaeger's query service (default JAEGER_URL, else http://localhost:16686)
  --otlp <url>  where it takes spans by OTLP/HTTP (default OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318)
  --verbose     print passed checks too
  --help        this text

Environment: DATABASE_URL, the PostgreSQL to use, schema tasker_validation (default: an embedded one, gone afterwards).
Exit code: 0 every check passed, 1 one failed, 2 the command line or the environment cannot be used.`;

async function tracerProvider(url: string) {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  return new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': SERVICE }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
}

await runCommand('validate:jaeger', async () => {
  const { help, verbose, urls } = readArguments(process.argv.slice(2), process.env, {
    url: { variable: 'JAEGER_URL', fallback: 'http://localhost:16686' },
    otlp: { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', fallback: 'http://localhost:4318' },
  });
  if (help) return void console.log(USAGE);
  // Loaded now: a command line that cannot be used is answered at once.
  const provider = await tracerProvider(`${urls.otlp}/v1/traces`);
  provider.register();
  const { Orchestrator, validateJaeger } = await import('nestjs-tasker');
  const { startApplication } = await import('./validator.application.js');
  const application = await startApplication();
  try {
    const engine = application.app.get(Orchestrator);
    const report = await validateJaeger({ engine, url: urls.url, service: SERVICE, flush: () => provider.forceFlush() });
    return { report, verbose };
  } finally {
    await application.close();
    await provider.shutdown();
  }
});
