import { Catch, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { LogRecord } from '../../events/log.record.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { answerTo } from '../rest/error.envelope.js';

const logger = new Logger('Tasker');

/** `extensions.code` for each status that REST answers with. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'BAD_USER_INPUT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** An error of a field as GraphQL shows it. What the server is at fault for is told as such only. */
export function graphqlError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const { status, body } = answerTo(thrown);
  const { retryAfterSeconds } = thrown as { retryAfterSeconds?: unknown };
  const extensions = {
    code: CODES[status] ?? (status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR'),
    ...(body.details.length === 0 ? {} : { details: body.details }),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfter: retryAfterSeconds } : {}),
  };
  return new GraphQLError(body.message, { extensions });
}

/** The same of a nested field. Its fault is logged without its message, which may quote what it was about. */
export function nestedError(thrown: unknown): GraphQLError {
  const error = graphqlError(thrown);
  if (error.extensions['code'] === 'INTERNAL_SERVER_ERROR' && thrown !== error) {
    const isError = thrown instanceof Error;
    const places = (isError ? (thrown.stack ?? '') : '').split('\n').filter((line) => line.startsWith('    at '));
    logger.error(new LogRecord(`A nested field of GraphQL failed: ${isError ? thrown.name : 'no Error'}`, { stack: places.join('\n') }));
  }
  return error;
}

/** Answers every error of a root field with its code, and logs those that the server is at fault for. */
@Catch()
export class GraphqlErrorFilter implements ExceptionFilter {
  constructor(@Optional() private readonly filter?: ParameterFilter) {}

  catch(thrown: unknown, host: ArgumentsHost): GraphQLError {
    const error = graphqlError(thrown);
    if (error.extensions['code'] === 'INTERNAL_SERVER_ERROR') this.log(thrown, host.getArgByIndex(1));
    return error;
  }

  private log(thrown: unknown, args: unknown): void {
    const filter = this.filter?.textFilter(args);
    const shown = (text: string): string => filter?.text(text) ?? text;
    const isError = thrown instanceof Error;
    const message = isError ? thrown.message : `something was thrown that is not an Error: ${String(thrown)}`;
    const stack = isError && thrown.stack !== undefined ? { stack: shown(thrown.stack) } : {};
    logger.error(new LogRecord(`A field of GraphQL failed: ${shown(message)}`, stack));
  }
}
