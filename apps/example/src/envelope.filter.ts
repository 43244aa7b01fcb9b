import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { STATUS_CODES } from 'node:http';

/**
 * Gives the shape of the engine's errors to those that happen before a route is known: a body that cannot be parsed or
 * is too large, a path that does not exist.
 */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const status = statusOf(thrown);
    const message = status < 500 && thrown instanceof Error ? thrown.message : 'An internal error occurred.';
    const response = host.switchToHttp().getResponse<Response>();
    response.status(status).json({ error: STATUS_CODES[status], message, details: [] });
  }
}

/** Body parsers throw plain errors with a `statusCode`. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
