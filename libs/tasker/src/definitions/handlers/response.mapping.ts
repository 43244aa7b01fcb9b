import { PermanentError, RetryableError } from '../../model/errors.js';
import { factsOf, type ApiResponse } from './api.response.js';
import { excerpt, withoutSecrets } from './message.text.js';
import { parseRetryAfter } from './retry-after.js';

/** What an answer means for the attempt. */
export type ApiOutcome = 'success' | 'retryable' | 'permanent';

/** Every outcome. */
export const API_OUTCOMES: readonly ApiOutcome[] = ['success', 'retryable', 'permanent'];

const PERMANENT = [400, 401, 403, 404, 422];

/** What a status means: what `statuses` says for it, then for its class (`5xx`), then the usual meaning. */
export function statusOutcome(status: number, statuses: Readonly<Record<string, ApiOutcome>>): ApiOutcome {
  for (const key of [String(status), `${Math.floor(status / 100)}xx`]) {
    if (Object.hasOwn(statuses, key)) return statuses[key]!;
  }
  if (status >= 200 && status <= 226) return 'success';
  return PERMANENT.includes(status) ? 'permanent' : 'retryable';
}

/**
 * The error that an answer amounts to, or undefined for a success. A `Retry-After` decides the wait of any retryable answer.
 * The error's context has the step's name, the status, the headers on the allow list and an excerpt of the body.
 */
export function responseError(response: ApiResponse, outcome: ApiOutcome, stepName: string): PermanentError | RetryableError | undefined {
  if (outcome === 'success') return undefined;
  const { method, target, secrets } = factsOf(response);
  const body = excerpt(response.body, secrets);
  const message = `${method} ${target} answered ${response.status}${redirectHint(response, target)}${body === '' ? '' : `: ${body}`}`;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, withoutSecrets(value, secrets)]);
  const context = { step_name: stepName, status: response.status, headers: Object.fromEntries(headers) as object, body };
  if (outcome === 'permanent') return new PermanentError(message, { errorCode: `HTTP_${response.status}`, context });
  const seconds = parseRetryAfter(response.header('retry-after'), { date: response.header('date') });
  return new RetryableError(message, seconds === null ? { context } : { retryAfter: seconds, context });
}

/** Names the host only: the rest of a location may hold a token. */
function redirectHint(response: ApiResponse, target: string): string {
  const location = response.status >= 300 && response.status <= 399 ? response.header('location') : null;
  if (location === null || !URL.canParse(location, target)) return '';
  return ` and points to ${new URL(location, target).host || 'another kind of address'}, where it is not followed (follow_redirects)`;
}
