import type { JaegerSpan } from './jaeger.query.js';
import { CALLER_SPAN, CREATION_SPAN, STEP_SPAN, TASK_SPAN, type JaegerTrace } from './jaeger.trace.js';
import type { ValidationReport } from './validation.report.js';

/** Spans begin at whole milliseconds; those of tasks have their times from the database, those of attempts from a worker. */
const TOLERANCE_MS = 5;

/** Looks at a trace: gives what was found, throws what is wrong. */
type Look = (trace: JaegerTrace) => string;

/** What is looked at in the trace of each workflow, by category. */
const LOOKS: readonly (readonly [category: string, name: string, look: Look])[] = [
  ['span hierarchy', 'the creation is a child of its caller', (trace) => children([trace.only(CREATION_SPAN)], trace.only(CALLER_SPAN))],
  [
    'span hierarchy',
    'attempts and task are children of the creation',
    (trace) => children([...trace.named(STEP_SPAN), trace.only(TASK_SPAN)], trace.only(CREATION_SPAN)),
  ],
  [
    'span hierarchy',
    'each step has one attempt',
    (trace) => trace.run.workflow.steps.map(({ name }) => nameOf(trace.step(name))).join(', '),
  ],
  ['span hierarchy', 'no parent is missing', parents],
  ['trace correlation', 'all spans belong to one trace', oneTrace],
  ['trace correlation', 'task and correlation id are the same everywhere', sameIds],
  ['trace correlation', 'numbers are numbers, and nothing has failed', attributes],
  ['performance', 'steps begin when those before them have ended', order],
  ['performance', 'the task encloses its steps', enclosed],
];

/** Looks at everything in the trace of a workflow. */
export async function checkTrace(trace: JaegerTrace, report: ValidationReport): Promise<void> {
  for (const [category, name, look] of LOOKS) {
    await report.check(category, `${trace.run.workflow.name}: ${name}`, () => ({ detail: look(trace) }));
  }
}

function children(spans: readonly JaegerSpan[], parent: JaegerSpan): string {
  const others = spans.filter(({ parentId }) => parentId !== parent.spanId);
  if (others.length > 0) throw new Error(`not below ${parent.name}: ${others.map(nameOf).join(', ')}`);
  return `${spans.length} below ${parent.name}`;
}

function parents({ spans }: JaegerTrace): string {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(({ parentId }) => parentId !== '' && !known.has(parentId));
  if (orphans.length > 0) throw new Error(`without a parent in the trace: ${orphans.map(nameOf).join(', ')}`);
  return `${spans.length} spans, ${spans.filter(({ parentId }) => parentId === '').length} root`;
}

function oneTrace({ spans, traceId }: JaegerTrace): string {
  const others = spans.filter((span) => span.traceId !== traceId);
  if (others.length > 0) throw new Error(`of another trace than ${traceId}: ${others.map(nameOf).join(', ')}`);
  return traceId;
}

function sameIds({ own, run }: JaegerTrace): string {
  const strangers = own.filter(({ tags }) => tags['tasker.task_id'] !== run.taskId);
  if (strangers.length > 0) throw new Error(`tasker.task_id is not ${run.taskId}: ${strangers.map(nameOf).join(', ')}`);
  const ids = new Set(own.map(({ tags }) => tags['tasker.correlation_id']));
  if (ids.size !== 1 || ids.has(undefined)) throw new Error(`tasker.correlation_id has ${ids.size} values: ${[...ids].join(', ')}`);
  return [...ids].join();
}

function attributes(trace: JaegerTrace): string {
  for (const span of trace.named(STEP_SPAN)) {
    const { 'tasker.attempt_number': attempt, error } = span.tags;
    if (attempt !== 1) throw new Error(`${nameOf(span)} has tasker.attempt_number ${JSON.stringify(attempt)} instead of 1`);
    if (error !== undefined && error !== false) throw new Error(`${nameOf(span)} has failed`);
  }
  const { tags } = trace.only(TASK_SPAN);
  const { length } = trace.run.workflow.steps;
  if (tags['tasker.completed_steps'] !== length) {
    throw new Error(`tasker.completed_steps is ${JSON.stringify(tags['tasker.completed_steps'])} instead of ${length}`);
  }
  return `${length} steps`;
}

function order(trace: JaegerTrace): string {
  const durations = trace.run.workflow.steps.map(({ name, dependsOn }) => {
    const step = trace.step(name);
    if (step.duration <= 0) throw new Error(`step ${name} has no duration`);
    for (const before of dependsOn) {
      const early = endOf(trace.step(before)) - step.start;
      if (early > TOLERANCE_MS) throw new Error(`step ${name} begins ${early.toFixed(1)} ms before ${before} has ended`);
    }
    return step.duration;
  });
  const average = durations.reduce((sum, duration) => sum + duration, 0) / durations.length;
  return `steps take ${average.toFixed(1)} ms on average, ${Math.max(...durations).toFixed(1)} ms at most`;
}

function enclosed(trace: JaegerTrace): string {
  const task = trace.only(TASK_SPAN);
  const outside = trace
    .named(STEP_SPAN)
    .filter((step) => step.start < task.start - TOLERANCE_MS || endOf(step) > endOf(task) + TOLERANCE_MS);
  if (outside.length > 0) throw new Error(`outside of the time of the task: ${outside.map(nameOf).join(', ')}`);
  return `${task.duration.toFixed(1)} ms`;
}

function endOf({ start, duration }: JaegerSpan): number {
  return start + duration;
}

function nameOf({ name, tags }: JaegerSpan): string {
  const step = tags['tasker.step_name'];
  return typeof step === 'string' ? step : name;
}
