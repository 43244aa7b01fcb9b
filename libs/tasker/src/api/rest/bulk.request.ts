import { ConflictException } from '@nestjs/common';
import { InvalidRequestError, type FieldIssue } from '../../model/errors.js';
import type { BulkActing, TaskSelection } from '../../orchestration/bulk.contract.js';
import { IncompleteRequestError } from '../calls/incomplete-request.error.js';
import { readBody } from './contract/request.body.js';
import { isFields, refuse, unknownKeys } from './request.fields.js';
import { REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { camelKey, snakeKey } from './snake.case.js';

/** What a bulk action asks for. */
export interface BulkRequest {
  readonly selection: TaskSelection;
  readonly acting: Partial<BulkActing>;
}

const SELECTION_KEYS = Object.keys(REQUEST_SCHEMAS.TaskSelection.properties as object);

/** Reads the body of a bulk action. @throws InvalidRequestError naming each key that is not known */
export function parseBulkBody(body: unknown): BulkRequest {
  const { selection, ...acting } = readBody(body, { schema: REQUEST_SCHEMAS.BulkActionBody }).fields;
  if (!isFields(selection)) throw new InvalidRequestError([{ path: 'selection', message: 'must be an object; {} means every task' }]);
  refuse(unknownKeys(selection, SELECTION_KEYS, 'selection.'));
  const keys = Object.entries(selection).map(([key, value]) => [key === 'status' ? 'state' : camelKey(key), value] as const);
  return { selection: Object.fromEntries(keys), acting };
}

/**
 * Runs a bulk action; what the engine refuses is reported under the names of the body. A number of tasks that is another than was expected is
 * a conflict, a confirmation that is missing an incomplete request.
 */
export async function inBulkTerms<T>({ selection, acting }: BulkRequest, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidRequestError') throw error;
    const { issues } = error as InvalidRequestError;
    if (issues.length === 1 && issues[0]?.path === 'expected') throw countRefused(issues[0], acting.expected);
    throw new InvalidRequestError(issues.map(({ path, message }) => ({ path: restPath(path, selection), message })));
  }
}

/** The engine asks for the number when everything else can be used; what is no number at all it refuses before. */
function countRefused(issue: FieldIssue, expected: unknown): Error {
  if (expected === undefined) return new IncompleteRequestError([issue]);
  return Number.isSafeInteger(expected) && Number(expected) >= 0
    ? new ConflictException(`${issue.path} ${issue.message}`)
    : new InvalidRequestError([issue]);
}

function restPath(path: string, selection: TaskSelection): string {
  if (!Object.hasOwn(selection, path)) return snakeKey(path);
  return `selection.${path === 'state' ? 'status' : snakeKey(path)}`;
}
