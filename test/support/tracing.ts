import { createRequire } from 'node:module';
import type * as Api from '@opentelemetry/api';
import type * as Exporter from '@opentelemetry/exporter-trace-otlp-http';
import type * as Resources from '@opentelemetry/resources';
import type * as Sdk from '@opentelemetry/sdk-trace-node';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach } from 'vitest';
import { OtlpReceiver } from './otlp.receiver.js';

// By `require`, as Node would: the files that a bundler prefers in these packages cannot be imported.
const load = createRequire(import.meta.url);
/** `@opentelemetry/api`, as an application imports it. */
export const api = load('@opentelemetry/api') as typeof Api;
/** The SDK. */
export const sdk = load('@opentelemetry/sdk-trace-node') as typeof Sdk;
const { OTLPTraceExporter } = load('@opentelemetry/exporter-trace-otlp-http') as typeof Exporter;
const { resourceFromAttributes } = load('@opentelemetry/resources') as typeof Resources;

// A batch that the SDK sends by itself would still be under way when `flush` resolves.
const ONLY_FLUSHED = { scheduledDelayMillis: 3_600_000, maxQueueSize: 20_000, maxExportBatchSize: 10_000 };

/** An SDK that exports to a receiver of the test. */
export interface Tracing {
  readonly receiver: OtlpReceiver;
  /** Registers the SDK of this process; `useTracing` does so before each test unless it is told not to. */
  register(): void;
  /** Sends everything that has ended; nothing is sent before. */
  flush(): Promise<void>;
}

/** Gives each test a receiver and this process an SDK; call it before `useEngine`, so that it goes after the applications. */
export function useTracing({ registered = true } = {}): Tracing {
  let receiver: OtlpReceiver;
  let provider: NodeTracerProvider | undefined;
  const register = () => {
    provider = new sdk.NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'test' }),
      spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url: receiver.traces }), ONLY_FLUSHED)],
    });
    provider.register();
  };
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    if (registered) register();
  });
  afterEach(async () => {
    await provider?.shutdown();
    provider = undefined;
    for (const part of [api.trace, api.context, api.propagation]) part.disable();
    await receiver.close();
  });
  return {
    get receiver() {
      return receiver;
    },
    register,
    flush: async () => provider?.forceFlush(),
  };
}
