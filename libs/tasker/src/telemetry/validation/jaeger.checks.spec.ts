import { beforeEach, expect, it } from 'vitest';
import { checkTrace } from './jaeger.checks.js';
import type { JaegerSpan } from './jaeger.query.js';
import { JaegerTrace } from './jaeger.trace.js';
import { ValidationReport } from './validation.report.js';
import { WORKFLOW_SHAPES } from './validation.workflows.js';

const TRACE_ID = 'a'.repeat(32);
const workflow = WORKFLOW_SHAPES.find(({ name }) => name === 'diamond')!;
const BEGIN = Date.parse('2026-01-02T10:00:00Z');

type Written = { -readonly [Key in keyof JaegerSpan]: JaegerSpan[Key] } & { tags: Record<string, unknown> };

let spans: Written[];

function span(name: string, fields: Partial<Written>): Written {
  const own = name.startsWith('tasker.') ? { 'tasker.task_id': 't-1', 'tasker.correlation_id': 'c-1' } : {};
  const step = fields.tags?.['tasker.step_name'];
  const spanId = `${name}:${typeof step === 'string' ? step : ''}`;
  const rest = { traceId: TRACE_ID, parentId: 'tasker.task.initialize:', service: 'test', start: BEGIN, duration: 5, events: [] };
  return { name, spanId, ...rest, ...fields, tags: { ...own, ...fields.tags } };
}

function step(name: string, start: number): Written {
  return span('tasker.step.execution', { start: BEGIN + start, tags: { 'tasker.step_name': name, 'tasker.attempt_number': 1 } });
}

/** The span of a step. */
const of = (name: string) => spans.find(({ tags }) => tags['tasker.step_name'] === name)!;
const named = (name: string) => spans.find((one) => one.name === name)!;

beforeEach(() => {
  spans = [
    span('jaeger_validation', { parentId: '' }),
    span('tasker.task.initialize', { parentId: 'jaeger_validation:' }),
    ...[step('start', 10), step('left', 20), step('right', 20), step('join', 30)],
    span('tasker.task.execution', { duration: 40, tags: { 'tasker.completed_steps': 4 } }),
  ];
});

async function failures(): Promise<string[]> {
  const report = new ValidationReport('test');
  await checkTrace(new JaegerTrace({ workflow, taskId: 't-1', seconds: 1 }, TRACE_ID, spans), report);
  return report.checks.filter(({ ok }) => !ok).map(({ category, name, detail }) => `${category} | ${name} | ${detail}`);
}

it('finds nothing wrong in a trace that is right', async () => {
  expect(await failures()).toEqual([]);
});

const CREATION = 'span hierarchy | diamond: attempts and task are children of the creation';
const ATTEMPTS = 'span hierarchy | diamond: each step has one attempt';
const ORDER = 'performance | diamond: steps begin when those before them have ended';
const NUMBERS = 'trace correlation | diamond: numbers are numbers, and nothing has failed';
const IDS = 'trace correlation | diamond: task and correlation id are the same everywhere';

it.each<[string, () => void, string[]]>([
  [
    'the creation has no parent',
    () => (named('tasker.task.initialize').parentId = ''),
    ['span hierarchy | diamond: the creation is a child of its caller | not below jaeger_validation: tasker.task.initialize'],
  ],
  [
    'an attempt is a child of the caller',
    () => (of('left').parentId = 'jaeger_validation:'),
    [`${CREATION} | not below tasker.task.initialize: left`],
  ],
  [
    'a parent is not in the trace',
    () => (named('jaeger_validation').parentId = 'gone'),
    ['span hierarchy | diamond: no parent is missing | without a parent in the trace: jaeger_validation'],
  ],
  [
    'a step has two spans',
    () => spans.push(step('join', 30)),
    [ATTEMPTS, ORDER].map((check) => `${check} | step join does not have exactly one span`),
  ],
  [
    'a span is of another trace',
    () => (of('left').traceId = 'b'.repeat(32)),
    [`trace correlation | diamond: all spans belong to one trace | of another trace than ${TRACE_ID}: left`],
  ],
  ['a span is of another task', () => (of('left').tags['tasker.task_id'] = 't-2'), [`${IDS} | tasker.task_id is not t-1: left`]],
  [
    'correlation ids differ',
    () => (of('left').tags['tasker.correlation_id'] = 'c-2'),
    [`${IDS} | tasker.correlation_id has 2 values: c-1, c-2`],
  ],
  [
    'a number is a text',
    () => (of('left').tags['tasker.attempt_number'] = '1'),
    [`${NUMBERS} | left has tasker.attempt_number "1" instead of 1`],
  ],
  ['a step has failed', () => (of('left').tags.error = true), [`${NUMBERS} | left has failed`]],
  [
    'a step is not counted',
    () => (named('tasker.task.execution').tags['tasker.completed_steps'] = 3),
    [`${NUMBERS} | tasker.completed_steps is 3 instead of 4`],
  ],
  ['a step takes no time', () => (of('left').duration = 0), [`${ORDER} | step left has no duration`]],
  ['a step begins too early', () => (of('join').start -= 20), [`${ORDER} | step join begins 15.0 ms before left has ended`]],
  [
    'the task ends before its steps',
    () => (named('tasker.task.execution').duration = 20),
    ['performance | diamond: the task encloses its steps | outside of the time of the task: join'],
  ],
])('finds out when %s', async (_, spoil, wanted) => {
  spoil();
  expect(await failures()).toEqual(wanted);
});
