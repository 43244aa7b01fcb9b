import { Logger } from '@nestjs/common';
import type { ClaimKey, Outcome } from '../database/outcome.js';
import type { LostAttempt, SettledOutcome } from '../database/tasker.functions.js';
import { LogRecord } from '../events/log.record.js';
import { claimName } from './running.steps.js';

const logger = new Logger('TaskerBackoff');

/** One log record for each wait that was computed for failed attempts, from what was sent and what the database made of it. */
export function logBackoffs(sent: readonly Outcome[], settled: readonly SettledOutcome[]): void {
  const waits = settled.flatMap((outcome) => {
    const seconds = outcome.state === 'error' ? (outcome.readyInSeconds ?? outcome.parkedSeconds ?? null) : null;
    return seconds === null ? [] : [{ outcome, seconds }];
  });
  if (waits.length === 0) return;
  const asked = new Set(sent.filter((outcome) => outcome.kind === 'failed' && outcome.retryAfter !== null).map(claimName));
  for (const { outcome, seconds } of waits) log(outcome, seconds, asked.has(claimName(outcome)) ? 'server_requested' : 'exponential');
}

/** The same for attempts that were lost with their worker. */
export function logLostBackoffs(lost: readonly LostAttempt[]): void {
  for (const attempt of lost) if (attempt.readyInSeconds !== null) log(attempt, attempt.readyInSeconds, 'exponential');
}

function log({ taskId, stepId, attempt }: ClaimKey, seconds: number, type: 'server_requested' | 'exponential'): void {
  const backoff = Math.round(seconds * 1000) / 1000;
  logger.log(
    new LogRecord(`step ${stepId} waits ${backoff} s for its next attempt`, {
      component: 'backoff_calculator',
      event_type: 'backoff',
      backoff_seconds: backoff,
      backoff_type: type,
      step_id: stepId,
      task_id: taskId,
      attempts: attempt,
    }),
  );
}
