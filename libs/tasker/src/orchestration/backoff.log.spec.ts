import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../database/outcome.js';
import type { SettledOutcome } from '../database/tasker.functions.js';
import { LogRecord } from '../events/log.record.js';
import { logBackoffs, logLostBackoffs } from './backoff.log.js';

const backoff = { seconds: null, max: 30, multiplier: 2, jitter: 0 };
const failed = (stepId: number, retryAfter: number | null = null): Outcome => ({
  taskId: 't',
  stepId,
  attempt: 2,
  kind: 'failed',
  error: '{}',
  permanent: false,
  retryAfter,
  backoff,
});
const settled = (stepId: number, readyInSeconds: number | null, changes: Partial<SettledOutcome> = {}): SettledOutcome => ({
  taskId: 't',
  stepId,
  attempt: 2,
  state: 'error',
  readyInSeconds,
  ...changes,
});
const record = (stepId: number, seconds: number, type: string) => ({
  msg: `step ${stepId} waits ${seconds} s for its next attempt`,
  component: 'backoff_calculator',
  event_type: 'backoff',
  backoff_seconds: seconds,
  backoff_type: type,
  step_id: stepId,
  task_id: 't',
  attempts: 2,
});

function records(): unknown[] {
  const lines: unknown[] = [];
  vi.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => {
    expect(line).toBeInstanceOf(LogRecord);
    lines.push({ ...(line as LogRecord) });
  });
  return lines;
}

afterEach(() => void vi.restoreAllMocks());

describe('the log of back-offs', () => {
  it('has one record for each failed attempt that is tried again, and says who chose the wait', () => {
    const lines = records();
    logBackoffs([failed(1), failed(2, 30), failed(3, 0)], [settled(1, 4.1234567), settled(2, 30), settled(3, 0)]);
    expect(lines).toEqual([record(1, 4.123, 'exponential'), record(2, 30, 'server_requested'), record(3, 0, 'server_requested')]);
  });

  it('has the wait of a step whose task is paused, which begins no attempt by itself', () => {
    const lines = records();
    logBackoffs([failed(1)], [settled(1, null, { parkedSeconds: 4 })]);
    expect(lines).toEqual([record(1, 4, 'exponential')]);
  });

  it('has none for a failure for good, a refused outcome and a step that was handed back', () => {
    const lines = records();
    const returned: Outcome = { taskId: 't', stepId: 3, attempt: 2, kind: 'returned', delaySeconds: 5 };
    logBackoffs(
      [failed(1), failed(2), returned],
      [settled(1, null), settled(2, null, { state: 'rejected' }), settled(3, 5, { state: 'pending' })],
    );
    expect(lines).toEqual([]);
  });

  it('has those of attempts that were lost with their worker', () => {
    const lines = records();
    logLostBackoffs([
      { taskId: 't', stepId: 1, attempt: 2, readyInSeconds: 8 },
      { taskId: 't', stepId: 2, attempt: 2, readyInSeconds: null },
    ]);
    expect(lines).toEqual([record(1, 8, 'exponential')]);
  });
});
