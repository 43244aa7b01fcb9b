import type { FieldIssue } from '../../model/errors.js';
import { TASK_STATES } from '../../model/states.js';
import type { TaskListQuery } from '../../orchestration/task-list.js';
import { isFields, refuse, unknownKeys } from './request.fields.js';
import type { Fields } from './request.fields.js';

const KEYS = ['limit', 'cursor', 'sort_by', 'sort_order', 'status', 'namespace', 'name', 'version'] as const;
type Key = (typeof KEYS)[number];

/** Words that a parameter is limited to. */
const WORDS: Partial<Record<Key, readonly string[]>> = {
  sort_by: ['task_id'],
  sort_order: ['asc', 'desc'],
  status: TASK_STATES,
};

/** Reads the query of `GET /tasks`. Throws InvalidRequestError with one entry for each wrong parameter. */
export function parseListTasksQuery(query: unknown): TaskListQuery {
  const fields = isFields(query) ? query : {};
  refuse([...unknownKeys(fields, KEYS), ...KEYS.flatMap((key) => wrongValue(key, fields[key]))]);
  return toQuery(fields);
}

function wrongValue(key: Key, value: unknown): FieldIssue[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [{ path: key, message: 'must be given once, as text' }];
  if (value === '') return [{ path: key, message: 'must not be empty' }];
  if (key === 'limit' && !isLimit(value)) return [{ path: key, message: 'must be a whole number from 1 to 100' }];
  const words = WORDS[key];
  if (words !== undefined && !words.includes(value)) return [{ path: key, message: `must be one of ${words.join(', ')}` }];
  return [];
}

function isLimit(value: string): boolean {
  return /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 100;
}

function toQuery(fields: Fields): TaskListQuery {
  const { limit, sort_by: sortBy, sort_order: sortOrder, status: state, ...same } = fields;
  const query = {
    ...same,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(sortBy === undefined ? {} : { sortBy }),
    ...(sortOrder === undefined ? {} : { sortOrder }),
    ...(state === undefined ? {} : { state }),
  };
  return query as TaskListQuery;
}
