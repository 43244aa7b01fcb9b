import { Logger } from '@nestjs/common';
import type { BackoffProfile, ClaimKey, Outcome } from '../database/outcome.js';
import { LogRecord } from '../events/log.record.js';
import { BLIND, SecretFilter, secretsOfSettings, type ContentFilter } from '../events/secret.filter.js';
import { correlationIdOf } from '../model/correlation.id.js';
import { checkJson, resultJson, storableText } from './stored.json.js';
import type { StepError } from './task-view.js';

const logger = new Logger('TaskerSteps');
/** Errors after which another attempt would only do the same again: what was said to be so, and events that the same code would publish again. */
const PERMANENT: readonly string[] = ['PermanentError', 'EventRefusedError'];
const BACKTRACE_LINES = 20;
const MESSAGE_CHARACTERS = 4_000;
const CONTEXT_BYTES = 64 * 1024;
/** Longest wait that a subscriber may ask for. */
const LONGEST_RETRY_AFTER_SECONDS = 86_400;

/** What a failure is stored with besides the error. */
export interface FailureTerms {
  readonly backoff: BackoffProfile;
  readonly maxRetryAfterSeconds: number;
  /** JSON of what the handler had set as its result. */
  readonly results?: string | undefined;
  /** W3C trace context of the attempt: the span of the next one links to it. */
  readonly traceparent?: string | undefined;
  /** Values that must not be stored: what environment variables hold that the step's settings name. The longest first. */
  readonly secrets?: readonly string[];
  /**
   * Values that the handler was given in confidence besides the context: who tells of the failure later knows the context, but not what the
   * parents gave. Null: nobody can say, so that every text is blacked out.
   */
  readonly confided?: readonly string[] | null;
}

/** The attempt, with what its log lines name. */
type FailedClaim = ClaimKey & { readonly correlationId?: string | null };

/** The outcome of an attempt that threw, whatever it threw. */
export function failureOutcome(claim: FailedClaim, thrown: unknown, terms: FailureTerms): Outcome {
  const filter = filterOf(terms);
  const failure = describe(thrown, filter);
  const error = errorJson({ ...failure.error, attempt: claim.attempt, permanent: failure.permanent }, filter);
  return {
    taskId: claim.taskId,
    stepId: claim.stepId,
    attempt: claim.attempt,
    kind: 'failed',
    permanent: failure.permanent,
    retryAfter: retryAfterOf(claim, failure.retryAfter, terms.maxRetryAfterSeconds),
    backoff: terms.backoff,
    error: terms.traceparent === undefined ? error : `{"traceparent":"${terms.traceparent}",${error.slice(1)}`,
    results: terms.results,
  };
}

function filterOf({ secrets = [], confided = [] }: FailureTerms): ContentFilter {
  return confided === null ? BLIND : new SecretFilter([...secretsOfSettings(secrets), ...confided]);
}

/** What somebody threw who is no step: an error that can be stored, and what it says about a further try. */
export interface DescribedFailure {
  readonly permanent: boolean;
  /** Seconds until the next try; null: it does not say. */
  readonly retryAfterSeconds: number | null;
  readonly error: StepError;
}

/** Describes whatever was thrown, as the errors of steps are described, without what the filter masks. */
export function describedFailure(thrown: unknown, attempt: number, filter: ContentFilter): DescribedFailure {
  const { permanent, retryAfter, error } = describe(thrown, filter);
  const stored = JSON.parse(errorJson({ ...error, attempt, permanent }, filter)) as StepError;
  return { permanent, retryAfterSeconds: cappedRetryAfter(retryAfter, LONGEST_RETRY_AFTER_SECONDS), error: stored };
}

/** The outcome in place of one whose data the server refused: permanent, so that it is stored and the task can rest, and told as any other. */
export function refusedByServer(outcome: Outcome, reason: string): Outcome {
  const { taskId, stepId, attempt, about } = outcome;
  const error = {
    message: storableText(`the outcome could not be stored: ${reason}`),
    errorClass: 'OutcomeRefusedError',
    attempt,
    permanent: true,
  };
  const backoff = { seconds: null, max: 0, multiplier: 1, jitter: 0 };
  return { taskId, stepId, attempt, kind: 'failed', permanent: true, retryAfter: null, backoff, error: JSON.stringify(error), about };
}

