import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../model/json.js';
import { BaseSubscriber } from './base.subscriber.js';
import { ENGINE_EVENTS, type EngineEventName } from './catalog/engine.events.js';
import { fieldsExample } from './catalog/event.fields.js';
import { camelCase } from './subscriber.facts.js';
import type { TaskerEvent } from './tasker.event.js';

/** What a subclass may call. */
class Metrics extends BaseSubscriber {
  get = this.safeGet.bind(this);
  core = this.extractCoreAttributes.bind(this);
  step = this.extractStepAttributes.bind(this);
  timing = this.extractTimingMetrics.bind(this);
  error = this.extractErrorMetrics.bind(this);
  performance = this.extractPerformanceMetrics.bind(this);
  tags = this.extractMetricTags.bind(this);
  named = this.buildMetricName.bind(this);
  number = this.extractNumericMetric.bind(this);
  get settings(): JsonObject {
    return this.config;
  }
}

const metrics = new Metrics();
const AT = new Date('2026-03-01T09:30:00.000Z');

/** An event as the catalogue gives it as an example, with moments as listeners get them. */
function event(name: EngineEventName, changes: object = {}): TaskerEvent<any> {
  const fields = Object.entries(fieldsExample(ENGINE_EVENTS[name].fields)).map(([key, value]) => {
    const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
    return [camelCase(key), isMoment ? new Date(value) : value];
  });
  return { name, payload: { ...Object.fromEntries(fields), ...changes }, at: AT };
}

afterEach(() => void vi.unstubAllEnvs());

describe('safeGet', () => {
  it.each([
    ['taskId', 't-1'],
    ['task_id', 't-1'],
    ['region', 'eu'],
    ['shop_name', 'north'],
    ['shopName', 'north'],
    ['none', undefined],
    ['nothing', undefined],
    ['toString', undefined],
  ])('finds %s however it is written', (key, value) => {
    const payload = { taskId: 't-1', region: 'eu', shop_name: 'north', nothing: null };
    expect(metrics.get({ name: 'order.placed', payload, at: AT }, key)).toBe(value);
    expect(metrics.get(payload, key)).toBe(value);
    expect(metrics.get(payload, key, 'else')).toBe(value ?? 'else');
  });

  it.each([[undefined], [null], ['text'], [7]])('finds nothing in the payload %s', (payload) => {
    expect(metrics.get({ name: 'order.placed', payload, at: AT }, 'length', 'else')).toBe('else');
  });
});

