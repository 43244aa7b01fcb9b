import type { Context, Span } from '@opentelemetry/api';
import type { AttemptFacts, AttemptTrace } from '../../events/engine.instruments.js';
import { shownFailure } from './shown.failure.js';
import type { SpanKit } from './span.kit.js';
import { traceparentOf } from './trace.context.js';

type Outcome = Parameters<AttemptTrace['end']>[0];

/** An attempt that is traced. */
export interface TracedAttempt {
  readonly facts: AttemptFacts;
  readonly span: Span;
  /** In which the handler runs. */
  readonly context: Context;
}

/** The span of an attempt. It ends once: what comes later, such as the late answer of a handler, changes nothing. */
export class AttemptSpan implements AttemptTrace {
  readonly traceparent: string;
  private readonly began = performance.now();
  private ended = false;

  constructor(
    private readonly traced: TracedAttempt,
    private readonly kit: SpanKit,
  ) {
    this.traceparent = traceparentOf(traced.span.spanContext());
    kit.counts.start();
  }

  run<T>(call: () => T): T {
    let called = false;
    try {
      return this.kit.library.context.with(this.traced.context, () => {
        called = true;
        return call();
      });
    } catch (error) {
      if (called) throw error;
      this.kit.lost(error);
      return call();
    }
  }

  end(outcome: Outcome, error?: string): void {
    if (this.ended) return;
    this.ended = true;
    this.kit.counts.end();
    const { span } = this.traced;
    this.kit.guard(() => {
      if (span.isRecording()) this.tell(outcome, error);
      span.end();
    });
  }

  private tell(outcome: Outcome, error: string | undefined): void {
    const { span, facts } = this.traced;
    const { OK, ERROR } = this.kit.library.SpanStatusCode;
    span.setAttributes(this.kit.attributes.of({ outcome, execution_duration: secondsSince(this.began) }));
    if (error !== undefined)
      this.kit.fail(
        span,
        shownFailure(error, (context) => this.kit.filter.textFilter([...facts.given, context])),
      );
    else if (outcome === 'completed') span.setStatus({ code: OK });
    else if (outcome === 'abandoned') span.setStatus({ code: ERROR, message: 'stopped: its outcome is not used' });
    span.addEvent(`step.${outcome}`);
  }
}

/** To the microsecond: many steps take less than a millisecond. */
function secondsSince(began: number): number {
  return Math.round((performance.now() - began) * 1000) / 1_000_000;
}
