import type { Dispatcher } from 'undici';
import { RetryableError } from '../../model/errors.js';
import type { StepExecution } from '../step-execution.js';
import { agentFor } from './agent.cache.js';
import type { HttpMethod } from './api.keys.js';
import { ApiResponse, type RequestFacts } from './api.response.js';
import type { ApiSettings } from './api.settings.js';
import { transportError } from './http-failure.js';
import { outgoingRequest } from './request.builder.js';
import { RequestLimit } from './request.limit.js';
import type { RequestOptions } from './request.options.js';
import { redirected, type OutgoingRequest } from './request.redirect.js';
import { readBody } from './response.body.js';
import { responseError, statusOutcome, type ApiOutcome } from './response.mapping.js';
import { sentWithOneTrace } from './trace.header.js';

/** What a client is bound to: one attempt. */
export interface ClientBinding {
  readonly execution: StepExecution;
  readonly settings: ApiSettings;
  /** What the handler says about a response; undefined: what its status says. */
  readonly outcomeOf: (response: ApiResponse) => ApiOutcome | undefined;
}

const WITH_INPUTS: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH'];

/**
 * HTTP for one attempt of a step: connections are pooled, nothing is tried twice, and the attempt's `signal` ends what is under way.
 * A request resolves for every status. What a status means for the attempt is decided when `process` returns the response, or by `check`.
 *
 * @example
 * const account = http.check(await http.post('/accounts', { body: { email }, headers: { 'Idempotency-Key': step.idempotencyKey } }));
 */
export class HttpClient {
  readonly #binding: ClientBinding;

  constructor(binding: ClientBinding) {
    this.#binding = binding;
  }

  get<B = any>(path?: string, options?: RequestOptions): Promise<ApiResponse<B>> {
    return this.request(path, { ...options, method: 'GET' });
  }

  post<B = any>(path?: string, options?: RequestOptions): Promise<ApiResponse<B>> {
    return this.request(path, { ...options, method: 'POST' });
  }

  put<B = any>(path?: string, options?: RequestOptions): Promise<ApiResponse<B>> {
    return this.request(path, { ...options, method: 'PUT' });
  }

  patch<B = any>(path?: string, options?: RequestOptions): Promise<ApiResponse<B>> {
    return this.request(path, { ...options, method: 'PATCH' });
  }

  delete<B = any>(path?: string, options?: RequestOptions): Promise<ApiResponse<B>> {
    return this.request(path, { ...options, method: 'DELETE' });
  }

  /** The request that the settings describe: their method, url and `body`, else `step.inputs` for POST, PUT and PATCH. */
  send<B = any>(): Promise<ApiResponse<B>> {
    const { settings, execution } = this.#binding;
    const inputs = WITH_INPUTS.includes(settings.method) ? execution.step.inputs : undefined;
    return this.request('', { body: settings.body === undefined ? inputs : settings.body });
  }

  /**
   * `path` is put behind the path of the settings' url; an absolute URL of the same origin is taken as it is. Default method: the settings'.
   *
   * @throws RetryableError when the exchange breaks, runs out of time or ends in broken JSON; its context has a `code`
   * @throws PermanentError INVALID_REQUEST, TLS_ERROR, RESPONSE_TOO_LARGE or UNSUPPORTED_ENCODING
   */
  async request<B = any>(path = '', options: RequestOptions & { readonly method?: HttpMethod } = {}): Promise<ApiResponse<B>> {
    const { execution, settings } = this.#binding;
    const { request, facts, timeoutMs } = outgoingRequest({ task: execution.task, settings, path, options });
    const limit = new RequestLimit(timeoutMs, execution.signal);
    try {
      return (await this.exchanged(request, facts, limit.signal)) as ApiResponse<B>;
    } catch (thrown) {
      if (limit.verdict === 'attempt ended') throw execution.signal.reason;
      if (limit.verdict === null) throw transportError(thrown, facts, execution.step.name);
      const context = { step_name: execution.step.name, code: 'TIMEOUT' };
      throw new RetryableError(`${facts.method} ${facts.target} gave no complete answer within ${timeoutMs} ms`, {
        context,
        cause: thrown,
      });
    } finally {
      limit.release();
    }
  }

  /**
   * The response itself when it counts as a success.
   *
   * @throws RetryableError (with the wait that `Retry-After` asks for) or PermanentError `HTTP_<status>` when it does not
   */
  check<B>(response: ApiResponse<B>): ApiResponse<B> {
    const { settings, execution, outcomeOf } = this.#binding;
    const outcome = outcomeOf(response) ?? statusOutcome(response.status, settings.statuses);
    const error = responseError(response, outcome, execution.step.name);
    if (error !== undefined) throw error;
    return response;
  }

  private async exchanged(first: OutgoingRequest, facts: RequestFacts, signal: AbortSignal): Promise<ApiResponse> {
    const { settings } = this.#binding;
    let request = first;
    for (let followed = 0; ; followed++) {
      const answer = await dispatched(request, signal);
      const received = headerMap(answer.headers);
      const next = followed < settings.followRedirects ? redirected(request, answer.statusCode, received.get('location')) : null;
      if (next === null) return await this.received(answer, received, { ...facts, ...placeOf(request) });
      await answer.body.dump();
      request = next;
    }
  }

  private async received(answer: Dispatcher.ResponseData, received: Map<string, string>, facts: RequestFacts): Promise<ApiResponse> {
    const { settings, execution } = this.#binding;
    const status = answer.statusCode;
    const reading = {
      method: facts.method,
      headers: received,
      maxBytes: settings.maxResponseBytes,
      strict: statusOutcome(status, settings.statuses) === 'success',
      request: `${facts.method} ${facts.target}`,
      stepName: execution.step.name,
    };
    try {
      const body = await readBody(answer.body, reading);
      return new ApiResponse({ status, received, allowed: settings.allowedResponseHeaders, body, facts });
    } finally {
      // What was not read to its end would hold its connection for ever.
      answer.body.destroy();
    }
  }
}

async function dispatched({ method, url, headers, body, ssl }: OutgoingRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const path = `${url.pathname}${url.search}`;
  // The client's own limits are off: the settings may allow an answer more time than they do.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const answer = await sentWithOneTrace(headers, (sent) =>
    agentFor(ssl).request({ origin: url.origin, path, method, headers: [...sent].flat(), body, signal, ...limits }),
  );
  // A stream that fails while nobody reads it would end the process.
  answer.body.on('error', () => undefined);
  return answer;
}

function headerMap(headers: Dispatcher.ResponseData['headers']): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]));
}

function placeOf({ method, url }: OutgoingRequest): { method: HttpMethod; target: string } {
  return { method, target: `${url.origin}${url.pathname}` };
}