function retryAfterOf({ taskId, stepId, attempt, correlationId }: FailedClaim, asked: unknown, cap: number): number | null {
  const seconds = cappedRetryAfter(asked, cap);
  if (seconds !== null && (asked as number) > cap) {
    const message = `step ${stepId} of task ${taskId} asks for a wait of ${String(asked)} s: capped to ${cap} s (backoff.maxRetryAfter)`;
    const ids = { task_id: taskId, step_id: stepId, attempt, correlation_id: correlationId ?? correlationIdOf(taskId) };
    logger.warn(new LogRecord(message, { component: 'backoff_calculator', ...ids }));
  }
  return seconds;
}

/** Seconds of a Retry-After that may be used: a readable number, not negative, at most the cap. */
export function cappedRetryAfter(seconds: unknown, cap: number): number | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), cap) : null;
}

interface Failure {
  readonly permanent: boolean;
  readonly retryAfter: unknown;
  readonly error: Omit<StepError, 'attempt' | 'permanent'>;
}

/** Errors are recognised by name, so that another copy of this package is understood. A getter that throws costs only what it hides. */
function describe(thrown: unknown, filter: ContentFilter): Failure {
  if (readable(() => isErrorLike(thrown)) !== true) {
    return {
      permanent: false,
      retryAfter: undefined,
      error: { message: textOf(() => thrown, filter), errorClass: thrown === null ? 'null' : typeof thrown },
    };
  }
  const error = thrown as Error & { errorCode?: unknown; context?: unknown; retryAfter?: unknown };
  const name = readable(() => declaredName(error)) ?? 'Error';
  const errorCode = readable(() => error.errorCode);
  const stack = readable(() => error.stack);
  const context = readable(() => filledObject(error.context));
  return {
    permanent: PERMANENT.includes(name),
    retryAfter: name === 'RetryableError' ? readable(() => error.retryAfter) : undefined,
    error: {
      message: textOf(() => error.message, filter),
      errorClass: filter.text(name),
      ...(typeof errorCode === 'string' ? { errorCode: filter.text(errorCode) } : {}),
      ...(typeof stack === 'string' ? { backtrace: backtraceOf(stack, filter) } : {}),
      ...(context === undefined ? {} : { context }),
    },
  };
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isErrorLike(thrown: unknown): boolean {
  return thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown);
}

/** The name that the class chain declares: a user's subclass of PermanentError keeps its parent's word. */
function declaredName(thrown: Error): string {
  for (let level: unknown = Object.getPrototypeOf(thrown); level !== null && level !== undefined; level = Object.getPrototypeOf(level)) {
    const word = (level as { constructor?: { name?: string } }).constructor?.name;
    if (word === 'PermanentError' || word === 'RetryableError') return word;
  }
  return typeof thrown.name === 'string' && thrown.name !== '' ? thrown.name : 'Error';
}

function filledObject(context: unknown): Record<string, unknown> | undefined {
  const filled = typeof context === 'object' && context !== null && Object.keys(context).length > 0;
  return filled ? (context as Record<string, unknown>) : undefined;
}

/** Where it was thrown. What stands in front is the message, which may have several lines. */
function backtraceOf(stack: string, filter: ContentFilter): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, BACKTRACE_LINES)
    .map((line) => filter.text(line));
}

/** Blacked out before it is cut: a secret across the cut would keep its head. */
function textOf(read: () => unknown, filter: ContentFilter): string {
  try {
    return filter.text(String(read())).slice(0, MESSAGE_CHARACTERS);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** The error as JSON that can be stored: what does not fit or cannot be read is left out, never the error itself. */
function errorJson(error: StepError, filter: ContentFilter): string {
  const { context, ...bare } = error;
  if (context !== undefined) {
    const json = resultJson(context, CONTEXT_BYTES);
    // Content that is nested beyond the stack is left out.
    const shown =
      'json' in json ? readable(() => JSON.stringify({ ...cleaned(bare), context: filter.content(JSON.parse(json.json)) })) : undefined;
    if (shown !== undefined) return shown;
  }
  const json = JSON.stringify(cleaned(bare));
  return 'json' in checkJson(json, Number.MAX_SAFE_INTEGER) ? json : JSON.stringify({ ...cleaned(bare), backtrace: [] });
}

function cleaned(error: Omit<StepError, 'context'>): Omit<StepError, 'context'> {
  return {
    ...error,
    message: storableText(error.message),
    errorClass: storableText(error.errorClass),
    ...(error.errorCode === undefined ? {} : { errorCode: storableText(error.errorCode) }),
    ...(error.backtrace === undefined ? {} : { backtrace: error.backtrace.map(storableText) }),
  };
}
