import type { ContextManager } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import { api, sdk } from '../../../../../test/support/tracing.js';
import type { AttemptFacts, RestedTaskFacts } from '../../events/engine.instruments.js';
import { SpanKit } from './span.kit.js';
import { TaskTracer } from './task.tracer.js';
import { traceLibrary } from './trace.library.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const STORED = `00-${TRACE}-${PARENT}-01`;
const TASK = { taskId: '0190-id', namespace: 'shop', name: 'order', version: '1.2.0', correlationId: 'c-7' };
const { SpanKind, SpanStatusCode } = api;

const exporter = new sdk.InMemorySpanExporter();

function register(sampler?: Sampler): void {
  const spanProcessors = [new sdk.SimpleSpanProcessor(exporter)];
  new sdk.NodeTracerProvider({ spanProcessors, ...(sampler === undefined ? {} : { sampler }) }).register();
}

function unregister(): void {
  for (const part of [api.trace, api.context, api.propagation]) part.disable();
}

beforeEach(() => {
  exporter.reset();
  register();
});
afterEach(unregister);

const tracer = (filter = parameterFilter()) => new TaskTracer(new SpanKit(traceLibrary()!, filter));

function attempt(facts: Partial<AttemptFacts> = {}): AttemptFacts {
  const step = { stepId: 3, step: 'pay', declaredStep: 'pay', queue: 'default', attempt: 2, retryLimit: 5 };
  return { ...TASK, ...step, context: {}, given: [], traceparent: STORED, retryOf: null, waitMs: 0, ...facts };
}

function rested(facts: Partial<RestedTaskFacts> = {}): RestedTaskFacts {
  const [requestedAt, startedAt, at] = ['10:00:00.000', '10:00:00.250', '10:00:02.500'].map((time) => new Date(`2026-01-02T${time}Z`)) as [Date, Date, Date]; // prettier-ignore
  const steps = { totalSteps: 4, completedSteps: 4, failedSteps: 0 };
  return { ...TASK, ...steps, state: 'complete', requestedAt, startedAt, at, traceparent: STORED, error: null, context: {}, ...facts };
}

const storedError = (error: object) => JSON.stringify({ message: 'broken', errorClass: 'Error', attempt: 2, permanent: false, ...error });

function spans() {
  return exporter.getFinishedSpans();
}

describe('without an SDK', () => {
  beforeEach(unregister);

  it('there is nothing to do, and one that is registered later is found', () => {
    const traces = tracer();
    expect([traces.isActive, traces.creation(TASK, null), traces.attempt(attempt())]).toEqual([false, null, null]);
    register();
    expect(traces.isActive).toBe(true);
    expect(traces.attempt(attempt())).not.toBeNull();
    unregister();
    expect([traces.isActive, traces.attempt(attempt())]).toEqual([false, null]);
  });

  it('and without its API, the library is not there', () => {
    const missing = () => {
      throw new Error("Cannot find module '@opentelemetry/api'");
    };
    expect(traceLibrary(missing)).toBeUndefined();
  });
});

