import { ApiStepHandler, PermanentError, RetryableError } from 'nestjs-tasker';
import type { ApiDefaults, ApiOutcome, ApiResponse, ApiStepExecution } from 'nestjs-tasker';
import type { Registration } from './registration.context.js';

/** Seconds to wait for a service that is called too often and does not say how long. */
const RATE_LIMIT_WAIT = 60;

/** What every step stores besides its own result. */
export interface ServiceTiming {
  readonly service: string;
  /** Milliseconds that the calls of the attempt took together. */
  readonly service_ms: number;
}

/** A step that talks to one service: measures how long that takes, and names errors as the registration does. */
export abstract class RegistrationStep<R extends object> extends ApiStepHandler<Registration, R & ServiceTiming> {
  protected abstract readonly service: string;

  /** Makes the calls of one attempt. */
  protected abstract call(execution: ApiStepExecution<Registration>): Promise<R>;

  override async process(execution: ApiStepExecution<Registration>): Promise<R & ServiceTiming> {
    const began = performance.now();
    const result = await this.call(execution);
    return { ...result, service: this.service, service_ms: Math.round(performance.now() - began) };
  }

  protected override defaults(): ApiDefaults {
    return { headers: { 'X-Client': 'registration' } };
  }

  protected override outcomeOf(response: ApiResponse): ApiOutcome | undefined {
    const { status } = response;
    const errorCode = CODES[status];
    if (errorCode !== undefined) {
      throw new PermanentError(`${this.service} answered ${status}`, { errorCode, context: { status, body: response.body as unknown } });
    }
    if (status === 429 && response.header('retry-after') === null) {
      throw new RetryableError(`${this.service} is called too often`, { retryAfter: RATE_LIMIT_WAIT, context: { status } });
    }
    return undefined;
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'CLIENT_VALIDATION_ERROR',
  422: 'CLIENT_VALIDATION_ERROR',
  401: 'AUTH_ERROR',
  403: 'AUTH_ERROR',
  404: 'RESOURCE_NOT_FOUND',
};
