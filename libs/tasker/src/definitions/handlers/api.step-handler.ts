import type { Type } from '@nestjs/common';
import type { JsonObject } from '../../model/json.js';
import type { StepExecution } from '../step-execution.js';
import type { StepResult } from '../step-types.js';
import type { DeclarationProblem } from '../task-declaration.js';
import { apiConfigProblems } from './api.config.js';
import { ApiResponse } from './api.response.js';
import { readApiConfig, type ApiDefaults } from './api.settings.js';
import { ACCEPT, BaseStepHandler, PREPARE } from './base.step-handler.js';
import { brandedClass } from './class.brand.js';
import { HttpClient } from './http.client.js';
import type { ApiOutcome } from './response.mapping.js';

/** The same in every installed copy of the package. */
const BRAND = Symbol.for('nestjs-tasker.ApiStepHandler');

/** What `process` of an `ApiStepHandler` receives: a step's execution, and HTTP bound to this attempt. */
export interface ApiStepExecution<C = any, H = any> extends StepExecution<C, H> {
  /** Configured by the step's `handlerConfig` laid over `defaults()`. */
  readonly http: HttpClient;
}

/**
 * A class that runs a step by calling an HTTP service. Without a `process` of its own it makes the request that its settings describe.
 *
 * A returned `ApiResponse` decides about the attempt before `processResults` sees it: 200 to 226 succeed; 400, 401, 403, 404 and 422 fail for
 * good with the error code `HTTP_<status>`; any other is tried again, after the wait that `Retry-After` asks for if it says one. `statuses`
 * of the settings and `outcomeOf` change that. What is not returned is not looked at: use `http.check(response)` for it.
 *
 * @example
 * \@StepHandler()
 * class CreateAccount extends ApiStepHandler<Registration> {
 *   process({ http, task, step }: ApiStepExecution<Registration>) {
 *     return http.post<Account>('/accounts', { body: { email: task.context.email }, headers: { 'Idempotency-Key': step.idempotencyKey } });
 *   }
 *   override processResults(_execution: ApiStepExecution<Registration>, response: ApiResponse<Account>) { return { accountId: response.body.id }; }
 * }
 */
export class ApiStepHandler<C = any, R extends StepResult = StepResult, H = any> extends BaseStepHandler<C, R, H> {
  /** Settings that the class reads from `step.config` by itself; start-up refuses other unknown ones. Default: none. */
  static readonly configKeys: readonly string[] = [];

  /** Makes the calls of one attempt. Default: the request that the settings describe, `http.send()`. */
  override process(execution: ApiStepExecution<C, H>): R | Promise<R> {
    return execution.http.send() as Promise<unknown> as Promise<R>;
  }

  override processResults(execution: ApiStepExecution<C, H>, output: R, initialResults: unknown): unknown {
    return super.processResults(execution, output, initialResults);
  }

  /** Settings that the `handlerConfig` of a step is laid over: `params`, `headers`, `ssl` and `statuses` key by key. Default: none. */
  protected defaults(): ApiDefaults {
    return {};
  }

  /**
   * What a response means for the attempt; undefined: what its status says. May throw a `PermanentError` or `RetryableError` of its own.
   *
   * @example protected override outcomeOf(response: ApiResponse) { return response.body?.state === 'busy' ? 'retryable' : undefined; }
   */
  protected outcomeOf(_response: ApiResponse): ApiOutcome | undefined {
    return undefined;
  }

  /** Framework only. */
  override [PREPARE](execution: StepExecution<C, H>): ApiStepExecution<C, H> {
    const { configKeys } = this.constructor as typeof ApiStepHandler;
    const settings = readApiConfig(execution.step.config, { defaults: this.defaults(), ownKeys: configKeys });
    const http = new HttpClient({ execution, settings, outcomeOf: (response) => this.outcomeOf(response) });
    return boundExecution(execution, http);
  }

  /** Framework only. */
  override [ACCEPT](output: R, execution: StepExecution<C, H>): void {
    if (output instanceof ApiResponse) (execution as ApiStepExecution).http.check(output);
  }
}

Object.defineProperty(ApiStepHandler, BRAND, { value: true });

/** Own properties, so that a handler may take them apart and spread them; what is costly to make is still made when it is read. */
function boundExecution<C, H>(execution: StepExecution<C, H>, http: HttpClient): ApiStepExecution<C, H> {
  return {
    task: execution.task,
    step: execution.step,
    sequence: execution.sequence,
    get logger() {
      return execution.logger;
    },
    get signal() {
      return execution.signal;
    },
    publish: (name, payload, options) => execution.publish(name, payload, options),
    http,
  };
}

/** Whether a class extends `ApiStepHandler`, of this copy of the package or of another one. */
export function isApiStepHandler(type: Type<unknown> | undefined): boolean {
  return brandedClass(type, BRAND) !== undefined;
}

/**
 * Everything wrong with the settings of a step, as declared, that the class `type` runs; nothing for a class that is no `ApiStepHandler`.
 * A class with `defaults()` of its own may leave the url to it, which shows when the step runs only.
 */
export function apiStepProblems(type: Type<unknown>, config: JsonObject): DeclarationProblem[] {
  const base = brandedClass(type, BRAND);
  if (base === undefined) return [];
  const urlRequired = (type.prototype as { defaults?: unknown }).defaults === (base.prototype as { defaults?: unknown }).defaults;
  return apiConfigProblems(config, { ownKeys: (type as unknown as typeof ApiStepHandler).configKeys, urlRequired });
}
