import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../model/errors.js';
import { parseListTasksQuery } from './list-tasks.query.js';

function pathsOf(query: unknown): string[] {
  try {
    parseListTasksQuery(query);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.issues.map((issue) => issue.path);
    throw error;
  }
  return [];
}

describe('parseListTasksQuery', () => {
  it('translates the names of the parameters', () => {
    const query = { limit: '50', cursor: 'abc', sort_by: 'task_id', sort_order: 'desc', status: 'error', namespace: 'a', name: 'b' };
    expect(parseListTasksQuery(query)).toEqual({
      limit: 50,
      cursor: 'abc',
      sortBy: 'task_id',
      sortOrder: 'desc',
      state: 'error',
      namespace: 'a',
      name: 'b',
    });
  });

  it('asks for nothing when there are no parameters', () => {
    expect(parseListTasksQuery({})).toEqual({});
    expect(parseListTasksQuery(undefined)).toEqual({});
  });

  it.each(['0', '101', 'abc', '-1', '1.5', '1e2', ' 5', '0x10', ''])('refuses the limit %j', (limit) => {
    expect(pathsOf({ limit })).toEqual(['limit']);
  });

  it.each(['1', '100'])('accepts the limit %j', (limit) => {
    expect(parseListTasksQuery({ limit })).toEqual({ limit: Number(limit) });
  });

  it('refuses unknown parameters, unknown words, repeated and nested parameters, all at once', () => {
    const query = { sort: 'x', sort_by: 'context', sort_order: 'up', status: 'done', name: ['a', 'b'], version: { gt: '1' } };
    expect(pathsOf(query)).toEqual(['sort', 'sort_by', 'sort_order', 'status', 'name', 'version']);
  });
});
