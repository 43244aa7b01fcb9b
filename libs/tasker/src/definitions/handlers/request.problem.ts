import { PermanentError } from '../../model/errors.js';

/** A request that cannot be sent as it is, whatever the server says. */
export function unsendable(message: string): PermanentError {
  return new PermanentError(`HTTP request: ${message}`, { errorCode: 'INVALID_REQUEST' });
}
