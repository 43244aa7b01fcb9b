import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { AuthenticationError, RateLimitedError } from '../../auth/auth.errors.js';
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
  /** Further headers, such as the challenge of a 401. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client is told about any fault of the server: nothing that the log does not already hold in full. */
const INTERNAL_MESSAGE = 'An internal error occurred; the log of the server has the details.';

/** Errors of the engine by name: two installed copies of the package understand each other. */
const STATUSES: ReadonlyMap<unknown, number> = new Map([
  ['InvalidRequestError', 400],
  ['AuthenticationError', 401],
  ['ForbiddenError', 403],
  ['NotFoundError', 404],
  ['DuplicateTaskError', 409],
  ['StateTransitionError', 409],
  ['TaskBusyError', 409],
  ['PayloadTooLargeError', 413],
  ['IncompleteRequestError', 422],
  ['RateLimitedError', 429],
  // Nobody hears it: it keeps what is no fault of the server out of its log.
  ['ClientGoneError', 499],
  ['AuthenticationUnavailableError', 503],
  ['LiveUnavailableError', 503],
]);

/** The answer to an error thrown while a request was handled. */
export function answerTo(thrown: unknown): ErrorAnswer {
  const name = nameOf(thrown);
  const status = STATUSES.get(name);
  if (status === undefined) return thrown instanceof HttpException ? answerToHttpException(thrown) : answerToForeignError(thrown);
  const { issues, differences = issues, challenge = 'Bearer', retryAfterSeconds } = thrown as ErrorFacts;
  const answered = answer(status, messageOf(thrown), differences);
  if (status === 401) return { ...answered, headers: { 'WWW-Authenticate': challenge } };
  return status === 429 ? { ...answered, headers: { 'Retry-After': String(retryAfterSeconds) } } : answered;
}

/** What errors of the engine tell beside their message. */
type ErrorFacts = Partial<
  Pick<InvalidRequestError, 'issues'> &
    Pick<DuplicateTaskError, 'differences'> &
    Pick<AuthenticationError, 'challenge'> &
    Pick<RateLimitedError, 'retryAfterSeconds'>
>;

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
