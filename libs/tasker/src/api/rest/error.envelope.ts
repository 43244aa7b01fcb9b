import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { DuplicateTaskError, FieldIssue, InvalidRequestError } from '../../model/errors.js';

/** The one shape of every error body. */
export interface ErrorEnvelope {
  /** Reason phrase of the status code, e.g. `Not Found`. */
  readonly error: string;
  /** One sentence for a person. */
  readonly message: string;
  /** One entry for each refused field; empty when no field is at fault. */
  readonly details: readonly FieldIssue[];
}

/** A status code with the body that goes with it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorEnvelope;
}

/** What a client is told about any fault of the server: nothing that the log does not already hold in full. */
const INTERNAL_MESSAGE = 'An internal error occurred; the log of the server has the details.';

/** The answer to an error thrown while a request was handled. Errors of the engine are recognised by name. */
export function answerTo(thrown: unknown): ErrorAnswer {
  switch (nameOf(thrown)) {
    case 'InvalidRequestError':
      return answer(400, messageOf(thrown), (thrown as InvalidRequestError).issues);
    case 'AuthenticationError':
      return answer(401, messageOf(thrown));
    case 'ForbiddenError':
      return answer(403, messageOf(thrown));
    case 'AuthenticationUnavailableError':
      return answer(503, messageOf(thrown));
    case 'NotFoundError':
      return answer(404, messageOf(thrown));
    case 'DuplicateTaskError':
      return answer(409, messageOf(thrown), (thrown as DuplicateTaskError).differences);
    case 'StateTransitionError':
    case 'TaskBusyError':
      return answer(409, messageOf(thrown));
    default:
      return thrown instanceof HttpException ? answerToHttpException(thrown) : answerToForeignError(thrown);
  }
}

function answer(status: number, message: string, details: readonly FieldIssue[] = []): ErrorAnswer {
  return { status, body: { error: STATUS_CODES[status] ?? 'Error', message, details } };
}

/** Thrown by Nest or by guards, pipes and interceptors of the host; a list of messages (as of ValidationPipe) becomes details. */
function answerToHttpException(exception: HttpException): ErrorAnswer {
  const status = exception.getStatus();
  if (status >= 500) return answer(status, status === 500 ? INTERNAL_MESSAGE : exception.message);
  const response = exception.getResponse();
  const messages = typeof response === 'object' && 'message' in response ? response.message : undefined;
  const details = Array.isArray(messages) ? messages.map((message) => ({ path: '', message: String(message) })) : [];
  return answer(status, exception.message, details);
}

/** Body parsers and the Fastify adapter throw plain errors that carry a status code; only codes of the client's fault are passed on. */
function answerToForeignError(thrown: unknown): ErrorAnswer {
  const status = typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : undefined;
  const isClientFault = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 500;
  return isClientFault ? answer(status, messageOf(thrown)) : answer(500, INTERNAL_MESSAGE);
}

function nameOf(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown.name : undefined;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'The request was refused.';
}
