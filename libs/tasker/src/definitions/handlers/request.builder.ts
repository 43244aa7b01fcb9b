import { parseDuration } from '../duration.js';
import type { ExecutedTask } from '../step-execution.js';
import { limitProblem } from '../value.rules.js';
import { HTTP_METHODS, type HttpMethod } from './api.keys.js';
import type { RequestFacts } from './api.response.js';
import type { ApiSettings } from './api.settings.js';
import { encodedBody } from './request.body.js';
import { basicCredentials, requestHeaders, secretsOf } from './request.headers.js';
import type { RequestOptions } from './request.options.js';
import { unsendable } from './request.problem.js';
import type { OutgoingRequest } from './request.redirect.js';
import { requestUrl } from './request.target.js';

/** What one request is made of. */
export interface RequestParts {
  readonly task: ExecutedTask;
  readonly settings: ApiSettings;
  readonly path: string;
  readonly options: RequestOptions & { readonly method?: HttpMethod };
}

/** A request ready to be sent, what messages may say of it, and its time limit. */
export interface BuiltRequest {
  readonly request: OutgoingRequest;
  readonly facts: RequestFacts;
  readonly timeoutMs: number;
}

/** @throws PermanentError INVALID_REQUEST that says what cannot be sent */
export function outgoingRequest({ task, settings, path, options }: RequestParts): BuiltRequest {
  const method = options.method ?? settings.method;
  if (!HTTP_METHODS.includes(method)) throw unsendable(`the method must be one of ${HTTP_METHODS.join(', ')}`);
  const url = requestUrl({ base: settings.url, path, params: settings.params, query: options.query ?? {} });
  const headers = requestHeaders(task, [settings.headers, options.headers ?? {}]);
  const credentials = basicCredentials(url);
  if (credentials !== null && !headers.has('authorization')) headers.set('authorization', credentials);
  const body = encodedBody(options.body, headers.get('content-type'));
  if (body.contentType !== null && !headers.has('content-type')) headers.set('content-type', body.contentType);
  const secrets = secretsOf(headers, url);
  url.username = url.password = '';
  return {
    request: { method, url, headers, body: body.bytes, ssl: settings.ssl },
    facts: { method, target: `${url.origin}${url.pathname}`, secrets },
    timeoutMs: timeoutOf(options.timeout) ?? settings.timeoutMs,
  };
}

function timeoutOf(timeout: unknown): number | undefined {
  if (timeout === undefined) return undefined;
  const problem = limitProblem(timeout);
  if (problem !== undefined) throw unsendable(`'timeout' ${problem}`);
  return parseDuration(timeout, 'timeout');
}