describe('what is extracted from a real event', () => {
  it('says which step it is', () => {
    const completed = event('step.completed', {
      taskId: 't-1',
      stepId: 4,
      stepName: 'charge',
      attemptNumber: 2,
      retryLimit: 3,
      timestamp: AT,
    });
    expect(metrics.core(completed)).toEqual({ taskId: 't-1', stepId: 4, eventTimestamp: AT });
    expect(metrics.step(completed)).toEqual({
      ...{ taskId: 't-1', stepId: 4, eventTimestamp: AT },
      ...{ stepName: 'charge', attemptNumber: 2, retryLimit: 3 },
    });
    expect(metrics.core({ name: 'order.placed', payload: {}, at: AT })).toEqual({ eventTimestamp: AT });
  });

  it('says how long a step and a task took, in seconds', () => {
    const startedAt = new Date('2026-03-01T09:00:00.000Z');
    expect(metrics.timing(event('step.completed', { executionDuration: 1.25, startedAt, completedAt: AT }))).toEqual({
      ...{ executionDuration: 1.25, startedAt, completedAt: AT },
    });
    const counts = { totalSteps: 5, completedSteps: 3, failedSteps: 1 };
    const task = event('task.failed', { ...counts, startedAt, completedAt: null, totalExecutionDuration: 45.2 });
    expect(metrics.timing(task)).toEqual({ executionDuration: 45.2, startedAt, stepCount: 5, completedSteps: 3, failedSteps: 1 });
    expect(metrics.timing(event('task.start_requested', { startedAt, totalSteps: null, completedSteps: null, failedSteps: null }))).toEqual(
      {
        executionDuration: expect.any(Number),
        startedAt,
      },
    );
    expect(metrics.timing({ started_at: AT.toISOString(), total_execution_duration: 2 })).toEqual({ startedAt: AT, executionDuration: 2 });
  });

  it('says what went wrong, and whether it goes on', () => {
    const failure = {
      errorMessage: 'gateway is busy',
      errorClass: 'GatewayTimeoutError',
      attemptNumber: 2,
      isRetryable: true,
      finalFailure: false,
    };
    expect(metrics.error(event('step.failed', failure))).toEqual({ ...failure, errorType: 'timeout' });
    expect(metrics.error(event('task.failed', { errorMessage: 'a step has failed', errorClass: null }))).toEqual({
      errorMessage: 'a step has failed',
      errorType: 'unknown',
    });
    expect(metrics.error(event('task.completed'))).toEqual({ errorType: 'unknown' });
  });

  it('says of the performance only what was measured', () => {
    expect(metrics.performance(event('step.completed', { queueTime: 0.1, processingTime: 1.8 }))).toEqual({
      queueTime: 0.1,
      processingTime: 1.8,
    });
    expect(metrics.performance(event('step.failed', { queueTime: null, processingTime: 0, retryDelay: 2 }))).toEqual({
      ...{ processingTime: 0, retryDelay: 2 },
    });
    expect(metrics.performance({ memory_usage: 1_024, cpu_time: 2.5 })).toEqual({ memoryUsage: 1_024, cpuTime: 2.5 });
    expect(metrics.performance(event('task.cancelled'))).toEqual({});
  });

  it('gives tags', () => {
    vi.stubEnv('NODE_ENV', 'production');
    const failed = event('step.failed', { taskName: 'process_order', stepName: 'charge', isRetryable: false, attemptNumber: 2 });
    expect(metrics.tags(failed)).toEqual(['task:process_order', 'step:charge', 'environment:production', 'retryable:false', 'attempt:2']);
    const created = event('task.initialize_requested', { taskName: 'process_order', sourceSystem: 'shop', priority: 2 });
    expect(metrics.tags(created)).toEqual(['task:process_order', 'environment:production', 'source:shop', 'priority:2']);
    expect(metrics.tags(event('task.initialize_requested', { priority: -10 }))).toContain('priority:low');
    vi.stubEnv('NODE_ENV', undefined);
    expect(metrics.tags({ task_name: 'x' })).toEqual(['task:x', 'environment:development']);
  });
});

describe('the category of an error', () => {
  it.each([
    ['TimeoutError', 'timeout'],
    ['ConnectionTimeout', 'timeout'],
    ['ConnectionRefusedError', 'network'],
    ['NetworkError', 'network'],
    ['NotFoundException', 'not_found'],
    ['MissingFieldError', 'not_found'],
    ['Http404', 'not_found'],
    ['UnauthorizedException', 'auth'],
    ['ForbiddenException', 'auth'],
    ['Http401', 'auth'],
    ['RateLimitError', 'rate_limit'],
    ['TooManyRequestsException', 'rate_limit'],
    ['BadRequestException', 'client_error'],
    ['InvalidRequestError', 'client_error'],
    ['InternalServerErrorException', 'server_error'],
    ['Http500', 'server_error'],
    ['StandardError', 'runtime'],
    ['Error', 'runtime'],
    ['TypeError', 'runtime'],
    ['PermanentError', 'other'],
    ['', 'unknown'],
    [' ', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s: the first pattern that fits counts', (errorClass, type) => {
    expect(metrics.error({ errorClass }).errorType).toBe(type);
  });
});

describe('names and numbers', () => {
  it.each([
    ['tasker.task', 'completed', 'tasker.task.completed'],
    ['tasker.task.', '.completed', 'tasker.task.completed'],
    ['.tasker..task', 'a...b.', 'tasker.task.a.b'],
    ['', 'completed', 'completed'],
  ])('%s and %s are joined by single dots', (base, type, name) => {
    expect(metrics.named(base, type)).toBe(name);
  });

  it.each([
    [45.2, 45.2],
    ['45.2', 45.2],
    [0, 0],
    ['', -1],
    [' ', -1],
    ['many', -1],
    [Number.NaN, -1],
    [Number.POSITIVE_INFINITY, -1],
    [null, -1],
    [true, -1],
    [AT, -1],
  ])('%s is the number %s', (value, number) => {
    expect(metrics.number({ executionDuration: value }, 'execution_duration', -1)).toBe(number);
  });

  it('are 0 where there is none and nothing else is asked for', () => {
    expect(metrics.number({}, 'x')).toBe(0);
  });
});

describe('a subscriber', () => {
  it('has its own config, and takes every event', () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.configure({ channel: 'a' });
    expect([one.settings, other.settings, one.accepts(event('task.completed'))]).toEqual([{ channel: 'a' }, {}, true]);
  });
});
