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
    const query = {
      limit: '50',
      cursor: 'abc',
      sort_by: 'requested_at',
      sort_order: 'desc',
      status: 'error',
      namespace: 'a',
      tag: ['x', 'y'],
      source_system: 'desk',
      requested_after: '2026-03-01',
      requested_before: '2026-03-02T10:00:00+02:00',
      'context[order.customer_id]': 'c-17',
      total: 'true',
    };
    expect(parseListTasksQuery(query).filter).toEqual({
      limit: 50,
      cursor: 'abc',
      sortBy: 'requested_at',
      sortOrder: 'desc',
      state: 'error',
      namespace: 'a',
      tags: ['x', 'y'],
      sourceSystem: 'desk',
      requestedAfter: new Date('2026-03-01T00:00:00Z'),
      requestedBefore: new Date('2026-03-02T08:00:00Z'),
      context: { 'order.customer_id': 'c-17' },
      total: true,
    });
  });

  it('takes one tag for a list, and a context that the host has nested', () => {
    expect(parseListTasksQuery({ tag: 'x', context: { 'a.b': '1' } }).filter).toEqual({ tags: ['x'], context: { 'a.b': '1' } });
  });

  it('asks for nothing when there are no parameters', () => {
    expect(parseListTasksQuery({})).toEqual({ filter: {}, withContext: false });
    expect(parseListTasksQuery(undefined)).toEqual({ filter: {}, withContext: false });
  });

  it('shows contexts when they are asked for', () => {
    expect(parseListTasksQuery({ include: 'context' }).withContext).toBe(true);
  });

  it.each(['0', '101', 'abc', '-1', '1.5', '1e2', ' 5', '0x10', ''])('refuses the limit %j', (limit) => {
    expect(pathsOf({ limit })).toEqual(['limit']);
  });

  it.each(['1', '100'])('accepts the limit %j', (limit) => {
    expect(parseListTasksQuery({ limit }).filter).toEqual({ limit: Number(limit) });
  });

  it('refuses unknown parameters, unknown words, repeated and nested parameters, all at once', () => {
    const query = { sort: 'x', sort_by: 'context', sort_order: 'up', status: 'done', name: ['a', 'b'], version: { gt: '1' } };
    expect(pathsOf(query)).toEqual(['sort', 'sort_by', 'sort_order', 'status', 'name', 'version']);
  });

  it.each([
    [{ requested_after: '2026-02-30' }, 'requested_after'],
    [{ requested_after: '2026-03-01T10:00:00' }, 'requested_after'],
    [{ include: 'context,everything' }, 'include'],
    [{ include: '' }, 'include'],
    [{ total: '1' }, 'total'],
    [{ tag: ['x', ''] }, 'tag'],
    [{ tag: { a: '1' } }, 'tag'],
    [{ context: 'c-17' }, 'context'],
    [{ 'context[]': 'c-17' }, 'context.'],
    [{ 'context[a]': ['1', '2'] }, 'context.a'],
    [{ context: { a: { b: '1' } } }, 'context.a'],
    [{ 'name[a]': 'b' }, 'name[a]'],
    [{ '__proto__[a]': 'b' }, '__proto__[a]'],
  ])('refuses %j, naming the parameter', (query, path) => {
    expect(pathsOf(query)).toEqual([path]);
  });

  it('takes a path of the context for a name, whatever it is', () => {
    const { context } = parseListTasksQuery({ 'context[__proto__]': 'x' }).filter;
    expect(Object.keys(context ?? {})).toEqual(['__proto__']);
  });
});
