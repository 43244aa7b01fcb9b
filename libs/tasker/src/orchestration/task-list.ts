import type { TaskPage } from '../database/task.reader.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { TASK_STATES, type TaskState } from '../model/states.js';
import { isUuid } from './request.validation.js';
import type { TaskSummary } from './task-view.js';

/** Which tasks to list. */
export interface TaskListQuery {
  /** 1 to 100, default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** `task_id` is the order of creation. */
  readonly sortBy?: 'task_id';
  /** Default `asc`: oldest first. */
  readonly sortOrder?: 'asc' | 'desc';
  readonly state?: TaskState;
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
}

/** One page of tasks, and where the next one begins; null after the last. */
export interface TaskList {
  readonly tasks: TaskSummary[];
  readonly nextCursor: string | null;
}

const KEYS = new Set(['limit', 'cursor', 'sortBy', 'sortOrder', 'state', 'namespace', 'name', 'version']);
const MOST = 100;

/** @throws InvalidRequestError naming each key or value that cannot be used */
export function taskPage(query: TaskListQuery): TaskPage {
  const { limit = 20, cursor, sortBy = 'task_id', sortOrder = 'asc', state, namespace, name, version } = query;
  const issues: FieldIssue[] = Object.keys(query)
    .filter((key) => !KEYS.has(key))
    .map((path) => ({ path, message: `unknown key; known are ${[...KEYS].join(', ')}` }));
  const check = (path: string, ok: boolean, message: string) => ok || issues.push({ path, message });
  check('limit', Number.isInteger(limit) && limit >= 1 && limit <= MOST, `must be an integer from 1 to ${MOST}`);
  check('cursor', cursor === undefined || isUuid(cursor), 'is not a cursor of this list');
  check('sortBy', sortBy === 'task_id', "must be 'task_id', the order of creation");
  check('sortOrder', sortOrder === 'asc' || sortOrder === 'desc', "must be 'asc' or 'desc'");
  check('state', state === undefined || TASK_STATES.includes(state), `must be one of ${TASK_STATES.join(', ')}`);
  for (const [path, word] of Object.entries({ namespace, name, version })) {
    check(path, word === undefined || (typeof word === 'string' && !word.includes('\0')), 'must be a string');
  }
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return { filter: { state, namespace, name, version }, after: cursor ?? null, descending: sortOrder === 'desc', limit };
}
