/** Base of every error this package throws. Recognised by `name`, so that two installed copies understand each other. */
export class TaskerError extends Error {
  override readonly name: string = 'TaskerError';
}

/** The host declared or configured something that cannot work; thrown at start-up. */
export class ConfigurationError extends TaskerError {
  override readonly name = 'ConfigurationError';
}

/** A change of state that the state machine does not allow. HTTP answers 409. */
export class StateTransitionError extends TaskerError {
  override readonly name = 'StateTransitionError';
}

/** One thing that is wrong with a request: the path of the field and what is wrong with it. */
export interface FieldIssue {
  readonly path: string;
  readonly message: string;
}

/** A request that was refused; nothing was written. HTTP answers 400 with one entry per field, a hundred at most. */
export class InvalidRequestError extends TaskerError {
  override readonly name = 'InvalidRequestError';
  readonly issues: readonly FieldIssue[];
  constructor(issues: readonly FieldIssue[]) {
    const told = tellable(issues);
    super(told.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; '));
    this.issues = told;
  }
}

const MOST_ISSUES = 100;
const LONGEST_TEXT = 500;

/** What is wrong may be wrong a million times, and is often told in the words of the sender: the answer stays small. */
function tellable(issues: readonly FieldIssue[]): readonly FieldIssue[] {
  // One more than the most: the line that says how many are left out, of an error that is made of another one.
  const isCut = issues.length > MOST_ISSUES + 1;
  const some = isCut ? issues.slice(0, MOST_ISSUES) : issues;
  const told = some.map(({ path, message }) => ({ path: shortened(path), message: shortened(message) }));
  return isCut ? [...told, { path: '', message: `and ${issues.length - MOST_ISSUES} more` }] : told;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}…` : text;
}

/**
 * The request has the identity of a task that exists (its idempotency key, hash or custom identity) and may not have it; nothing was
 * written. HTTP answers 409. `differences` says how the request differs from the task, empty when it does not or was not compared.
 */
export class DuplicateTaskError extends TaskerError {
  override readonly name = 'DuplicateTaskError';
  constructor(
    readonly taskId: string,
    readonly differences: readonly FieldIssue[] = [],
  ) {
    const issues = differences.map(({ path, message }) => `${path}: ${message}`).join('; ');
    super(`task ${taskId} exists with this identity${issues === '' ? '' : `, and the request differs: ${issues}`}`);
  }
}

/** The task or step does not exist. HTTP answers 404. */
export class NotFoundError extends TaskerError {
  override readonly name = 'NotFoundError';
}

/** Somebody holds the task for so long that an action was given up; nothing was changed, and the action may be repeated. HTTP answers 409. */
export class TaskBusyError extends TaskerError {
  override readonly name = 'TaskBusyError';
  constructor(
    readonly taskId: string,
    options?: ErrorOptions,
  ) {
    super(`task ${taskId} is held by another transaction for too long: nothing was changed, try again`, options);
  }
}

/** This process opens no further stream of live changes: it has as many as it may, or shuts down. HTTP answers 503. */
export class LiveUnavailableError extends TaskerError {
  override readonly name = 'LiveUnavailableError';
}

/** `waitForTask` gave up waiting; the task itself goes on. */
export class WaitTimeoutError extends TaskerError {
  override readonly name = 'WaitTimeoutError';
}

/** A step handler failed in a way that the engine understands; thrown by user code through its two subclasses. */
export class ProceduralError extends TaskerError {
  override readonly name: string = 'ProceduralError';
  readonly context: Readonly<Record<string, unknown>>;
  constructor(message: string, options: { context?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.context = options.context ?? {};
  }
}

/**
 * Thrown by a step handler: this attempt failed, another one may succeed.
 * `retryAfter` is in seconds, 0 allowed, and replaces the computed back-off; it is capped by `backoff.maxRetryAfter`.
 *
 * @example throw new RetryableError('gateway is busy', { retryAfter: 30 });
 */
export class RetryableError extends ProceduralError {
  override readonly name = 'RetryableError';
  readonly retryAfter: number | undefined;
  constructor(message: string, options: { retryAfter?: number; context?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter;
  }
}

/**
 * Thrown by a step handler: no further attempt can succeed. The step goes to `error` and its back-off never starts.
 *
 * @example throw new PermanentError('card declined', { errorCode: 'PAYMENT_DECLINED' });
 */
export class PermanentError extends ProceduralError {
  override readonly name = 'PermanentError';
  readonly errorCode: string | undefined;
  constructor(message: string, options: { errorCode?: string; context?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options);
    this.errorCode = options.errorCode;
  }
}
