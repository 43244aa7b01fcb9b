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

const MOST = 100;

/** @throws InvalidRequestError naming each key or value that cannot be used */
export function taskPage(query: TaskListQuery): TaskPage {
  const issues = issuesOf(query);
  if (issues.length > 0) throw new InvalidRequestError(issues);
  const { limit = 20, cursor = null, sortOrder, state, namespace, name, version } = query;
  return { filter: { state, namespace, name, version }, after: cursor, descending: sortOrder === 'desc', limit };
}

/** What each key may be; undefined is always allowed. */
const RULES: Readonly<Record<string, readonly [ok: (value: unknown) => boolean, message: string]>> = {
  limit: [(value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST, `must be an integer from 1 to ${MOST}`],
  cursor: [isUuid, 'is not a cursor of this list'],
  sortBy: [(value) => value === 'task_id', "must be 'task_id', the order of creation"],
  sortOrder: [(value) => value === 'asc' || value === 'desc', "must be 'asc' or 'desc'"],
  state: [(value) => (TASK_STATES as readonly unknown[]).includes(value), `must be one of ${TASK_STATES.join(', ')}`],
  namespace: [isWord, 'must be a string'],
  name: [isWord, 'must be a string'],
  version: [isWord, 'must be a string'],
};

function issuesOf(query: unknown): FieldIssue[] {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return [{ path: '', message: 'the query must be an object' }];
  return Object.entries(query).flatMap(([key, value]) => issueOf(key, value) ?? []);
}

function issueOf(key: string, value: unknown): FieldIssue | undefined {
  const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
  if (rule === undefined) return { path: key, message: `unknown key; known are ${Object.keys(RULES).join(', ')}` };
  return value === undefined || rule[0](value) ? undefined : { path: key, message: rule[1] };
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0');
}
