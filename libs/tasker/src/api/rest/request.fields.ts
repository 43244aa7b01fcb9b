import { DuplicateTaskError, InvalidRequestError } from '../../model/errors.js';
import type { FieldIssue } from '../../model/errors.js';
import { snakeKey } from './snake.case.js';

/** A JSON object as it came in: nothing is known of its values. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object: neither an array nor null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One issue for each key that is not known; `prefix` is put before its path. */
export function unknownKeys(fields: Fields, known: readonly string[], prefix = ''): FieldIssue[] {
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: `${prefix}${key}`, message: `unknown key; known are ${known.join(', ')}` }));
}

/** Throws InvalidRequestError when there is any issue. */
export function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new InvalidRequestError(issues);
}

/** Fields that REST calls otherwise than the engine in snake_case would be. */
const REST_NAMES: Readonly<Record<string, string>> = { state: 'status', step: 'workflow_step_id', stepId: 'workflow_step_id' };

/**
 * Runs a call of the engine; what the engine refuses is reported under the names that the client used. Only the first
 * word of a path, behind the place of a request among many, is translated: what follows are names of the client's own, inside the context.
 */
export async function inRestTerms<T>(call: () => Promise<T>, prefix = ''): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const inTerms = (issues: readonly FieldIssue[]) => issues.map(({ path, message }) => ({ path: restPath(path, prefix), message }));
    if (isDuplicate(error)) throw new DuplicateTaskError(error.taskId, inTerms(error.differences));
    if (!isRefusal(error)) throw error;
    throw new InvalidRequestError(inTerms(error.issues));
  }
}

function isRefusal(error: unknown): error is InvalidRequestError {
  return error instanceof Error && error.name === 'InvalidRequestError';
}

function isDuplicate(error: unknown): error is DuplicateTaskError {
  return error instanceof Error && error.name === 'DuplicateTaskError';
}

function restPath(path: string, prefix: string): string {
  if (path === '') return prefix.replace(/\.$/, '');
  const [, place = '', first = ''] = /^(\d+\.)?([A-Za-z_]*)/.exec(path) ?? [];
  const rest = path.slice(place.length + first.length);
  return `${prefix}${place}${REST_NAMES[first] ?? snakeKey(first)}${rest}`;
}
