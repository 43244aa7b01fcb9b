import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../model/errors.js';
import { TASK_STATES } from '../model/states.js';
import { taskPage, type TaskListQuery } from './task-list.js';

const CURSOR = '01970000-0000-7000-8000-000000000001';

function issuesOf(query: unknown): Record<string, string> {
  try {
    taskPage(query as TaskListQuery);
    return {};
  } catch (error) {
    return Object.fromEntries((error as InvalidRequestError).issues.map(({ path, message }) => [path, message]));
  }
}

describe('a query for a page of tasks', () => {
  it('means the first twenty, oldest first, when it says nothing', () => {
    const nothing = { filter: { state: undefined, namespace: undefined, name: undefined, version: undefined } };
    expect(taskPage({})).toEqual({ ...nothing, after: null, descending: false, limit: 20 });
  });

  it('passes on everything it says', () => {
    const query: TaskListQuery = {
      limit: 100,
      cursor: CURSOR,
      sortBy: 'task_id',
      sortOrder: 'desc',
      state: 'error',
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
    };
    const filter = { state: 'error', namespace: 'shop', name: 'order', version: '1.0.0' };
    expect(taskPage(query)).toEqual({ filter, after: CURSOR, descending: true, limit: 100 });
  });

  it('may leave any key undefined', () => {
    const keys = ['limit', 'cursor', 'sortBy', 'sortOrder', 'state', 'namespace', 'name', 'version'];
    expect(issuesOf(Object.fromEntries(keys.map((key) => [key, undefined])))).toEqual({});
  });

  it.each([1, 100])('may ask for %s', (limit) => expect(taskPage({ limit }).limit).toBe(limit));
  it.each(TASK_STATES)('may ask for the state %s', (state) => expect(taskPage({ state }).filter.state).toBe(state));

  it.each<[string, unknown[], string]>([
    ['limit', [0, 101, -1, 1.5, '20', Number.NaN, null, true], 'must be an integer from 1 to 100'],
    ['cursor', ['', 'next', 7, null, `${CURSOR}x`], 'is not a cursor of this list'],
    ['sortBy', ['name', '', null, 'requested_at'], "must be 'task_id', the order of creation"],
    ['sortOrder', ['ASC', 'down', null, 1], "must be 'asc' or 'desc'"],
    ['state', ['running', 'Complete', null, 1, ''], `must be one of ${TASK_STATES.join(', ')}`],
    ['namespace', [7, null, 'a\0'], 'must be a string'],
    ['name', [7, null, [], 'a\0'], 'must be a string'],
    ['version', [1, null, '\0'], 'must be a string'],
  ])('is refused for a %s that cannot be used', (key, values, message) => {
    for (const value of values) expect(issuesOf({ [key]: value }), String(value)).toEqual({ [key]: message });
  });

  it.each([null, 7, 'state', [], true])('is refused when it is %j', (query) => {
    expect(() => taskPage(query as never)).toThrow(InvalidRequestError);
    expect(issuesOf(query)).toEqual({ '': 'the query must be an object' });
  });

  it('is refused for an unknown key, which is named with the known ones', () => {
    const issues = issuesOf({ sort: 'asc', toString: 1, limit: 0 });
    expect(Object.keys(issues)).toEqual(['sort', 'toString', 'limit']);
    expect(issues.sort).toMatch(/^unknown key; known are limit, cursor, sortBy/);
  });
});
