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

/** A request that was refused; nothing was written. HTTP answers 400 with one entry per field. */
export class InvalidRequestError extends TaskerError {
  override readonly name = 'InvalidRequestError';
  constructor(readonly issues: readonly FieldIssue[]) {
    super(issues.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; '));
  }
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
