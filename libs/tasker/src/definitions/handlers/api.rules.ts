import type { Duration } from '../duration.js';
import { suggestion } from '../../model/near-names.js';
import { booleanProblem, isInteger, isPlainObject, limitProblem, waitProblem, type Rule } from '../value.rules.js';
import { HTTP_METHODS, type ApiKey, type SslKey } from './api.keys.js';
import { headerProblem, isHeaderName } from './header.rules.js';
import { API_OUTCOMES } from './response.mapping.js';

const MOST_REDIRECTS = 20;
/** A bare number below this is a migrated number of seconds rather than a wait of some milliseconds. */
const LEAST_BARE_WAIT_MS = 100;

/** What is wrong with each setting but `url` and `ssl`, or nothing. Texts hold no values: a setting may be secret. */
export const API_RULES: Readonly<Record<Exclude<ApiKey, 'url' | 'ssl'>, Rule>> = {
  type: (value) => (value === 'api' ? undefined : "must be 'api'"),
  method: methodProblem,
  params: paramsProblem,
  headers: headersProblem,
  timeout: limitProblem,
  follow_redirects: (value) =>
    isInteger(value, 0) && value <= MOST_REDIRECTS ? undefined : `must be a whole number from 0 to ${MOST_REDIRECTS}`,
  max_response_bytes: (value) => (isInteger(value, 1) ? undefined : 'must be a whole number of bytes, 1 or more'),
  allowed_response_headers: (value) =>
    Array.isArray(value) && value.every(isHeaderName) ? undefined : 'must be a list of header names such as [content-type, etag]',
  body: () => undefined,
  statuses: statusesProblem,
  retries: (value) =>
    isInteger(value, 0) && isInteger(value + 1, 1) ? undefined : 'must be a whole number of 0 or more: attempts after the first one',
  retry_delay: retryDelayProblem,
  jitter_factor: shareProblem,
  enable_exponential_backoff: booleanProblem,
};

/** What is wrong with each TLS setting, or nothing. */
export const SSL_RULES: Readonly<Record<SslKey, Rule>> = {
  ca: (value) =>
    [value].flat().length > 0 && [value].flat().every(isPem) ? undefined : 'must be PEM text, or a list of them, not a file name',
  cert: (value) => (isPem(value) ? undefined : 'must be PEM text, not a file name'),
  key: (value) => (isPem(value) ? undefined : 'must be PEM text, not a file name'),
  passphrase: (value) => (typeof value === 'string' ? undefined : 'must be a text'),
  servername: (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a host name'),
  reject_unauthorized: booleanProblem,
};

/** A text that the environment completes when the step runs. */
export function holdsPlaceholder(value: unknown): boolean {
  return [value].flat().some((text) => typeof text === 'string' && text.includes('${'));
}

/** What is wrong with a base url. One that is written out must hold no password: it is stored with the definition. */
export function urlProblem(value: unknown, resolved: boolean): string | undefined {
  const url = typeof value === 'string' && /^https?:\/\/[^\s\\]+$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) return 'must be an absolute http or https URL such as https://api.example.com/v1';
  if (url.hash !== '') return "must not have a part behind '#': it is never sent";
  const named = url.username !== '' || url.password !== '';
  return named && !resolved
    ? 'must hold no user or password: it is stored with the definition; take it from the environment by ${NAME}'
    : undefined;
}

/** A share from 0 to 1. */
export function shareProblem(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1: a share of the wait';
}

/** A `retry_delay` that may be used; undefined for anything else. */
export function durationOf(value: unknown): Duration | undefined {
  return value !== undefined && retryDelayProblem(value) === undefined ? (value as Duration) : undefined;
}

function retryDelayProblem(value: unknown): string | undefined {
  const bare = typeof value === 'number' && value > 0 && value < LEAST_BARE_WAIT_MS;
  return bare ? `would be a wait of ${value} ms: write '${value}s' for seconds or '${value}ms'` : waitProblem(value);
}

function methodProblem(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value.toUpperCase() : '';
  if ((HTTP_METHODS as readonly string[]).includes(name)) return undefined;
  return `must be one of ${HTTP_METHODS.join(', ')}${suggestion(name, HTTP_METHODS)}`;
}

function paramsProblem(value: unknown): string | undefined {
  if (!isPlainObject(value)) return 'must be an object such as { page: 1 }';
  const wrong = Object.keys(value).find((name) => ![value[name]].flat().every(isQueryValue));
  return wrong === undefined ? undefined : `has under '${wrong}' something else than a text, a number, true, false, null or a list of them`;
}

function isQueryValue(value: unknown): boolean {
  return value === null || value === undefined || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function headersProblem(value: unknown): string | undefined {
  if (!isPlainObject(value)) return 'must be an object such as { Authorization: "Bearer ${TOKEN}" }';
  const names = Object.keys(value).map((name) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `has ${twice} twice: upper and lower case are the same`;
  return Object.entries(value).map(([name, text]) => headerProblem(name, text)).find((problem) => problem !== undefined); // prettier-ignore
}

function statusesProblem(value: unknown): string | undefined {
  if (!isPlainObject(value)) return "must be an object such as { '409': success, '5xx': permanent }";
  for (const [status, outcome] of Object.entries(value)) {
    if (!/^[1-5](?:\d\d|xx)$/.test(status)) return `has '${status}': a status is written like '409', a class of them like '5xx'`;
    if (!(API_OUTCOMES as readonly unknown[]).includes(outcome)) return `must say for ${status} one of ${API_OUTCOMES.join(', ')}`;
  }
  return undefined;
}

function isPem(value: unknown): boolean {
  return typeof value === 'string' && value.includes('-----BEGIN ');
}
