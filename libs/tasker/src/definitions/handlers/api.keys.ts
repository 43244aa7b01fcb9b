import type { JsonObject } from '../../model/json.js';
import { isPlainObject } from '../value.rules.js';

/** Methods that an `ApiStepHandler` can use. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** Response headers that are kept when a step does not say. */
export const DEFAULT_RESPONSE_HEADERS: readonly string[] = ['content-type', 'etag', 'location', 'x-request-id', 'x-correlation-id'];

/** Settings that decide about waits and attempts. They are read at start-up, before placeholders have values. */
export const RETRY_KEYS = ['retries', 'retry_delay', 'jitter_factor', 'enable_exponential_backoff'] as const;

/** Every setting of an HTTP call. */
export const API_KEYS = [
  'type',
  'url',
  'method',
  'params',
  'headers',
  'ssl',
  'timeout',
  'follow_redirects',
  'max_response_bytes',
  'allowed_response_headers',
  'body',
  'statuses',
  ...RETRY_KEYS,
] as const;
export type ApiKey = (typeof API_KEYS)[number];

/** Every setting below `ssl`. */
export const SSL_KEYS = ['ca', 'cert', 'key', 'passphrase', 'servername', 'reject_unauthorized'] as const;
export type SslKey = (typeof SSL_KEYS)[number];

/** `followRedirects` is `follow_redirects`; a name that is no setting stays as it is. */
export function snakeKey(key: string, known: readonly string[]): string {
  const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return known.includes(snake) ? snake : key;
}

/** The settings with their keys in snake_case, those below `ssl` too. A key that stands there in both spellings has been refused. */
export function inSnakeCase(config: JsonObject): JsonObject {
  const settings = renamed(config, API_KEYS);
  return isPlainObject(settings['ssl']) ? { ...settings, ssl: renamed(settings['ssl'], SSL_KEYS) } : settings;
}

function renamed(config: JsonObject, known: readonly string[]): JsonObject {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [snakeKey(key, known), value]));
}

/** The settings with numbers and truth values where a filled-in placeholder left text: the environment knows text only. */
export function typedTexts(config: JsonObject): JsonObject {
  const { ssl } = config;
  return {
    ...typed(config, ['timeout', 'follow_redirects', 'max_response_bytes'], numberIn),
    ...(isPlainObject(ssl) ? { ssl: typed(ssl, ['reject_unauthorized'], truthIn) } : {}),
  };
}

function typed(config: JsonObject, keys: readonly string[], read: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, keys.includes(key) ? read(value) : value]));
}

function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function truthIn(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
