import { TaskerError } from '../model/errors.js';

/** The credentials are missing or not accepted. HTTP answers 401. */
export class AuthenticationError extends TaskerError {
  override readonly name = 'AuthenticationError';
}

/** Nobody can say now whether the credentials are good, as when the key set of the identity provider cannot be fetched. HTTP answers 503. */
export class AuthenticationUnavailableError extends TaskerError {
  override readonly name = 'AuthenticationUnavailableError';
}

/** The caller is known and may not do this. HTTP answers 403. */
export class ForbiddenError extends TaskerError {
  override readonly name = 'ForbiddenError';
}
