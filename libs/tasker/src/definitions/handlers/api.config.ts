import type { JsonObject } from '../../model/json.js';
import { suggestion } from '../../model/near-names.js';
import type { StepBackoff } from '../step.options.js';
import type { DeclarationProblem } from '../task-declaration.js';
import { isPlainObject } from '../value.rules.js';
import { API_KEYS, inSnakeCase, RETRY_KEYS, snakeKey, SSL_KEYS } from './api.keys.js';
import { API_RULES, durationOf, holdsPlaceholder, shareProblem, SSL_RULES, urlProblem } from './api.rules.js';

/** How settings are looked at. */
export interface ApiConfigView {
  /** Settings that the handler class reads by itself. Default: none. */
  readonly ownKeys?: readonly string[];
  /** False: the class may give the url. Default true. */
  readonly urlRequired?: boolean;
  /** True: placeholders are filled in, so a text that looks like one is an ordinary text. Default false. */
  readonly resolved?: boolean;
}

/**
 * Everything wrong with the settings of an HTTP call, by the path inside them. No message holds a value that may be secret.
 *
 * @example apiConfigProblems({ url: 'api.example.com' }) // [{ path: ['url'], message: 'must be an absolute http or https URL …' }]
 */
export function apiConfigProblems(config: JsonObject, view: ApiConfigView = {}): DeclarationProblem[] {
  const { ownKeys = [], urlRequired = true } = view;
  const missing =
    urlRequired && config['url'] === undefined ? [{ path: ['url'], message: 'must be given: an absolute http or https URL' }] : [];
  const known = [...API_KEYS, ...ownKeys];
  const others = Object.entries(config).filter(([key, value]) => !ownKeys.includes(key) && value !== undefined);
  return [...missing, ...others.flatMap(([key, value]) => keyProblems({ key, value, config, known }, view))];
}

interface Setting {
  readonly key: string;
  readonly value: unknown;
  readonly config: JsonObject;
  readonly known: readonly string[];
}

function keyProblems({ key, value, config, known }: Setting, { resolved = false }: ApiConfigView): DeclarationProblem[] {
  const name = snakeKey(key, API_KEYS);
  if (!isOneOf(name, API_KEYS)) return [{ path: [key], message: `is not a setting of an HTTP call${suggestion(key, known)}` }];
  if (name !== key && config[name] !== undefined) return [{ path: [key], message: `stands there as ${name} too: give one of them` }];
  if (name === 'ssl') return sslProblems(key, value, resolved);
  if (!resolved && holdsPlaceholder(value)) {
    const problem = isOneOf(name, RETRY_KEYS)
      ? 'must be written out: waits and attempts are fixed when the definition is registered'
      : undefined;
    return problem === undefined ? [] : [{ path: [key], message: problem }];
  }
  const message = name === 'url' ? urlProblem(value, resolved) : API_RULES[name](value);
  return message === undefined ? [] : [{ path: [key], message }];
}

function sslProblems(key: string, ssl: unknown, resolved: boolean): DeclarationProblem[] {
  if (!isPlainObject(ssl)) return [{ path: [key], message: 'must be an object such as { ca: "${API_CA}" }' }];
  const problems = Object.entries(ssl).flatMap(([own, value]): DeclarationProblem[] => {
    const name = snakeKey(own, SSL_KEYS);
    if (!isOneOf(name, SSL_KEYS)) return [{ path: [key, own], message: `is not a TLS setting${suggestion(own, SSL_KEYS)}` }];
    if (name !== own && ssl[name] !== undefined) return [{ path: [key, own], message: `stands there as ${name} too: give one of them` }];
    if (value === undefined || (!resolved && holdsPlaceholder(value))) return [];
    const message = SSL_RULES[name](value);
    return message === undefined ? [] : [{ path: [key, own], message }];
  });
  const lonely = ssl['cert'] === undefined ? 'cert' : ssl['key'] === undefined ? 'key' : undefined;
  const paired = (ssl['cert'] === undefined) === (ssl['key'] === undefined);
  return paired ? problems : [...problems, { path: [key], message: `needs '${lonely}' too: a certificate and its key go together` }];
}

/**
 * Waits between attempts as the settings of an HTTP call ask for them; undefined when they say nothing about waits. A value that
 * `apiConfigProblems` refuses counts as not given.
 *
 * @example apiBackoff({ retry_delay: '1s' }) // { type: 'exponential', base: '1s' }
 */
export function apiBackoff(config: JsonObject): StepBackoff | undefined {
  const settings = inSnakeCase(config);
  const delay = durationOf(settings['retry_delay']);
  const growing = typeof settings['enable_exponential_backoff'] === 'boolean' ? settings['enable_exponential_backoff'] : undefined;
  const share = settings['jitter_factor'];
  const jitter = share !== undefined && shareProblem(share) === undefined ? { jitter: share as number } : {};
  if (delay === undefined && growing === undefined && !('jitter' in jitter)) return undefined;
  if (growing === false) return { type: 'fixed', waits: [delay ?? 0], ...jitter };
  return { type: 'exponential', ...(delay === undefined ? {} : { base: delay }), ...jitter };
}

/** Attempts in total as `retries` asks for them; undefined when it is not given. A value that is refused counts as not given. */
export function apiRetryLimit(config: JsonObject): number | undefined {
  const retries = config['retries'];
  return retries === undefined || API_RULES.retries(retries) !== undefined ? undefined : (retries as number) + 1;
}

function isOneOf<T extends string>(name: string, names: readonly T[]): name is T {
  return (names as readonly string[]).includes(name);
}
