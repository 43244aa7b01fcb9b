import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import type { Outcome } from '../database/outcome.js';
import type { SettledOutcome } from '../database/tasker.functions.js';
import type { TaskReader } from '../database/task.reader.js';
import { LogRecord } from '../events/log.record.js';
import { AttemptLog } from './attempt.log.js';

const backoff = { seconds: null, max: 30, multiplier: 2, jitter: 0 };
const CONTEXT = { password: 'hush-0815' };
const ERROR = { message: 'no hush-0815 here', errorClass: 'Error', backtrace: Array.from({ length: 20 }, (_, n) => `at hush-0815 ${n}`) };

const failed = (stepId: number, { retryAfter = null, error = {} }: { retryAfter?: number | null; error?: object } = {}): Outcome => ({
  ...{ taskId: 't', stepId, attempt: 2, kind: 'failed', permanent: false, backoff, retryAfter },
  error: JSON.stringify(error),
  about: { facts: { step: 'pay', name: 'order', correlationId: 'c-1', run: { claimed: { context: CONTEXT } } }, seconds: 1.2 },
});
const settled = (stepId: number, readyInSeconds: number | null, changes: Partial<SettledOutcome> = {}): SettledOutcome => ({
  ...{ taskId: 't', stepId, attempt: 2, state: 'error', readyInSeconds },
  ...changes,
});
const ids = (stepId: number) => ({ task_id: 't', step_id: stepId, step: 'pay', attempt: 2, correlation_id: 'c-1' });
const wait = (stepId: number, seconds: number, type: string) => ({
  msg: `step ${stepId} waits ${seconds} s for its next attempt`,
  ...{ component: 'backoff_calculator', event_type: 'backoff', backoff_seconds: seconds, backoff_type: type, attempts: 2 },
  ...ids(stepId),
});

describe('the log of attempts', () => {
  let lines: unknown[];
  const correlationIds = vi.fn((_: readonly string[]) => Promise.resolve(new Map([['t', 'c-2']])));
  const log = new AttemptLog(parameterFilter(), { correlationIds } as unknown as TaskReader);
  beforeEach(() => {
    lines = [];
    for (const level of ['log', 'warn', 'error'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((line: unknown) => {
        expect(line).toBeInstanceOf(LogRecord);
        // Through JSON: fields without a value are not written.
        lines.push({ level, ...(JSON.parse(JSON.stringify(line)) as object) });
      });
    }
  });
  afterEach(() => void vi.restoreAllMocks());

  it('has one record for each failed attempt that is tried again, and says who chose the wait', () => {
    const sent = [failed(1), failed(2, { retryAfter: 30 }), failed(3, { retryAfter: 0 })];
    log.settled(sent, [settled(1, 4.1234567), settled(2, 30), settled(3, 0)]);
    const waits = [wait(1, 4.123, 'exponential'), wait(2, 30, 'server_requested'), wait(3, 0, 'server_requested')];
    expect(lines).toEqual(waits.map((record) => ({ level: 'log', ...record })));
  });

  it('has the wait of a step whose task is paused, which begins no attempt by itself', () => {
    log.settled([failed(1)], [settled(1, null, { parkedSeconds: 4 })]);
    expect(lines).toEqual([{ level: 'log', ...wait(1, 4, 'exponential') }]);
  });

  it('says why an attempt failed, without what the task was given in confidence', () => {
    log.settled([failed(1, { error: ERROR })], [settled(1, 4)]);
    const why = { exception_class: 'Error', exception_message: 'no [FILTERED] here' };
    expect(lines).toEqual([{ level: 'log', ...wait(1, 4, 'exponential'), ...why }]);
  });

  it('has an error with its backtrace and its duration for a step that failed for good', () => {
    log.settled([failed(1, { error: { ...ERROR, errorCode: 'E1' } })], [settled(1, null)]);
    expect(lines).toEqual([
      {
        level: 'error',
        msg: 'step 1 of task t failed for good',
        ...{ component: 'step_executor', entity_type: 'step', entity_id: 1, entity_name: 'pay' },
        ...{ event_type: 'failed', step_status: 'error', task_name: 'order', ...ids(1) },
        ...{ exception_class: 'Error', error_code: 'E1', exception_message: 'no [FILTERED] here' },
        backtrace: Array.from({ length: 10 }, (_, n) => `at [FILTERED] ${n}`),
        ...{ duration_ms: 1200, performance_category: 'slow' },
      },
    ]);
  });

  it('has a warning for an outcome that came too late', () => {
    log.settled([failed(1)], [settled(1, null, { state: 'rejected' })]);
    const msg = 'step.claim_lost: attempt 2 of step 1 of task t ended too late, its outcome was refused';
    expect(lines).toEqual([{ level: 'warn', msg, component: 'task_worker', event_type: 'claim_lost', ...ids(1) }]);
  });

  it('says nothing of a step that was handed back, and nothing of an ordinary batch', () => {
    log.settled([], []);
    log.settled([], [settled(1, 3, { state: 'pending' })]);
    expect(lines).toEqual([]);
  });

  it('has the wait of an attempt that was lost with its worker, with the id that is read for it', async () => {
    await log.lost([
      { taskId: 't', stepId: 1, attempt: 2, readyInSeconds: 8 },
      { taskId: 'u', stepId: 1, attempt: 2, readyInSeconds: null },
    ]);
    expect(correlationIds).toHaveBeenCalledWith(['t']);
    const { step: _, ...record } = wait(1, 8, 'exponential');
    expect(lines).toEqual([{ level: 'log', ...record, correlation_id: 'c-2' }]);
  });

  it('writes that line also when the id cannot be read', async () => {
    correlationIds.mockRejectedValueOnce(new Error('the database is away'));
    await log.lost([{ taskId: 't', stepId: 1, attempt: 2, readyInSeconds: 8 }]);
    const { step: _, correlation_id: __, ...record } = wait(1, 8, 'exponential');
    expect(lines).toEqual([{ level: 'log', ...record }]);
  });
});
