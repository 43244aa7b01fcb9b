import { InvalidRequestError } from '../../model/errors.js';
import { storableText } from '../../orchestration/stored.json.js';
import { isFields, refuse, unknownKeys } from './request.fields.js';

const MOST_CHARACTERS = 128;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads the id of a task from the path, in lower case. Throws InvalidRequestError when it is no UUID. */
export function parseTaskId(value: unknown): string {
  if (typeof value === 'string' && UUID.test(value)) return value.toLowerCase();
  throw new InvalidRequestError([{ path: 'task_id', message: 'must be a UUID' }]);
}

/** Throws InvalidRequestError when a query is sent to a route that takes none. */
export function refuseQuery(query: unknown): void {
  if (isFields(query)) refuse(Object.keys(query).map((path) => ({ path, message: 'unknown parameter; this route takes none' })));
}

/**
 * Reads the reason of a cancellation, given in the body or in the query but not in both; undefined when none is given.
 * Throws InvalidRequestError.
 */
export function parseCancelReason(body: unknown, query: unknown): string | undefined {
  const inBody = reasonIn(body, 'the body');
  const inQuery = reasonIn(query, 'the query');
  if (inBody !== undefined && inQuery !== undefined) {
    throw new InvalidRequestError([{ path: 'reason', message: 'must be given once: in the body or in the query' }]);
  }
  return inBody ?? inQuery;
}

/** Without a body, Express leaves it undefined and Fastify undefined or null. */
function reasonIn(fields: unknown, where: string): string | undefined {
  if (fields === undefined || fields === null) return undefined;
  if (!isFields(fields)) throw new InvalidRequestError([{ path: '', message: `${where} must be a JSON object` }]);
  refuse(unknownKeys(fields, ['reason']));
  if (fields.reason === undefined) return undefined;
  const problem = problemOf(fields.reason);
  if (problem !== undefined) throw new InvalidRequestError([{ path: 'reason', message: problem }]);
  return fields.reason as string;
}

function problemOf(reason: unknown): string | undefined {
  if (typeof reason !== 'string') return 'must be text, given once';
  if ([...reason].length > MOST_CHARACTERS) return `must have at most ${MOST_CHARACTERS} characters`;
  return storableText(reason) === reason ? undefined : 'contains a NUL character or half of a surrogate pair';
}
