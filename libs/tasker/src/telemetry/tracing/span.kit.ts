import { Logger } from '@nestjs/common';
import type { Context, Span } from '@opentelemetry/api';
import type { ParameterFilter } from '../../events/parameter.filter.js';
import type { ShownFailure } from './shown.failure.js';
import { SpanAttributes } from './span.attributes.js';
import { SpanCounts } from './span.counts.js';
import { spanContextOf } from './trace.context.js';
import type { TraceLibrary } from './trace.library.js';

/** What every span here is made with. */
export class SpanKit {
  private readonly logger = new Logger('TaskerTracing');
  readonly attributes: SpanAttributes;
  readonly counts = new SpanCounts();
  private isBroken = false;

  constructor(
    readonly library: TraceLibrary,
    readonly filter: ParameterFilter,
  ) {
    this.attributes = new SpanAttributes(filter);
  }

  /** Calls into the SDK: samplers and processors are code of the application, and a step must not fail by them. */
  guard<T>(call: () => T): T | null {
    try {
      return call();
    } catch (error) {
      this.lost(error);
      return null;
    }
  }

  /** Says that the SDK has thrown, once. */
  lost(error: unknown): void {
    this.counts.fail();
    if (!this.isBroken) this.logger.warn(`spans are lost, the OpenTelemetry SDK throws: ${describe(error)}`);
    this.isBroken = true;
  }

  /** The context of a stored parent and nothing else: what was active in this process belongs to somebody else. */
  contextOf(traceparent: string | null): Context {
    const { ROOT_CONTEXT, trace } = this.library;
    const parent = spanContextOf(traceparent);
    return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  }

  /** Puts a failure on a span: attributes, an `exception` event and the status. */
  fail(span: Span, { message, errorClass, errorCode, permanent, stack }: ShownFailure): void {
    span.setAttributes(this.attributes.of({ error: message, exception_class: errorClass, error_code: errorCode, permanent }));
    span.recordException({ name: errorClass, message, ...(stack === undefined ? {} : { stack }) });
    span.setStatus({ code: this.library.SpanStatusCode.ERROR, message });
  }
}

/** It need not be an error, and need not be readable. */
function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'a value that cannot be shown';
  }
}
