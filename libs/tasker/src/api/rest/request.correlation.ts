import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isCorrelationId, newCorrelationId } from '../../model/correlation.id.js';
import { PinoScope } from '../../telemetry/logging/pino.scope.js';
import { TelemetrySettings } from '../../telemetry/telemetry.settings.js';
import { isFields } from './request.fields.js';

/** Ids of the requests under way: an interceptor, a controller and a filter see the same one. */
const ids = new WeakMap<object, string>();
/** Requests whose log lines have the id already. */
const bound = new WeakSet<object>();

/** The id that a request is known by: in its answer, in its log lines, and on the task that it creates. */
@Injectable()
export class RequestCorrelation {
  private readonly header: string;

  constructor(
    { correlationIdHeader }: TelemetrySettings,
    private readonly adapterHost: HttpAdapterHost,
    private readonly lines: PinoScope,
  ) {
    this.header = correlationIdHeader;
  }

  /**
   * The `correlation_id` of the body, else that of the header, else a generated one. What may not be an id counts as not given: a body with
   * such an id is refused anyway, and an id in a header is often somebody else's.
   */
  idOf(request: object): string {
    const known = ids.get(request);
    if (known !== undefined) return known;
    const { headers, body } = request as { headers?: Record<string, unknown>; body?: unknown };
    const id = [idIn(body), headers?.[this.header.toLowerCase()]].find(isCorrelationId) ?? newCorrelationId();
    ids.set(request, id);
    return id;
  }

  /** Puts the id into the answer, unless it has begun, and into the log lines that nestjs-pino writes for the request. */
  begin(request: object, response: unknown): void {
    const id = this.idOf(request);
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter.isHeadersSent(response)) httpAdapter.setHeader(response, this.header, id);
    if (!bound.has(request) && this.lines.assign({ correlation_id: id })) bound.add(request);
  }

  /** The id as a field of a log record, where nothing else puts it there. */
  fieldsOf(request: object): { readonly correlation_id?: string } {
    return bound.has(request) ? {} : { correlation_id: this.idOf(request) };
  }
}

function idIn(body: unknown): unknown {
  if (!isFields(body)) return undefined;
  return isFields(body.task) ? body.task.correlation_id : body.correlation_id;
}
