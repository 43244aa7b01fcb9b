import type { JsonObject } from '../../../model/json.js';

/** A refusal that several routes share: its name among the components, when it comes, and what it looks like. */
export interface Refusal {
  readonly name: string;
  readonly description: string;
  readonly example: JsonObject;
  readonly headers?: JsonObject;
}

const refused = (error: string, message: string, details: readonly object[] = []) => ({ error, message, details });

const wrongLimit = { path: 'limit', message: 'must be a whole number from 1 to 100' };

/** Refusals by status. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  400: {
    name: 'BadRequest',
    description: 'Something of the request cannot be used; nothing was changed. `details` names each field.',
    example: refused('Bad Request', 'limit: must be a whole number from 1 to 100', [wrongLimit]),
  },
  401: {
    name: 'Unauthorized',
    description: 'The credentials are missing or not accepted.',
    example: refused('Unauthorized', 'credentials are required'),
    headers: { 'WWW-Authenticate': { description: 'How to send credentials.', schema: { type: 'string' } } },
  },
  403: {
    name: 'Forbidden',
    description: 'The caller is known and may not do this.',
    example: refused('Forbidden', 'this needs the permission tasker.task:cancel'),
  },
  404: {
    name: 'NotFound',
    description: 'There is no such thing, or none that the caller reaches.',
    example: refused('Not Found', 'there is no task 01920000-0000-7000-8000-000000000000'),
  },
  406: {
    name: 'NotAcceptable',
    description: 'The `Accept` header offers no media type that this route has.',
    example: refused('Not Acceptable', 'this route answers with application/json'),
  },
  409: {
    name: 'Conflict',
    description: 'The state of the thing does not allow it; nothing was changed.',
    example: refused('Conflict', 'task 01920000-0000-7000-8000-000000000000 is complete'),
  },
  410: { name: 'Gone', description: 'It was there and is no more.', example: refused('Gone', 'it is no longer stored') },
  413: {
    name: 'ContentTooLarge',
    description: 'The body is larger than is allowed.',
    example: refused('Payload Too Large', 'request entity too large'),
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is not sent as application/json.',
    example: refused('Unsupported Media Type', 'the body must be sent as application/json'),
  },
  422: {
    name: 'Unprocessable',
    description: 'The request is well-formed and lacks what the action requires.',
    example: refused('Unprocessable Entity', 'reason: is required', [{ path: 'reason', message: 'is required' }]),
  },
  429: {
    name: 'TooManyRequests',
    description: 'The caller sends more requests than are allowed.',
    example: refused('Too Many Requests', 'too many requests: try again in 7 s'),
    headers: { 'Retry-After': { description: 'Seconds until the next request may be sent.', schema: { type: 'integer', minimum: 0 } } },
  },
  500: {
    name: 'InternalError',
    description: 'The server is at fault; its log has the details.',
    example: refused('Internal Server Error', 'An internal error occurred; the log of the server has the details.'),
  },
  503: {
    name: 'Unavailable',
    description: 'Nobody can say now whether the credentials are good.',
    example: refused('Service Unavailable', 'the credentials cannot be checked at present'),
  },
};
