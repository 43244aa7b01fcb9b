import 'reflect-metadata';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Orchestrator, validateJaeger } from 'nestjs-tasker';
import { readArguments } from './command.line.js';
import { runCommand } from './command.run.js';
import { startApplication } from './validator.application.js';

const SERVICE = 'tasker-validation';
const USAGE = `Runs a linear, a diamond and a parallel workflow, sends their spans to Jaeger and checks what Jaeger shows of them.

  npm run validate:jaeger -- [--url <url>] [--otlp <url>] [--verbose]

  --url <url>   Jaeger's query service (default JAEGER_URL, else http://localhost:16686)
  --otlp <url>  where it takes spans by OTLP/HTTP (default OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318)
  --verbose     print passed checks too
  --help        this text

Environment: DATABASE_URL, the PostgreSQL to use, schema tasker_validation (default: an embedded one, gone afterwards).
Exit code: 0 every check passed, 1 one failed, 2 the command line or the environment cannot be used.`;

await runCommand('validate:jaeger', async () => {
  const { help, verbose, urls } = readArguments(process.argv.slice(2), process.env, {
    url: { variable: 'JAEGER_URL', fallback: 'http://localhost:16686' },
    otlp: { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', fallback: 'http://localhost:4318' },
  });
  if (help) return void console.log(USAGE);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': SERVICE }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${urls.otlp}/v1/traces` }))],
  });
  provider.register();
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
