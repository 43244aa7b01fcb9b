import type { Context, Link, Tracer } from '@opentelemetry/api';
import type {
  AttemptFacts,
  AttemptTrace,
  CreationTrace,
  EngineTracer,
  RestedTaskFacts,
  TaskToCreate,
} from '../../events/engine.instruments.js';
import { AttemptSpan } from './attempt.span.js';
import { CreationSpan } from './creation.span.js';
import { endRestedSpan } from './rested.span.js';
import { RegisteredTracer } from './registered.tracer.js';
import type { SpanKit } from './span.kit.js';
import { spanContextOf } from './trace.context.js';

/** A shorter wait is told by the attribute `tasker.queue_time` alone: a span for each would double their number. */
const TOLD_WAIT_MS = 10;

/**
 * Spans of tasks and attempts. All of a task's are children of one span, that of its creation, whose context is stored with the task: so
 * processes, retries and restarts share a trace, and no span is held in memory for longer than an attempt.
 */
export class TaskTracer implements EngineTracer {
  private readonly registered: RegisteredTracer;

  constructor(private readonly kit: SpanKit) {
    this.registered = new RegisteredTracer(kit.library);
  }

  get isActive(): boolean {
    return this.tracer !== null;
  }

  creation(task: TaskToCreate, given: string | null): CreationTrace | null {
    const { tracer } = this;
    if (tracer === null) return null;
    const { kit } = this;
    const kind = kit.library.SpanKind.PRODUCER;
    return kit.guard(() => {
      const span = tracer.startSpan('tasker.task.initialize', { kind, attributes: kit.attributes.task(task) }, this.callerOf(given));
      return new CreationSpan(span, kit);
    });
  }

  attempt(facts: AttemptFacts): AttemptTrace | null {
    const { tracer } = this;
    return tracer === null ? null : this.kit.guard(() => this.begun(tracer, facts));
  }

  rested(task: RestedTaskFacts): void {
    const { tracer } = this;
    if (tracer === null) return;
    const { kit } = this;
    kit.guard(() => {
      const options = { startTime: task.requestedAt, attributes: kit.attributes.rested(task) };
      const span = tracer.startSpan('tasker.task.execution', options, kit.contextOf(task.traceparent));
      kit.counts.atOnce();
      endRestedSpan(span, task, kit);
    });
  }

  private get tracer(): Tracer | null {
    try {
      return this.registered.current;
    } catch (error) {
      this.kit.lost(error);
      return null;
    }
  }

  /**
   * The caller's active span, unless another trace is given. A given context of the same trace is that of a request which the active span
   * already belongs to: instrumentation of HTTP and queues makes it from the same header.
   */
  private callerOf(given: string | null): Context {
    const { context, trace } = this.kit.library;
    const active = context.active();
    const parent = spanContextOf(given);
    return parent === null || trace.getSpanContext(active)?.traceId === parent.traceId ? active : trace.setSpanContext(active, parent);
  }

  private begun(tracer: Tracer, facts: AttemptFacts): AttemptTrace {
    const { kit } = this;
    const parent = kit.contextOf(facts.traceparent);
    if (facts.waitMs !== null && facts.waitMs >= TOLD_WAIT_MS) this.queued(tracer, facts, parent);
    const options = { kind: kit.library.SpanKind.CONSUMER, attributes: kit.attributes.attempt(facts), links: linksOf(facts) };
    const span = tracer.startSpan('tasker.step.execution', options, parent);
    return new AttemptSpan({ facts, span, context: kit.library.trace.setSpan(parent, span) }, kit);
  }

  /** By the clock of this process, so that it ends where the attempt begins. */
  private queued(tracer: Tracer, facts: AttemptFacts, parent: Context): void {
    const now = Date.now();
    const options = { startTime: now - facts.waitMs!, attributes: this.kit.attributes.attempt(facts) };
    const span = tracer.startSpan('tasker.step.queued', options, parent);
    this.kit.counts.atOnce();
    span.end(now);
  }
}

/** The failed attempt that this one repeats. */
function linksOf({ retryOf }: AttemptFacts): Link[] {
  const context = spanContextOf(retryOf);
  return context === null ? [] : [{ context, attributes: { 'tasker.link': 'retry_of' } }];
}
