import { Injectable } from '@nestjs/common';
import { CallerTrace } from '../rest/caller.trace.js';
import { RequestCorrelation } from '../rest/request.correlation.js';

/** What a task gets of the HTTP request that creates it. */
@Injectable()
export class RequestTraces {
  constructor(
    private readonly correlation: RequestCorrelation,
    private readonly callers: CallerTrace,
  ) {}

  /** Correlation id and trace of the request; nothing over a socket, whose request is that of its opening. */
  of(context: unknown): { readonly correlationId?: string; readonly traceparent?: string } {
    const { req } = (context ?? {}) as { readonly req?: object };
    if (typeof req !== 'object' || req === null || 'connectionParams' in req || !('headers' in req)) return {};
    const traceparent = this.callers.of(req);
    return { correlationId: this.correlation.idOf(req), ...(traceparent === undefined ? {} : { traceparent }) };
  }
}
