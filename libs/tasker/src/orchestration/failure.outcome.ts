import { Logger } from '@nestjs/common';
import type { BackoffProfile, ClaimKey, Outcome } from '../database/outcome.js';
import { SecretFilter } from './secret.filter.js';
import { checkJson, resultJson, storableText } from './stored.json.js';
import type { StepError } from './task-view.js';

const logger = new Logger('TaskerSteps');
const BACKTRACE_LINES = 20;
const MESSAGE_CHARACTERS = 4_000;
const CONTEXT_BYTES = 64 * 1024;

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
}

/** The outcome of an attempt that threw, whatever it threw. */
export function failureOutcome(claim: ClaimKey, thrown: unknown, terms: FailureTerms): Outcome {
  const filter = new SecretFilter(terms.secrets ?? []);
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

/** The outcome in place of one whose data the server refused: permanent, so that it is stored and the task can rest. */
export function refusedByServer(outcome: Outcome, reason: string): Outcome {
  const { taskId, stepId, attempt } = outcome;
  const error = {
    message: storableText(`the outcome could not be stored: ${reason}`),
    errorClass: 'OutcomeRefusedError',
    attempt,
    permanent: true,
  };
  const backoff = { seconds: null, max: 0, multiplier: 1, jitter: 0 };
  return { taskId, stepId, attempt, kind: 'failed', permanent: true, retryAfter: null, backoff, error: JSON.stringify(error) };
}

function retryAfterOf({ taskId, stepId }: ClaimKey, asked: unknown, cap: number): number | null {
  const seconds = cappedRetryAfter(asked, cap);
  if (seconds !== null && (asked as number) > cap) {
    logger.warn(`step ${stepId} of task ${taskId} asks for a wait of ${String(asked)} s: capped to ${cap} s (backoff.maxRetryAfter)`);
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
function describe(thrown: unknown, filter: SecretFilter): Failure {
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
    permanent: name === 'PermanentError',
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
function backtraceOf(stack: string, filter: SecretFilter): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, BACKTRACE_LINES)
    .map((line) => filter.text(line));
}

/** Blacked out before it is cut: a secret across the cut would keep its head. */
function textOf(read: () => unknown, filter: SecretFilter): string {
  try {
    return filter.text(String(read())).slice(0, MESSAGE_CHARACTERS);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** The error as JSON that can be stored: what does not fit or cannot be read is left out, never the error itself. */
function errorJson(error: StepError, filter: SecretFilter): string {
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
