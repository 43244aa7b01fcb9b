import { Injectable, Logger } from '@nestjs/common';
import type { Outcome } from '../database/outcome.js';
import type { LostAttempt, SettledOutcome } from '../database/tasker.functions.js';
import { TaskReader } from '../database/task.reader.js';
import { LogRecord } from '../events/log.record.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { attemptFields, durationFields, exceptionFields, sentOutcomes } from './attempt.fields.js';
import { backoffRecord, waitOf } from './backoff.log.js';
import { recordOf } from './news/attempt.record.js';
import { claimName } from './running.steps.js';

/**
 * Writes down how attempts ended that did not end well: one record each. What succeeds is no news for a log: events, metrics and spans
 * tell it.
 */
@Injectable()
export class AttemptLog {
  private readonly steps = new Logger('TaskerSteps');
  private readonly backoff = new Logger('TaskerBackoff');
  private readonly worker = new Logger('TaskerWorker');

  constructor(
    private readonly filter: ParameterFilter,
    private readonly reader: TaskReader,
  ) {}

  /** From what was sent and what the database made of it. */
  settled(sent: readonly Outcome[], settled: readonly SettledOutcome[]): void {
    if (settled.length === 0) return;
    const outcomes = sentOutcomes(sent);
    for (const end of settled) {
      const outcome = outcomes.get(claimName(end));
      if (end.state === 'rejected') this.refused(end, outcome);
      else if (end.state === 'error') this.failed(end, outcome);
    }
  }

  /** Attempts that were lost with their worker and are tried again. Never rejects. */
  async lost(attempts: readonly LostAttempt[]): Promise<void> {
    const waiting = attempts.filter(({ readyInSeconds }) => readyInSeconds !== null);
    if (waiting.length === 0) return;
    // A line without its correlation id is worth more than none.
    const ids = await this.reader.correlationIds(waiting.map(({ taskId }) => taskId)).catch(() => new Map<string, string>());
    for (const attempt of waiting) {
      const fields = { ...attemptFields(attempt, undefined), correlation_id: ids.get(attempt.taskId) };
      this.backoff.log(backoffRecord(attempt, { seconds: attempt.readyInSeconds!, asked: false, fields }));
    }
  }

  private refused(end: SettledOutcome, outcome: Outcome | undefined): void {
    const { taskId, stepId, attempt } = end;
    const message = `step.claim_lost: attempt ${attempt} of step ${stepId} of task ${taskId} ended too late, its outcome was refused`;
    this.worker.warn(new LogRecord(message, { component: 'task_worker', event_type: 'claim_lost', ...attemptFields(end, outcome) }));
  }

  private failed(end: SettledOutcome, outcome: Outcome | undefined): void {
    const fields = { ...attemptFields(end, outcome), ...exceptionFields(outcome, this.filter) };
    const seconds = waitOf(end);
    if (seconds === null) return this.steps.error(this.failure(end, outcome, fields));
    const asked = outcome?.kind === 'failed' && outcome.retryAfter !== null;
    this.backoff.log(backoffRecord(end, { seconds, asked, fields: { ...fields, backtrace: undefined } }));
  }

  private failure(end: SettledOutcome, outcome: Outcome | undefined, fields: Readonly<Record<string, unknown>>): LogRecord {
    const record = outcome === undefined ? undefined : recordOf(outcome);
    return new LogRecord(`step ${end.stepId} of task ${end.taskId} failed for good`, {
      ...{ component: 'step_executor', entity_type: 'step', entity_id: end.stepId, entity_name: record?.facts.step },
      ...{ event_type: 'failed', step_status: 'error', task_name: record?.facts.name },
      ...fields,
      ...(record === undefined ? {} : durationFields(record.seconds)),
    });
  }
}
