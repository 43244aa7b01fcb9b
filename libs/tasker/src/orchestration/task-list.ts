import type { TaskFilter, TaskPage } from '../database/task-list.reader.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { TASK_STATES, type TaskState } from '../model/states.js';
import { cursorOf, listName, readCursor } from './list.cursor.js';
import { listIssues, type ListRules } from './list.query.js';
import { wordIssue } from './request.validation.js';
import { storableText } from './stored.json.js';
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

const MOST_TAGS = 20;
const MOST_PATHS = 10;
/** What a timestamp of PostgreSQL can be as well. */
const YEARS = { first: Date.UTC(1900, 0), last: Date.UTC(9999, 11, 31) };
const NO_MOMENT = 'must be a Date of the years 1900 to 9999';
const NOT_TEXT = 'must be text without NUL characters and halves of surrogate pairs';

/** What a query means: a page, whether all pages are counted, and the name that its cursors bear. */
export interface PlannedList {
  readonly page: TaskPage;
  readonly total: boolean;
  readonly list: string;
}

/** @throws InvalidRequestError naming each key or value that cannot be used */
export function plannedList(query: TaskListQuery): PlannedList {
  const issues = [...listIssues(query, RULES), ...partIssues(query)];
  if (issues.length > 0) throw new InvalidRequestError(issues);
  const filter = filterOf(query);
  const descending = query.sortOrder === 'desc';
  // Whoever asks: a caller who reaches other namespaces than before goes on where it was.
  const { within: _reach, ...narrowed } = filter;
  const list = listName({ ...narrowed, tags: [...filter.tags].sort(), descending });
  const place = readCursor(query.cursor);
  if (place !== undefined && place.list !== list) {
    const message = 'belongs to a list with another filter or order: ask for the pages of one list with the same values';
    throw new InvalidRequestError([{ path: 'cursor', message }]);
  }
  const page = { filter, after: place?.taskId ?? null, descending, limit: query.limit ?? 20 };
  return { page, total: query.total === true, list };
}

/** The cursor of the page that begins behind a task of a list. @throws as `plannedList` */
export function cursorAfter(taskId: string, query: TaskListQuery): string {
  return cursorOf({ taskId, list: plannedList(query).list });
}

function filterOf(query: TaskListQuery): TaskFilter {
  const { state, namespace, name, version, within, initiator, sourceSystem, requestedAfter, requestedBefore } = query;
  const context = Object.entries(query.context ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  const tags = [...new Set(query.tags)];
  return { state, namespace, name, version, within, initiator, sourceSystem, requestedAfter, requestedBefore, tags, context };
}

/** What each key may be; undefined is always allowed. */
const RULES: ListRules = {
  cursor: [(value) => readCursor(value) !== undefined, 'is not a cursor of this list'],
  sortBy: [(value) => value === 'task_id' || value === 'requested_at', "must be 'task_id' or 'requested_at', both the order of creation"],
  sortOrder: [(value) => value === 'asc' || value === 'desc', "must be 'asc' or 'desc'"],
  state: [(value) => (TASK_STATES as readonly unknown[]).includes(value), `must be one of ${TASK_STATES.join(', ')}`],
  namespace: [isText, NOT_TEXT],
  name: [isText, NOT_TEXT],
  version: [isText, NOT_TEXT],
  tags: [(value) => Array.isArray(value) && value.length <= MOST_TAGS, `must be a list of at most ${MOST_TAGS} texts`],
  initiator: [(value) => wordIssue(value) === undefined, 'must be text of at most 128 characters'],
  sourceSystem: [(value) => wordIssue(value) === undefined, 'must be text of at most 128 characters'],
  requestedAfter: [isMoment, NO_MOMENT],
  requestedBefore: [isMoment, NO_MOMENT],
  context: [isContext, `must be an object of at most ${MOST_PATHS} paths with the texts to find there`],
  total: [(value) => typeof value === 'boolean', 'must be true or false'],
  within: [(value) => Array.isArray(value) && value.every(isText), 'must be a list of namespaces'],
};

/** What is wrong with single tags and values; each is named by its path. */
function partIssues(query: unknown): FieldIssue[] {
  const { tags, context } = (query ?? {}) as Partial<Record<'tags' | 'context', unknown>>;
  const texts = [
    ...(Array.isArray(tags) && tags.length <= MOST_TAGS ? tags.map((tag: unknown, place) => [`tags.${place}`, tag] as const) : []),
    ...(isContext(context) ? Object.entries(context).map(([path, value]) => [`context.${path}`, value] as const) : []),
  ];
  return texts.flatMap(([path, text]) => (isText(text) ? [] : [{ path, message: NOT_TEXT }]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && storableText(value) === value;
}

function isMoment(value: unknown): boolean {
  return value instanceof Date && value.getTime() >= YEARS.first && value.getTime() <= YEARS.last;
}

function isContext(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= MOST_PATHS;
}