describe('a creation', () => {
  it('is a child of the span that its caller is in', () => {
    api.trace.getTracer('caller').startActiveSpan('request', (request) => {
      const trace = tracer().creation(TASK, null)!;
      trace.end({});
      const [span] = spans();
      expect(span).toMatchObject({ name: 'tasker.task.initialize', kind: SpanKind.PRODUCER });
      expect(span!.parentSpanContext).toMatchObject({ spanId: request.spanContext().spanId });
      expect(trace.traceparent).toBe(`00-${request.spanContext().traceId}-${span!.spanContext().spanId}-01`);
    });
  });

  it('is a child of the trace that is given, unless the active span is a part of that already', () => {
    const { trace, context } = api;
    const belonging = trace.setSpanContext(context.active(), { traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags: 1 });
    const foreign = trace.setSpanContext(context.active(), { traceId: TRACE.replace('0', '1'), spanId: '00f067aa0ba902b7', traceFlags: 1 });
    for (const active of [context.active(), foreign, belonging]) context.with(active, () => tracer().creation(TASK, STORED)!.end({}));
    expect(spans().map((span) => span.parentSpanContext)).toMatchObject([
      { traceId: TRACE, spanId: PARENT },
      { traceId: TRACE, spanId: PARENT },
      { traceId: TRACE, spanId: '00f067aa0ba902b7' },
    ]);
  });

  it('that is refused names the class of the error, whose message may quote the context', () => {
    class DuplicateTaskError extends Error {
      override readonly name = 'DuplicateTaskError';
    }
    tracer()
      .creation(TASK, null)!
      .end({ error: new DuplicateTaskError('token abcdef') });
    tracer().creation(TASK, null)!.end({ error: 'text' });
    expect(spans().map(({ status, attributes }) => [status, attributes['tasker.exception_class']])).toEqual([
      [{ code: SpanStatusCode.ERROR, message: 'DuplicateTaskError' }, 'DuplicateTaskError'],
      [{ code: SpanStatusCode.ERROR, message: 'string' }, 'string'],
    ]);
  });

  it('of a task that was there names that task', () => {
    tracer().creation(TASK, null)!.end({ duplicateOf: 'the-first' });
    expect(spans()[0]!.attributes).toMatchObject({ 'tasker.duplicate_of': 'the-first' });
  });

  it('that is not sampled is stored as such', () => {
    unregister();
    register(new sdk.AlwaysOffSampler());
    expect(tracer().creation(TASK, STORED)!.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  });

  it('has no context to store where the application suppresses tracing', () => {
    // As `suppressTracing` of @opentelemetry/core does.
    const key = api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    const suppressed = api.context.active().setValue(key, true);
    expect(api.context.with(suppressed, () => tracer().creation(TASK, null)!.traceparent)).toBeNull();
  });
});

describe('an attempt', () => {
  it('is a child of the stored context, active in its handler, and says what it is', () => {
    const trace = tracer().attempt(attempt({ waitMs: 4, retryOf: `00-${TRACE}-00f067aa0ba902b7-01` }))!;
    const inside = trace.run(() => api.trace.getActiveSpan()?.spanContext().spanId);
    trace.end('completed');
    const [span, ...others] = spans();
    expect(others).toEqual([]);
    expect(span!.spanContext().spanId).toBe(inside);
    expect(trace.traceparent).toBe(`00-${TRACE}-${inside}-01`);
    expect(span).toMatchObject({
      name: 'tasker.step.execution',
      kind: SpanKind.CONSUMER,
      parentSpanContext: { traceId: TRACE, spanId: PARENT, isRemote: true },
      status: { code: SpanStatusCode.OK },
      links: [{ context: { traceId: TRACE, spanId: '00f067aa0ba902b7' }, attributes: { 'tasker.link': 'retry_of' } }],
      events: [{ name: 'step.completed' }],
    });
    expect(span!.attributes).toEqual({
      'tasker.task_id': '0190-id',
      'tasker.task_name': 'order',
      'tasker.namespace': 'shop',
      'tasker.version': '1.2.0',
      'tasker.correlation_id': 'c-7',
      'tasker.step_id': 3,
      'tasker.step_name': 'pay',
      'tasker.queue': 'default',
      'tasker.attempt_number': 2,
      'tasker.retry_limit': 5,
      'tasker.queue_time': 0.004,
      'tasker.outcome': 'completed',
      'tasker.execution_duration': expect.any(Number),
    });
  });

  it('runs its handler in no context but its own', () => {
    const key = api.createContextKey('somebody else');
    api.context.with(api.context.active().setValue(key, 'x'), () => {
      const seen = tracer()
        .attempt(attempt())!
        .run(() => api.context.active().getValue(key));
      expect(seen).toBeUndefined();
    });
  });

  it('without a stored context is a trace of its own', () => {
    tracer()
      .attempt(attempt({ traceparent: null }))!
      .end('completed');
    expect(spans()[0]!.parentSpanContext).toBeUndefined();
  });

  it('that failed has the error as it is stored, without what was given to it and must not be shown', () => {
    const given = [{ card: { token: 'tok_4711' } }, null, { 1: { session_token: 'sess_1' } }];
    const trace = tracer().attempt(attempt({ given }))!;
    const error = {
      message: 'no money on tok_4711, sess_1, code_9',
      errorClass: 'PaymentError',
      errorCode: 'NO_MONEY',
      permanent: true,
      backtrace: ['at pay (/app/pay.js:1:1)', 'at tok_4711 (/app/x.js:2:2)'],
      context: { access_token: 'code_9' },
    };
    trace.end('failed', storedError(error));
    const [span] = spans();
    const message = 'no money on [FILTERED], [FILTERED], [FILTERED]';
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(span!.attributes).toMatchObject({
      'tasker.error': message,
      'tasker.exception_class': 'PaymentError',
      'tasker.error_code': 'NO_MONEY',
      'tasker.permanent': true,
    });
    expect(span!.events.map(({ name }) => name)).toEqual(['exception', 'step.failed']);
    expect(span!.events[0]!.attributes).toEqual({
      'exception.type': 'PaymentError',
      'exception.message': message,
      'exception.stacktrace': `PaymentError: ${message}\n    at pay (/app/pay.js:1:1)\n    at [FILTERED] (/app/x.js:2:2)`,
    });
  });

  it.each([
    ['returned', SpanStatusCode.UNSET],
    ['abandoned', SpanStatusCode.ERROR],
  ] as const)('that was %s says so', (outcome, code) => {
    tracer().attempt(attempt())!.end(outcome);
    expect(spans()).toMatchObject([{ status: { code }, events: [{ name: `step.${outcome}` }], attributes: { 'tasker.outcome': outcome } }]);
  });

  it('ends once, whatever its handler does later', () => {
    const trace = tracer().attempt(attempt())!;
    trace.end('abandoned');
    trace.end('failed', storedError({}));
    expect(spans()).toMatchObject([{ attributes: { 'tasker.outcome': 'abandoned' } }]);
  });

  it('has the wait before it as a span when somebody would see it', () => {
    tracer()
      .attempt(attempt({ waitMs: 2_000 }))!
      .end('completed');
    const [queued, run] = spans();
    expect(queued).toMatchObject({ name: 'tasker.step.queued', parentSpanContext: { spanId: PARENT }, duration: [2, 0] });
    expect(api.trace.isSpanContextValid(queued!.spanContext())).toBe(true);
    expect(run!.attributes['tasker.queue_time']).toBe(2);
    exporter.reset();
    tracer()
      .attempt(attempt({ waitMs: null }))!
      .end('completed');
    expect(spans().map(({ attributes }) => 'tasker.queue_time' in attributes)).toEqual([false]);
  });
});

describe('a task that rests', () => {
  it('has a span with the times of its rows', () => {
    tracer().rested(rested());
    const [span] = spans();
    expect(span).toMatchObject({
      name: 'tasker.task.execution',
      parentSpanContext: { traceId: TRACE, spanId: PARENT },
      startTime: [Date.parse('2026-01-02T10:00:00Z') / 1000, 0],
      duration: [2, 500_000_000],
      status: { code: SpanStatusCode.OK },
    });
    expect(span!.events.map(({ name, time }) => [name, time[0] * 1000 + time[1] / 1e6 - Date.parse('2026-01-02T10:00:00Z')])).toEqual([
      ['task.started', 250],
      ['task.completed', 2_500],
    ]);
    expect(span!.attributes).toMatchObject({
      'tasker.task_state': 'complete',
      'tasker.total_steps': 4,
      'tasker.completed_steps': 4,
      'tasker.failed_steps': 0,
      'tasker.total_execution_duration': 2.5,
    });
  });

  it.each([
    ['error', 'task.failed', SpanStatusCode.ERROR],
    ['cancelled', 'task.cancelled', SpanStatusCode.UNSET],
    ['resolved_manually', 'task.resolved_manually', SpanStatusCode.UNSET],
  ] as const)('in %s says so', (state, event, code) => {
    tracer().rested(rested({ state, startedAt: null }));
    expect(spans()).toMatchObject([{ status: { code }, events: [{ name: event }] }]);
  });

  it('with a failed step has its message, without what the context hides', () => {
    tracer().rested(rested({ state: 'error', error: 'wrong password hunter22', context: { password: 'hunter22' } }));
    expect(spans()[0]!.attributes['tasker.error']).toBe('wrong password [FILTERED]');
    expect(spans()[0]!.status.message).toBe('wrong password [FILTERED]');
  });
});

it('masks an attribute whose name is sensitive', () => {
  tracer(parameterFilter({ filterParameters: [/^queue_time$/] }))
    .attempt(attempt())!
    .end('completed');
  expect(spans()[0]!.attributes).toMatchObject({ 'tasker.queue_time': '[FILTERED]', 'tasker.task_id': '0190-id' });
  // The filter of log records is that of the filter made last.
  parameterFilter();
});

it('records nothing below a span that was not sampled, and says so to whoever is called', () => {
  unregister();
  register(new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() }));
  const traces = tracer();
  const trace = traces.attempt(attempt({ traceparent: `00-${TRACE}-${PARENT}-00`, waitMs: 2_000 }))!;
  trace.run(() => api.trace.getTracer('handler').startSpan('query').end());
  trace.end('failed', storedError({}));
  traces.rested(rested({ traceparent: `00-${TRACE}-${PARENT}-00` }));
  expect(spans()).toEqual([]);
  expect(trace.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
});

