// Preloaded as `tracing.mjs?url=…&service=…`: an SDK that exports each span when it ends, to the receiver of the test.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const { searchParams } = new URL(import.meta.url);
new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': searchParams.get('service') }),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ url: searchParams.get('url') }))],
}).register();
