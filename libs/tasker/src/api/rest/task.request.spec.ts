import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../model/errors.js';
import { inRestTerms } from './request.fields.js';
import { parseCancelReason, parseTaskId, refuseQuery } from './task.request.js';

const ID = '0197f3a2-1111-7abc-8def-0123456789ab';

describe('parseTaskId', () => {
  it('accepts a UUID in either case', () => {
    expect(parseTaskId(ID.toUpperCase())).toBe(ID);
  });

  it.each(['7', '', 'tasks', `${ID}0`, ` ${ID}`, '0197f3a211117abc8def0123456789ab', undefined])('refuses %j', (id) => {
    expect(() => parseTaskId(id)).toThrow('task_id: must be a UUID');
  });
});

describe('parseCancelReason', () => {
  it('takes the reason from the body or from the query', () => {
    expect(parseCancelReason({ reason: 'customer asked' }, {})).toBe('customer asked');
    expect(parseCancelReason(undefined, { reason: 'customer asked' })).toBe('customer asked');
    expect(parseCancelReason(null, {})).toBeUndefined();
  });

  it.each([
    ['both', { reason: 'a' }, { reason: 'b' }, 'given once'],
    ['a list', { reason: ['a'] }, {}, 'must be text'],
    ['too long a reason', { reason: 'x'.repeat(129) }, {}, 'at most 128 characters'],
    ['a NUL', { reason: 'a\u0000b' }, {}, 'NUL'],
    ['another key', { why: 'a' }, {}, 'why: unknown key'],
    ['another parameter', undefined, { why: 'a' }, 'why: unknown key'],
    ['a body that is no object', ['a'], {}, 'must be a JSON object'],
  ])('refuses %s', (_, body, query, message) => {
    expect(() => parseCancelReason(body, query)).toThrow(message);
  });
});

describe('refuseQuery', () => {
  it('names each parameter', () => {
    expect(() => refuseQuery({ a: '1', b: '2' })).toThrow('a: unknown parameter; this route takes none; b: ');
    expect(() => refuseQuery({})).not.toThrow();
  });
});

describe('inRestTerms', () => {
  it('reports a refused field under the name that the client used, and leaves names inside the context alone', async () => {
    const issues = ['sourceSystem', 'correlationId', 'context.sourceSystem', 'tags.0', ''].map((path) => ({ path, message: 'wrong' }));
    const call = inRestTerms(() => Promise.reject(new InvalidRequestError(issues)), 'task.');
    const refused = await call.catch((error: InvalidRequestError) => error.issues.map((issue) => issue.path));
    expect(refused).toEqual(['task.source_system', 'task.correlation_id', 'task.context.sourceSystem', 'task.tags.0', 'task']);
  });

  it('lets every other error through', async () => {
    const error = new Error('connection lost');
    await expect(inRestTerms(() => Promise.reject(error))).rejects.toBe(error);
  });
});
