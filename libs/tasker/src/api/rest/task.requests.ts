import { Injectable } from '@nestjs/common';
import type { NamedTaskRequest } from '../../orchestration/task-request.js';
import { CallerTrace } from './caller.trace.js';
import { parseCreateTaskBody, parseCreateTasksBody, type CreateTaskBody } from './create-task.body.js';
import type { HttpRequest } from './http.request.js';
import { RequestCorrelation } from './request.correlation.js';

/** What requests ask to create, with the correlation id and the trace of the request where they name none. */
@Injectable()
export class TaskRequests {
  constructor(
    private readonly correlation: RequestCorrelation,
    private readonly callers: CallerTrace,
  ) {}

  /** @throws InvalidRequestError */
  one(http: HttpRequest): CreateTaskBody {
    const { request, prefix } = parseCreateTaskBody(http.body);
    return { request: this.joined(request, http), prefix };
  }

  /** @throws InvalidRequestError */
  many(http: HttpRequest): NamedTaskRequest[] {
    return parseCreateTasksBody(http.body).map((request) => this.joined(request, http));
  }

  private joined(request: NamedTaskRequest, http: HttpRequest): NamedTaskRequest {
    const { correlationId = this.correlation.idOf(http), traceparent = this.callers.of(http) } = request;
    return { ...request, correlationId, ...(traceparent === undefined ? {} : { traceparent }) };
  }
}
