import { inspect } from 'node:util';
import ms from 'ms';
import { ConfigurationError } from './errors.js';

export type { Duration } from '../tasker.options.js';

const SPAN = /^\d+(\.\d+)?(ms|s|m|h|d)$/;

/**
 * Whole milliseconds of a duration, 0 or more. `path` names the option in the error.
 *
 * @throws ConfigurationError for anything but a whole number of milliseconds or a number with one of the units ms, s, m, h, d
 * @example parseDuration('1.5s', 'worker.lease') // 1500
 */
export function parseDuration(value: unknown, path: string): number {
  const milliseconds = typeof value === 'string' && SPAN.test(value) ? ms(value as ms.StringValue) : value;
  if (typeof milliseconds !== 'number' || !Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new ConfigurationError(
      `${path}: ${inspect(value)} is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'`,
    );
  }
  return milliseconds;
}
