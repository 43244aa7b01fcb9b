import { Catch, Logger, Optional } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LogRecord } from '../../events/log.record.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { answerTo } from './error.envelope.js';
import { RequestCorrelation } from './request.correlation.js';

/** What is refused now may be there later: no cache on the way keeps it. */
const REFUSED = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/**
 * Answers every error of a request with the envelope `{ error, message, details }`, on Express and on Fastify. What the
 * server is at fault for is logged with its stack and told to the client as such only. A body that cannot be parsed
 * never gets here: it fails before a route is known, so the host's own filter or the adapter answers. Made by a host for its own routes,
 * with the adapter alone, it sends no correlation id.
 */
@Catch()
export class TaskerExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('Tasker');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional() private readonly correlation?: RequestCorrelation,
    @Optional() private readonly filter?: ParameterFilter,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { status, body, headers = {} } = answerTo(thrown);
    const http = host.switchToHttp();
    const request = http.getRequest<object>();
    const response: unknown = http.getResponse();
    this.correlation?.begin(request, response);
    if (status >= 500 && !isToldElsewhere(thrown)) this.log(thrown, request);
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.isHeadersSent(response)) return void httpAdapter.end(response);
    for (const [name, value] of Object.entries({ ...REFUSED, ...headers })) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, body, status);
  }

  private log(thrown: unknown, request: object): void {
    const filter = this.filter?.textFilter((request as { body?: unknown }).body);
    const shown = (text: string): string => filter?.text(text) ?? text;
    const isError = thrown instanceof Error;
    const message = isError ? thrown.message : `something was thrown that is not an Error: ${String(thrown)}`;
    const stack = isError && thrown.stack !== undefined ? { stack: shown(thrown.stack) } : {};
    this.logger.error(new LogRecord(`A request failed: ${shown(message)}`, { ...this.correlation?.fieldsOf(request), ...stack }));
  }
}

/** While nobody can be authenticated, each request fails: the log says so once. */
function isToldElsewhere(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AuthenticationUnavailableError';
}
