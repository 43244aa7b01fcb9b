import type { ClaimKey } from '../database/outcome.js';
import type { SettledOutcome } from '../database/tasker.functions.js';
import { LogRecord } from '../events/log.record.js';

/** What is said of a wait. */
interface Wait {
  readonly seconds: number;
  /** The handler or a server chose it. */
  readonly asked: boolean;
  /** Ids of the attempt, and why it failed. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How long a failed step waits for its next attempt; null when there is none. */
export function waitOf({ readyInSeconds, parkedSeconds }: SettledOutcome): number | null {
  return readyInSeconds ?? parkedSeconds ?? null;
}

/** The record of a wait that was computed for a failed attempt. */
export function backoffRecord({ taskId, stepId, attempt }: ClaimKey, { seconds, asked, fields }: Wait): LogRecord {
  const backoff = Math.round(seconds * 1000) / 1000;
  return new LogRecord(`step ${stepId} waits ${backoff} s for its next attempt`, {
    component: 'backoff_calculator',
    event_type: 'backoff',
    backoff_seconds: backoff,
    backoff_type: asked ? 'server_requested' : 'exponential',
    step_id: stepId,
    task_id: taskId,
    attempts: attempt,
    ...fields,
  });
}
