import { setTimeout as pause } from 'node:timers/promises';
import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../../model/errors.js';
import { RegisteredTracer } from '../tracing/registered.tracer.js';
import { traceLibrary, type TraceLibrary } from '../tracing/trace.library.js';
import { checkTrace } from './jaeger.checks.js';
import { JaegerQuery } from './jaeger.query.js';
import { CALLER_SPAN, JaegerTrace } from './jaeger.trace.js';
import { runWorkflows, type RunWorkflow, type ValidationEngine } from './validation.engine.js';
import { ValidationReport, type Found } from './validation.report.js';

const LOOK_EVERY_MS = 200;
const DEFAULT_TIMEOUT_MS = 30_000;

/** What `validateJaeger` works with. */
export interface JaegerValidation {
  /** The `Orchestrator` of an application that has `VALIDATION_WORKFLOWS` among its providers. */
  readonly engine: ValidationEngine;
  /** Where Jaeger's query service answers, such as `http://localhost:16686`. */
  readonly url: string;
  /** `service.name` of the SDK that the application has registered. */
  readonly service: string;
  /** Sends what has ended: `() => provider.forceFlush()`. Default: whenever the SDK does it. */
  readonly flush?: () => Promise<void>;
  /** Longest time for one answer of Jaeger, for a workflow, and until Jaeger shows its whole trace, in milliseconds each. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a linear, a diamond and a parallel workflow and looks at what Jaeger shows of them: connection, workflow execution, trace collection,
 * span hierarchy, trace correlation, performance. Nothing is thrown for what is found: it stands in the report.
 *
 * @throws ConfigurationError when the options cannot be used
 * @example
 * const report = await validateJaeger({ engine: app.get(Orchestrator), url: 'http://localhost:16686', service: 'orders' });
 * console.log(report.lines().join('\n'));
 */
export async function validateJaeger(options: JaegerValidation): Promise<ValidationReport> {
  const { engine, url, service, flush, timeoutMs = DEFAULT_TIMEOUT_MS } = checked(options);
  const report = new ValidationReport(`Jaeger at ${url}`);
  const query = new JaegerQuery(url, timeoutMs);
  const library = await connection(query, report);
  if (library === undefined) return report;
  const callers = new CallerSpans(engine, library);
  const runs = await runWorkflows(callers, report, timeoutMs);
  await flush?.();
  for (const run of runs) {
    const trace = await report.check('trace collection', run.workflow.name, () =>
      collected(run, callers.traceIdOf(run), { query, timeoutMs }),
    );
    if (trace !== undefined) await checkTrace(trace, report);
  }
  await report.check('trace collection', `service ${service}`, async () => {
    const services = await query.services();
    if (!services.includes(service)) throw new Error(`not among the services that Jaeger knows: ${services.join(', ') || 'none'}`);
    return { detail: `one of ${services.length}` };
  });
  return report;
}

function checked(options: JaegerValidation): JaegerValidation {
  const { url, service, timeoutMs } = options;
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') throw new ConfigurationError(`validateJaeger: url "${url}" is no http or https URL`);
  if (typeof service !== 'string' || service === '')
    throw new ConfigurationError('validateJaeger: service must be the service.name of the SDK');
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
    throw new ConfigurationError('validateJaeger: timeoutMs must be a number of milliseconds above 0');
  }
  return options;
}

/** Without Jaeger or an SDK there is nothing else to look at. */
async function connection(query: JaegerQuery, report: ValidationReport): Promise<TraceLibrary | undefined> {
  await report.check('connection', "Jaeger's query service answers", async () => ({
    detail: `${(await query.services()).length} services`,
  }));
  const library = await report.check('connection', 'an OpenTelemetry SDK is registered', () => {
    const found = traceLibrary();
    if (found === undefined) throw new Error('@opentelemetry/api is not installed: npm install @opentelemetry/api');
    if (new RegisteredTracer(found).current === null)
      throw new Error('none is: register a NodeTracerProvider before the application starts');
    return { detail: '', value: found };
  });
  return report.ok ? library : undefined;
}

/** Creates each task in a span of its own, as a request would. */
class CallerSpans implements ValidationEngine {
  private readonly traceIds = new Map<string, string>();

  constructor(
    private readonly engine: ValidationEngine,
    private readonly library: TraceLibrary,
  ) {}

  createTask(handler: Type<object>, request: { readonly context: Record<string, unknown> }): Promise<{ readonly taskId: string }> {
    return this.library.trace.getTracer('nestjs-tasker').startActiveSpan(CALLER_SPAN, async (span) => {
      try {
        const task = await this.engine.createTask(handler, request);
        this.traceIds.set(task.taskId, span.spanContext().traceId);
        return task;
      } finally {
        span.end();
      }
    });
  }

  waitForTask(...given: Parameters<ValidationEngine['waitForTask']>): ReturnType<ValidationEngine['waitForTask']> {
    return this.engine.waitForTask(...given);
  }

  traceIdOf({ taskId }: RunWorkflow): string {
    return this.traceIds.get(taskId)!;
  }
}

/** Looks until the trace is whole: exporters send in batches, and Jaeger needs a moment. */
async function collected(
  run: RunWorkflow,
  traceId: string,
  { query, timeoutMs }: { query: JaegerQuery; timeoutMs: number },
): Promise<Found<JaegerTrace>> {
  const began = performance.now();
  for (;;) {
    const trace = new JaegerTrace(run, traceId, await query.trace(traceId));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (trace.missing === '') return { detail: `${trace.spans.length} spans of trace ${traceId} after ${seconds} s`, value: trace };
    if (performance.now() - began > timeoutMs) {
      throw new Error(
        `trace ${traceId} lacks ${trace.missing} after ${seconds} s: does the exporter send to this Jaeger, is everything sampled?`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}
