import { TaskerError } from '../model/errors.js';

/** The credentials are missing or not accepted. HTTP answers 401 with the challenge as `WWW-Authenticate`. */
export class AuthenticationError extends TaskerError {
  override readonly name = 'AuthenticationError';
  /** How credentials are to be sent; absent: as the authenticator says. */
  readonly challenge: string | undefined;

  constructor(message: string, { challenge, ...options }: ErrorOptions & { challenge?: string } = {}) {
    super(message, options);
    this.challenge = challenge;
  }
}

/** Nobody can say now whether the credentials are good, as when the key set of the identity provider cannot be fetched. HTTP answers 503. */
export class AuthenticationUnavailableError extends TaskerError {
  override readonly name = 'AuthenticationUnavailableError';
}

/** The caller is known and may not do this. HTTP answers 403. */
export class ForbiddenError extends TaskerError {
  override readonly name = 'ForbiddenError';
}

/** The caller asks more often than `auth.rateLimit` lets it. HTTP answers 429 with the seconds as `Retry-After`. */
export class RateLimitedError extends TaskerError {
  override readonly name = 'RateLimitedError';

  constructor(
    /** Seconds until the next call may succeed, at least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super(`too many requests: try again in ${retryAfterSeconds} s`);
  }
}

/** The body of the request is larger than `auth.maxBodyBytes`. HTTP answers 413. */
export class PayloadTooLargeError extends TaskerError {
  override readonly name = 'PayloadTooLargeError';

  constructor(readonly maxBytes: number) {
    super(`the body is larger than ${maxBytes} bytes`);
  }
}
