import { priorityWord } from '../model/priority.names.js';
import { snakeCase } from './catalog/event.fields.js';
import type { TaskerEvent } from './tasker.event.js';

/** An event, or only what it contains. */
export type EventOrPayload = TaskerEvent<any> | Readonly<Record<string, unknown>>;

/** Categories of errors by the name of their class; the first that fits counts (specification: surface §4.12). */
const ERROR_TYPES: readonly (readonly [type: ErrorType, pattern: RegExp])[] = [
  ['timeout', /timeout/i],
  ['network', /connection|network/i],
  ['not_found', /notfound|missing|404/i],
  ['auth', /unauthorized|forbidden|401|403/i],
  ['rate_limit', /ratelimit|toomanyrequests|429/i],
  ['client_error', /badrequest|invalid|400/i],
  ['server_error', /servererror|internalerror|500/i],
  // The errors of the language stand for StandardError and RuntimeError.
  ['runtime', /standarderror|runtimeerror|^(?:Error|TypeError|RangeError|ReferenceError|SyntaxError|URIError|EvalError|AggregateError)$/i],
];

/** A category of errors; `unknown`: the event names no class. */
export type ErrorType =
  'timeout' | 'network' | 'not_found' | 'auth' | 'rate_limit' | 'client_error' | 'server_error' | 'runtime' | 'other' | 'unknown';

/** What an event is about. */
export interface CoreAttributes {
  readonly taskId: string | undefined;
  readonly stepId: number | undefined;
  readonly eventTimestamp: Date | undefined;
}

/** What an event says about a step. */
export interface StepAttributes extends CoreAttributes {
  readonly stepName: string | undefined;
  readonly attemptNumber: number | undefined;
  readonly retryLimit: number | undefined;
}

/** Durations are seconds. What the event does not say is left out. */
export interface TimingMetrics {
  /** Of a step: its attempt. Of a task: since it was created. */
  readonly executionDuration?: number;
  readonly startedAt?: Date;
  readonly completedAt?: Date;
  readonly stepCount?: number;
  readonly completedSteps?: number;
  readonly failedSteps?: number;
}

/** What went wrong. What the event does not say is left out. */
export interface ErrorMetrics {
  readonly errorMessage?: string;
  readonly errorClass?: string;
  readonly errorType: ErrorType;
  readonly attemptNumber?: number;
  readonly isRetryable?: boolean;
  /** No further attempt follows. */
  readonly finalFailure?: boolean;
}

/** Durations are seconds, memory is bytes. Only what was measured: the engine itself measures neither memory nor CPU. */
export interface PerformanceMetrics {
  readonly memoryUsage?: number;
  readonly cpuTime?: number;
  readonly queueTime?: number;
  readonly processingTime?: number;
  readonly retryDelay?: number;
}

/** The value of a key, `taskId` or `task_id`; `otherwise` when there is none or it is null. */
export function factOf(event: EventOrPayload, key: string, otherwise?: unknown): unknown {
  const payload = payloadOf(event);
  for (const name of [key, camelCase(key), snakeCase(key)]) {
    if (Object.hasOwn(payload, name) && payload[name] != null) return payload[name];
  }
  return otherwise;
}

/** A number, or a text that is one; else `otherwise`. */
export function numberOf(event: EventOrPayload, key: string, otherwise: number): number {
  const value = factOf(event, key);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
}

export function coreAttributes(event: EventOrPayload): CoreAttributes {
  return {
    taskId: text(event, 'taskId'),
    stepId: number(event, 'stepId'),
    eventTimestamp: moment(event, 'timestamp') ?? (isEvent(event) ? event.at : undefined),
  };
}

export function stepAttributes(event: EventOrPayload): StepAttributes {
  return {
    ...coreAttributes(event),
    stepName: text(event, 'stepName'),
    attemptNumber: number(event, 'attemptNumber') ?? number(event, 'attempt'),
    retryLimit: number(event, 'retryLimit'),
  };
}

