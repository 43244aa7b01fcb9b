import { describe, expect, it } from 'vitest';
import type { InvalidRequestError } from '../model/errors.js';
import { TASK_STATES } from '../model/states.js';
import { cursorOf } from './list.cursor.js';
import { plannedList, type TaskListQuery } from './task-list.js';

const ID = '01970000-0000-7000-8000-000000000001';
const TEXT = 'must be text without NUL characters and halves of surrogate pairs';
const MOMENT = 'must be a Date of the years 1900 to 9999';
const AT = new Date('2026-03-01T00:00:00Z');

/** Every condition that a list may have. */
const WHOLE: TaskListQuery = {
  state: 'error',
  namespace: 'shop',
  name: 'order',
  version: '1.0.0',
  tags: ['b', 'a', 'b'],
  initiator: 'ann',
  sourceSystem: 'web',
  requestedAfter: AT,
  requestedBefore: AT,
  context: { 'order.id': '7', 'order.country': '' },
  within: ['shop'],
};

function issuesOf(query: unknown): Record<string, string> {
  try {
    plannedList(query as TaskListQuery);
    return {};
  } catch (error) {
    return Object.fromEntries((error as InvalidRequestError).issues.map(({ path, message }) => [path, message]));
  }
}

/** The cursor that the first page of a list gives. */
const cursorIn = (query: TaskListQuery) => cursorOf({ taskId: ID, list: plannedList(query).list });

describe('a query for a page of tasks', () => {
  it('means the first twenty, oldest first, uncounted, when it says nothing', () => {
    expect(plannedList({})).toMatchObject({
      page: { filter: { tags: [], context: [] }, after: null, descending: false, limit: 20 },
      total: false,
    });
  });

  it('passes on everything it says', () => {
    const { page, total } = plannedList({ ...WHOLE, limit: 100, sortBy: 'requested_at', sortOrder: 'desc', total: true });
    const context = [
      ['order.country', ''],
      ['order.id', '7'],
    ];
    expect(page).toEqual({ filter: { ...WHOLE, tags: ['b', 'a'], context }, after: null, descending: true, limit: 100 });
    expect(total).toBe(true);
  });

  it('may leave any key undefined', () => {
    const keys = [...Object.keys(WHOLE), 'limit', 'cursor', 'sortBy', 'sortOrder', 'total'];
    expect(issuesOf(Object.fromEntries(keys.map((key) => [key, undefined])))).toEqual({});
  });

  it.each([1, 100])('may ask for %s', (limit) => expect(plannedList({ limit }).page.limit).toBe(limit));
  it.each(TASK_STATES)('may ask for the state %s', (state) => expect(plannedList({ state }).page.filter.state).toBe(state));

  it.each<[string, unknown[], string]>([
    ['limit', [0, 101, -1, 1.5, '20', Number.NaN, null, true], 'must be an integer from 1 to 100'],
    ['cursor', ['', 'next', 7, null, ID], 'is not a cursor of this list'],
    ['sortBy', ['name', '', null], "must be 'task_id' or 'requested_at', both the order of creation"],
    ['sortOrder', ['ASC', 'down', null, 1], "must be 'asc' or 'desc'"],
    ['state', ['running', 'Complete', null, 1, ''], `must be one of ${TASK_STATES.join(', ')}`],
    ['namespace', [7, null, 'a\0', '\ud800'], TEXT],
    ['name', [7, null, [], 'a\0'], TEXT],
    ['version', [1, null, '\0'], TEXT],
    ['tags', ['urgent', null, {}, Array.from({ length: 21 }, String)], 'must be a list of at most 20 texts'],
    ['initiator', [7, null, 'a'.repeat(129), '\0'], 'must be text of at most 128 characters'],
    ['sourceSystem', [7, null, 'a'.repeat(129)], 'must be text of at most 128 characters'],
    ['requestedAfter', ['2026-03-01', 0, null, new Date(Number.NaN), new Date(8.64e15), new Date(-8.64e15)], MOMENT],
    ['requestedBefore', ['2026-03-01', null], MOMENT],
    [
      'context',
      ['a', null, ['a'], Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`p${at}`, '']))],
      'must be an object of at most 10 paths with the texts to find there',
    ],
    ['total', ['yes', 1, null], 'must be true or false'],
    ['within', ['shop', null, [7], ['\0']], 'must be a list of namespaces'],
  ])('is refused for a %s that cannot be used', (key, values, message) => {
    for (const value of values) expect(issuesOf({ [key]: value }), String(value)).toEqual({ [key]: message });
  });

  it('names each tag and each value that cannot be used', () => {
    expect(issuesOf({ tags: ['a', 7, '\0'], context: { 'order.id': 7, 'order.country': 'de' } })).toEqual({
      'tags.1': TEXT,
      'tags.2': TEXT,
      'context.order.id': TEXT,
    });
  });

  it.each([null, 7, 'state', [], true])('is refused when it is %j', (query) => {
    expect(issuesOf(query)).toEqual({ '': 'the query must be an object' });
  });

  it('is refused for an unknown key, which is named with the known ones', () => {
    const issues = issuesOf({ sort: 'asc', toString: 1, limit: 0 });
    expect(Object.keys(issues)).toEqual(['sort', 'toString', 'limit']);
    expect(issues['sort']).toMatch(/^unknown key; known are limit, cursor, sortBy/);
  });
});

describe('the cursor of a query', () => {
  it('says where its page begins', () => {
    expect(plannedList({ ...WHOLE, cursor: cursorIn(WHOLE) }).page.after).toBe(ID);
  });

  it.each<[string, TaskListQuery]>([
    ['the size of the page', { limit: 7 }],
    ['whether all pages are counted', { total: true }],
    ['the name of the order', { sortBy: 'requested_at' }],
    ['the order of tags', { tags: ['a', 'b'] }],
    ['the order of paths', { context: { 'order.country': '', 'order.id': '7' } }],
    ['the namespaces that the caller reaches', { within: ['shop', 'other'] }],
  ])('may be used whatever %s', (_what, change) => {
    expect(plannedList({ ...WHOLE, ...change, cursor: cursorIn(WHOLE) }).page.after).toBe(ID);
  });

  it.each<TaskListQuery>([
    { state: 'complete' },
    { namespace: 'other' },
    { name: 'other' },
    { version: '2.0.0' },
    { tags: ['a'] },
    { initiator: 'bob' },
    { sourceSystem: 'cli' },
    { requestedAfter: new Date(0) },
    { requestedBefore: new Date(0) },
    { context: { 'order.id': '8', 'order.country': '' } },
    { context: { 'order.id': '7' } },
    { sortOrder: 'desc' },
  ])('is refused in a list with another filter or order: %j', (change) => {
    expect(issuesOf({ ...WHOLE, ...change, cursor: cursorIn(WHOLE) })).toEqual({
      cursor: 'belongs to a list with another filter or order: ask for the pages of one list with the same values',
    });
  });
});