it('loses spans, not steps, when the SDK gives no tracer, or cannot make its context active', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const broken = (): never => {
    throw new Error('broken');
  };
  const trace = tracer().attempt(attempt())!;
  api.context.disable();
  api.context.setGlobalContextManager({
    active: () => api.ROOT_CONTEXT,
    with: broken,
    disable: () => undefined,
  } as unknown as ContextManager);
  expect(trace.run(() => 'ran')).toBe('ran');
  unregister();
  api.trace.setGlobalTracerProvider({ getTracer: broken });
  const traces = tracer();
  expect([traces.isActive, traces.creation(TASK, null), traces.attempt(attempt())]).toEqual([false, null, null]);
  traces.rested(rested());
  expect(warn).toHaveBeenCalledTimes(2);
  warn.mockRestore();
});

it('loses spans, not steps, when the SDK throws; says so once', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const throwing: Sampler = {
    shouldSample: () => {
      throw new Error('sampler broken');
    },
    toString: () => 'throwing',
  };
  unregister();
  register(throwing);
  const traces = tracer();
  expect([traces.creation(TASK, null), traces.attempt(attempt())]).toEqual([null, null]);
  traces.rested(rested());
  expect(warn.mock.calls).toEqual([['spans are lost, the OpenTelemetry SDK throws: Error: sampler broken']]);
  warn.mockRestore();
});