export function timingMetrics(event: EventOrPayload): TimingMetrics {
  return given({
    executionDuration:
      number(event, 'executionDuration') ?? number(event, 'totalExecutionDuration') ?? number(event, 'currentExecutionDuration'),
    startedAt: moment(event, 'startedAt'),
    completedAt: moment(event, 'completedAt'),
    stepCount: number(event, 'totalSteps') ?? number(event, 'stepCount'),
    completedSteps: number(event, 'completedSteps'),
    failedSteps: number(event, 'failedSteps'),
  });
}

export function errorMetrics(event: EventOrPayload): ErrorMetrics {
  const errorClass = text(event, 'errorClass') ?? text(event, 'exceptionClass');
  return {
    errorType: errorType(errorClass),
    ...given({
      errorMessage: text(event, 'errorMessage') ?? text(event, 'error'),
      errorClass,
      attemptNumber: number(event, 'attemptNumber'),
      isRetryable: flag(event, 'isRetryable'),
      finalFailure: flag(event, 'finalFailure'),
    }),
  };
}

export function performanceMetrics(event: EventOrPayload): PerformanceMetrics {
  return given({
    memoryUsage: number(event, 'memoryUsage'),
    cpuTime: number(event, 'cpuTime'),
    queueTime: number(event, 'queueTime'),
    processingTime: number(event, 'processingTime'),
    retryDelay: number(event, 'retryDelay') ?? number(event, 'backoffSeconds'),
  });
}

/** `task:process_order`, `step:charge`, …: what the event says, and the environment of the process. */
export function metricTags(event: EventOrPayload): string[] {
  const priority = number(event, 'priority');
  const tags: readonly (readonly [string, unknown])[] = [
    ['task', factOf(event, 'taskName')],
    ['step', factOf(event, 'stepName')],
    ['environment', factOf(event, 'environment', process.env['NODE_ENV'] ?? 'development')],
    ['source', factOf(event, 'sourceSystem') ?? factOf(event, 'source')],
    ['retryable', flag(event, 'isRetryable')],
    ['attempt', number(event, 'attemptNumber')],
    ['priority', priority === undefined ? undefined : priorityWord(priority)],
  ];
  return tags.flatMap(([tag, value]) => (isPlain(value) ? [`${tag}:${value}`] : []));
}

/** Joined by single dots, none at the ends. */
export function metricName(base: string, type: string): string {
  return `${base}.${type}`.replaceAll(/\.{2,}/g, '.').replaceAll(/^\.|\.$/g, '');
}

/** The category of an error by the name of its class. */
export function errorType(errorClass: string | undefined): ErrorType {
  if (errorClass === undefined || errorClass.trim() === '') return 'unknown';
  return ERROR_TYPES.find(([, pattern]) => pattern.test(errorClass))?.[0] ?? 'other';
}

/** `task_id` → `taskId`. */
export function camelCase(key: string): string {
  return key.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function isEvent(event: EventOrPayload): event is TaskerEvent<any> {
  return typeof event['name'] === 'string' && event['at'] instanceof Date && 'payload' in event;
}

function payloadOf(event: EventOrPayload): Readonly<Record<string, unknown>> {
  const payload: unknown = isEvent(event) ? event.payload : event;
  return typeof payload === 'object' && payload !== null ? (payload as Readonly<Record<string, unknown>>) : {};
}

function text(event: EventOrPayload, key: string): string | undefined {
  const value = factOf(event, key);
  return typeof value === 'string' ? value : undefined;
}

function number(event: EventOrPayload, key: string): number | undefined {
  const value = numberOf(event, key, Number.NaN);
  return Number.isNaN(value) ? undefined : value;
}

function flag(event: EventOrPayload, key: string): boolean | undefined {
  const value = factOf(event, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** Durable events and what other processes sent may have texts. */
function moment(event: EventOrPayload, key: string): Date | undefined {
  const value = factOf(event, key);
  if (value instanceof Date) return value;
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
