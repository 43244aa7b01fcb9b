import type { Span } from '@opentelemetry/api';
import type { CreationEnd, CreationTrace } from '../../events/engine.instruments.js';
import type { SpanKit } from './span.kit.js';
import { traceparentOf } from './trace.context.js';

/** The span of a task that is being created: the parent of everything that happens to it later. */
export class CreationSpan implements CreationTrace {
  readonly traceparent: string | null;

  constructor(
    private readonly span: Span,
    private readonly kit: SpanKit,
  ) {
    const context = span.spanContext();
    // Where the application suppresses tracing there is no span to be a parent.
    this.traceparent = kit.library.isSpanContextValid(context) ? traceparentOf(context) : null;
    kit.counts.start();
  }

  end({ error, duplicateOf }: CreationEnd = {}): void {
    this.kit.counts.end();
    this.kit.guard(() => {
      if (duplicateOf !== undefined) this.span.setAttributes(this.kit.attributes.of({ duplicate_of: duplicateOf }));
      if (error !== undefined) this.fail(error);
      this.span.end();
    });
  }

  /** Its class only: the message of a refusal quotes the context. */
  private fail(error: unknown): void {
    const exception_class = error instanceof Error ? error.name : typeof error;
    this.span.setAttributes(this.kit.attributes.of({ exception_class }));
    this.span.setStatus({ code: this.kit.library.SpanStatusCode.ERROR, message: exception_class });
  }
}
