import type { JsonObject } from '../../model/json.js';
import { PermanentError } from '../../model/errors.js';
import { parseDuration, type Duration } from '../duration.js';
import { isPlainObject } from '../value.rules.js';
import { apiConfigProblems } from './api.config.js';
import { DEFAULT_RESPONSE_HEADERS, inSnakeCase, RETRY_KEYS, typedTexts, type HttpMethod } from './api.keys.js';
import type { ApiOutcome } from './response.mapping.js';

/** A value in a query: a list gives the name once for each entry, null leaves it out. */
export type QueryValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** TLS settings of an `ApiStepHandler`. Certificates and keys are PEM texts, not file names. */
export interface ApiSsl {
  /** Authorities that are trusted instead of the built-in ones. */
  readonly ca?: string | readonly string[];
  /** Certificate that this side shows; with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** Of the key, when it is encrypted. */
  readonly passphrase?: string;
  /** Name that the server's certificate is checked against. Default: the host of the url. */
  readonly servername?: string;
  /** False: any certificate will do. For tests only: nobody knows then who answers. Default true. */
  readonly rejectUnauthorized?: boolean;
}

/**
 * What `defaults()` of an `ApiStepHandler` may give; the `handlerConfig` of a step is laid over it.
 * A type and no interface, so that a value of it can stand where a JSON object is asked for.
 */
export type ApiDefaults = {
  /** Absolute http or https URL that every path is put behind. */
  readonly url?: string;
  /** Of the request that is made when `process` is not overridden, and of `http.request`. Default GET. */
  readonly method?: HttpMethod;
  /** Query of every request. */
  readonly params?: Readonly<Record<string, QueryValue>>;
  /** Headers of every request, laid over `Accept: application/json` and, where there is a body, `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly ssl?: ApiSsl;
  /** Time limit of one request, answer and redirects included. The attempt's own limit holds besides. Default `'30s'`. */
  readonly timeout?: Duration;
  /** Redirects to follow, 0 to 20. Default 0: a redirect is a failed attempt. */
  readonly followRedirects?: number;
  /** Largest answer in bytes, unpacked. Default 1 MB (1,048,576). */
  readonly maxResponseBytes?: number;
  /** Response headers that `response.headers` holds and that are stored. Default: content-type, etag, location, x-request-id, x-correlation-id. */
  readonly allowedResponseHeaders?: readonly string[];
  /** Body of the request that is made when `process` is not overridden. Default for POST, PUT and PATCH: `step.inputs`. */
  readonly body?: unknown;
  /** What a status means where the usual meaning does not fit: `{ '409': 'success', '5xx': 'permanent' }`. A status wins over its class. */
  readonly statuses?: Readonly<Record<string, ApiOutcome>>;
};

/** The `handlerConfig` of a step that an `ApiStepHandler` runs; its keys may be written in snake_case as well. */
export type ApiConfig = ApiDefaults & {
  readonly type?: 'api';
  /** Attempts after the first one. Default: the step's `retryLimit` less one. */
  readonly retries?: number;
  /** First wait between two attempts; the only one when `enableExponentialBackoff` is false. */
  readonly retryDelay?: Duration;
  /** Largest variation of a wait as a share of it, 0 to 1. */
  readonly jitterFactor?: number;
  /** False: every wait is `retryDelay` (default none). Default true. */
  readonly enableExponentialBackoff?: boolean;
};

/** Settings with every default applied. */
export interface ApiSettings {
  readonly url: string;
  readonly method: HttpMethod;
  readonly params: Readonly<Record<string, QueryValue>>;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
  /** Keys in snake_case. */
  readonly ssl: JsonObject;
  readonly timeoutMs: number;
  readonly followRedirects: number;
  readonly maxResponseBytes: number;
  /** In lower case. */
  readonly allowedResponseHeaders: readonly string[];
  /** Undefined: none was configured. */
  readonly body: unknown;
  readonly statuses: Readonly<Record<string, ApiOutcome>>;
}

/** What the class of a step adds to its settings. */
export interface ApiClassView {
  readonly defaults?: ApiDefaults;
  /** Settings that the class reads by itself. */
  readonly ownKeys?: readonly string[];
}

/** These are laid over key by key; every other setting as a whole. */
const MERGED = ['params', 'headers', 'ssl', 'statuses'];

/**
 * The settings of one attempt: a step's `config`, placeholders filled in, laid over what the class gives.
 *
 * @throws PermanentError with `errorCode` API_CONFIG that names what is wrong, never a value
 */
export function readApiConfig(config: JsonObject, { defaults = {}, ownKeys = [] }: ApiClassView = {}): ApiSettings {
  const under = typedTexts(inSnakeCase(defaults));
  const merged = mergedConfigs(under, typedTexts(inSnakeCase(config)));
  const problems = apiConfigProblems(merged, { ownKeys, resolved: true }).map(({ path, message }) => `'${path.join('.')}' ${message}`);
  const late = RETRY_KEYS.filter((key) => key in under).map((key) => `'${key}' belongs into handlerConfig: it is read at start-up`);
  if (problems.length + late.length > 0) {
    throw new PermanentError(`settings of the HTTP call: ${[...problems, ...late].join('; ')}`, { errorCode: 'API_CONFIG' });
  }
  return settingsOf(merged);
}

function mergedConfigs(defaults: JsonObject, config: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...defaults, ...config };
  for (const key of MERGED) {
    const [under, over] = [defaults[key], config[key]];
    if (isPlainObject(under) && isPlainObject(over)) merged[key] = { ...without(under, key === 'headers' ? over : {}), ...over };
  }
  return merged;
}

/** Header names are the same in upper and lower case. */
function without(headers: JsonObject, replaced: JsonObject): JsonObject {
  const names = Object.keys(replaced).map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

function settingsOf(config: JsonObject): ApiSettings {
  const names = (config['allowed_response_headers'] ?? DEFAULT_RESPONSE_HEADERS) as readonly string[];
  return {
    url: config['url'] as string,
    method: ((config['method'] as string | undefined) ?? 'GET').toUpperCase() as HttpMethod,
    params: (config['params'] ?? {}) as ApiSettings['params'],
    headers: (config['headers'] ?? {}) as ApiSettings['headers'],
    ssl: (config['ssl'] ?? {}) as JsonObject,
    timeoutMs: parseDuration(config['timeout'] ?? '30s', 'timeout'),
    followRedirects: (config['follow_redirects'] ?? 0) as number,
    maxResponseBytes: (config['max_response_bytes'] ?? 1_048_576) as number,
    allowedResponseHeaders: names.map((name) => name.toLowerCase()),
    body: config['body'],
    statuses: (config['statuses'] ?? {}) as ApiSettings['statuses'],
  };
}
