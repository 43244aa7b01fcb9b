import type { ClaimKey, Outcome } from '../database/outcome.js';
import type { ContentFilter } from '../events/secret.filter.js';
import type { ParameterFilter } from '../events/parameter.filter.js';
import { recordOf } from './news/attempt.record.js';
import { claimName } from './running.steps.js';

/** Lines of a backtrace in a log record (specification: surface §7.2). */
const BACKTRACE_LINES = 10;

/** What was sent, by claim. */
export type SentOutcomes = ReadonlyMap<string, Outcome>;

/** The outcomes of a call, for looking one up. */
export function sentOutcomes(sent: readonly Outcome[]): SentOutcomes {
  return new Map(sent.map((outcome) => [claimName(outcome), outcome]));
}

/** The ids of an attempt, as log records have them; those that are unknown are left out. */
export function attemptFields({ taskId, stepId, attempt }: ClaimKey, sent: Outcome | undefined): Record<string, unknown> {
  const facts = sent === undefined ? undefined : recordOf(sent)?.facts;
  return { task_id: taskId, step_id: stepId, step: facts?.step, attempt, correlation_id: facts?.correlationId };
}

/** What was thrown, as log records have it (specification: surface §7.2), without what the task was given in confidence. */
export function exceptionFields(sent: Outcome | undefined, parameters: ParameterFilter): Record<string, unknown> {
  if (sent?.kind !== 'failed') return {};
  const { message, errorClass, errorCode, backtrace } = JSON.parse(sent.error) as Readonly<Record<string, unknown>>;
  const filter = filterOf(sent, parameters);
  return {
    exception_class: errorClass,
    error_code: errorCode,
    exception_message: filter.content(message),
    backtrace: Array.isArray(backtrace) ? filter.content(backtrace.slice(0, BACKTRACE_LINES)) : undefined,
  };
}

function filterOf(sent: Outcome, parameters: ParameterFilter): ContentFilter {
  const claimed = recordOf(sent)?.facts.run.claimed;
  return parameters.textFilter([claimed?.context, claimed?.inputs, claimed?.parents]);
}

/** How long something took, in words (specification: surface §7.2). */
export function durationFields(seconds: number): { readonly duration_ms: number; readonly performance_category: string } {
  return { duration_ms: Math.round(seconds * 1000), performance_category: categoryOf(seconds) };
}

function categoryOf(seconds: number): string {
  if (seconds <= 0.1) return 'fast';
  if (seconds <= 1) return 'moderate';
  return seconds <= 5 ? 'slow' : 'very_slow';
}
