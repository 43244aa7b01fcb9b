import type { TaskPage } from '../database/task.reader.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { TASK_STATES, type TaskState } from '../model/states.js';
import { isUuid } from './request.validation.js';
import type { TaskSummary } from './task-view.js';

/** Which tasks to list. */
export interface TaskListQuery {
  /** 1 to 100, default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before, of the same list: a cursor of another filter or order is refused. */
  readonly cursor?: string;
  /** Both are the order of creation. Default `task_id`. */
  readonly sortBy?: 'task_id' | 'requested_at';
  /** Default `asc`: oldest first. */
  readonly sortOrder?: 'asc' | 'desc';
  readonly state?: TaskState;
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
  /** Tags all of which the task has. */
  readonly tags?: readonly string[];
  readonly initiator?: string;
  readonly sourceSystem?: string;
  /** Requested at this moment or later. */
  readonly requestedAfter?: Date;
  /** Requested before this moment. */
  readonly requestedBefore?: Date;
  /**
   * Values at paths of the context that the definition declares `searchable`: `{ 'order.customer_id': 'c-17' }`. A number or a boolean is
   * compared as its JSON text. A path that no definition declares is refused.
   */
  readonly context?: Readonly<Record<string, string>>;
  /** Also counts everything that matches, on all pages. Default false. */
  readonly total?: boolean;
  /** Only tasks of these namespaces, whatever else is asked for. */
  readonly within?: readonly string[];
}

/** One page of tasks, and where the next one begins; null after the last. */
export interface TaskList {
  readonly tasks: TaskSummary[];
  readonly nextCursor: string | null;
  /** How many there are on all pages; only when asked for. */
  readonly total?: number;
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
  within: [Array.isArray, 'must be a list of namespaces'],
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
