import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { answerTo } from './error.envelope.js';

/**
 * Answers every error of a request with the envelope `{ error, message, details }`, on Express and on Fastify. What the
 * server is at fault for is logged with its stack and told to the client as such only. A body that cannot be parsed
 * never gets here: it fails before a route is known, so the host's own filter or the adapter answers.
 */
@Catch()
export class TaskerExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('Tasker');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { status, body } = answerTo(thrown);
    if (status >= 500) this.log(thrown);
    const { httpAdapter } = this.adapterHost;
    const response: unknown = host.switchToHttp().getResponse();
    if (httpAdapter.isHeadersSent(response)) httpAdapter.end(response);
    else httpAdapter.reply(response, body, status);
  }

  private log(thrown: unknown): void {
    if (thrown instanceof Error) this.logger.error(`A request failed: ${thrown.message}`, thrown.stack);
    else this.logger.error(`A request failed with something that is not an Error: ${String(thrown)}`);
  }
}
