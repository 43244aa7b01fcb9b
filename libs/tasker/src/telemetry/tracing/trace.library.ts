import { createRequire } from 'node:module';
import type * as OpenTelemetry from '@opentelemetry/api';

/** The optional peer `@opentelemetry/api`. Its copies share what an SDK registers, so it does not matter which one is found. */
export type TraceLibrary = typeof OpenTelemetry;

const load = createRequire(import.meta.url);

/** The library, or nothing when it is not installed: no SDK can be there either then. */
export function traceLibrary(from: (name: string) => unknown = load): TraceLibrary | undefined {
  try {
    return from('@opentelemetry/api') as TraceLibrary;
  } catch {
    return undefined;
  }
}
