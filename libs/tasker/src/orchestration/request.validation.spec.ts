import { describe, expect, it } from 'vitest';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import type { EngineLimits } from './engine.settings.js';
import { isUuid, validateRequest } from './request.validation.js';
import type { NamedTaskRequest } from './task-request.js';

const limits: EngineLimits = { contextBytes: 10_000, resultBytes: 1, steps: 1 };
const UUID = '0197A000-0000-7000-8000-00000000000f';

function issuesOf(request: unknown, { path = '', bytes = limits.contextBytes } = {}): readonly FieldIssue[] {
  try {
    validateRequest(request as NamedTaskRequest, { ...limits, contextBytes: bytes }, path);
    return [];
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.issues;
    throw error;
  }
}

const pathsOf = (request: unknown, options?: { path?: string; bytes?: number }) => issuesOf(request, options).map(({ path }) => path);
const withField = (field: string, value: unknown) => ({ name: 'order', context: {}, [field]: value });
const nested = (depth: number, inside: unknown): unknown => {
  let value = inside;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
};

describe('a task request', () => {
  it('needs a name and a context only, and gives the context as JSON', () => {
    expect(validateRequest({ name: 'order', context: { b: 1, a: [new Date(0)] } }, limits)).toEqual({
      context: '{"b":1,"a":["1970-01-01T00:00:00.000Z"]}',
    });
  });

  it('may hold every field', () => {
    const request: NamedTaskRequest = {
      name: 'n'.repeat(64),
      namespace: 's'.repeat(64),
      version: '1.0.0',
      context: {},
      initiator: '',
      sourceSystem: 'x'.repeat(128),
      reason: '😀'.repeat(128),
      tags: ['', 'a', 'a'],
      priority: -2_147_483_647,
      correlationId: 'a-_9'.padEnd(100, 'z'),
      taskId: UUID,
    };
    expect(issuesOf(request)).toEqual([]);
    const absent = Object.fromEntries(Object.keys(request).map((key) => [key, undefined]));
    expect(issuesOf({ ...absent, name: 'order', context: {} })).toEqual([]);
  });

  it.each([null, undefined, 'order', 7, [], () => ({})])('is refused as a whole when it is %j', (request) => {
    expect(issuesOf(request, { path: '3' })).toEqual([{ path: '3', message: 'a task request is an object' }]);
  });

  it('reports everything that is wrong at once, under the path of its place', () => {
    const request = { name: '', context: [], priority: 'high', tags: [1], colour: 'red' };
    expect(pathsOf(request, { path: '2' }).sort()).toEqual(['2.colour', '2.context', '2.name', '2.priority', '2.tags.0']);
  });

  it.each(['contxt', 'state', '__proto', 'toString', ''])('refuses the unknown key %j', (key) => {
    expect(issuesOf(withField(key, 1))).toEqual([{ path: key, message: 'unknown key' }]);
  });
});

describe('the fields of a request', () => {
  it.each<[string, unknown[]]>([
    ['name', [undefined, null, '', 7, 'n'.repeat(65)]],
    ['namespace', [null, 7, 'n'.repeat(65), {}]],
    ['version', [null, 1, 'n'.repeat(257)]],
    ['initiator', [null, 7, 'x'.repeat(129), '\0', '\ud800']],
    ['sourceSystem', [null, 7, 'x'.repeat(129), 'a\0b', 'a\udc00']],
    ['reason', [null, 7, 'x'.repeat(129), '\0', '\ud800']],
    ['tags', [null, 'a', {}, 7, new Set(['a'])]],
    ['priority', [null, '1', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, -(2 ** 31), 1n]],
    ['correlationId', [null, '', '-a', '_a', 'a b', 'ä', 'a'.repeat(101), 7, 'a\n']],
    ['taskId', [null, '', 'abc', 7, UUID.slice(1), `{${UUID}}`, UUID.replaceAll('-', ''), `${UUID}\n`]],
    ['context', [undefined, null, 'text', 7, true, [], [{}], () => ({})]],
  ])('%s is refused under its own path', (field, values) => {
    for (const value of values) expect(pathsOf(withField(field, value)), String(value)).toEqual([field]);
  });

  it('are counted in characters, not in UTF-16 units', () => {
    expect(pathsOf(withField('name', '😀'.repeat(64)))).toEqual([]);
    expect(pathsOf(withField('name', '😀'.repeat(65)))).toEqual(['name']);
    expect(pathsOf(withField('reason', '😀'.repeat(129)))).toEqual(['reason']);
  });

  it('accepts the largest and the smallest priority', () => {
    for (const priority of [2 ** 31 - 1, -(2 ** 31) + 1, 0, -0]) expect(pathsOf(withField('priority', priority))).toEqual([]);
  });

  it('names each tag that cannot be used by its place', () => {
    expect(issuesOf(withField('tags', ['a', 1, 'b\0', null]))).toEqual([
      { path: 'tags.1', message: 'must be a string' },
      { path: 'tags.2', message: 'contains a NUL character or half of a surrogate pair' },
      { path: 'tags.3', message: 'must be a string' },
    ]);
  });
});

describe('the context of a request', () => {
  const contextIssues = (context: unknown, bytes?: number) => issuesOf({ name: 'order', context }, bytes === undefined ? {} : { bytes });

  it.each([
    ['a Date', new Date(0)],
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
    ['an object that is text as JSON', { toJSON: () => 'text' }],
    ['an object that is a list as JSON', { toJSON: () => [] }],
    ['an object that is nothing as JSON', { toJSON: () => undefined }],
  ])('is refused when it is %s', (_, context) => {
    expect(contextIssues(context)).toEqual([{ path: 'context', message: 'must be an object as JSON too' }]);
  });

  it('may be an instance of a class', () => {
    class Order {
      readonly id = 1;
      toJSON() {
        return { order: this.id };
      }
    }
    expect(validateRequest({ name: 'order', context: new Order() as never }, limits)).toEqual({ context: '{"order":1}' });
  });

  it('is refused with the reason when it is not JSON', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(contextIssues(circular)).toEqual([{ path: 'context', message: expect.stringMatching(/^is not JSON: .*circular/) }]);
    expect(contextIssues({ n: 1n })[0]?.message).toMatch(/^is not JSON: .*BigInt/);
    expect(contextIssues({ get a() { throw 'no error' as unknown; } })[0]?.message).toBe('is not JSON: no error'); // prettier-ignore
  });

  it('is refused when its nesting is too deep to serialise, and the process lives on', () => {
    expect(contextIssues(nested(200_000, 1))).toEqual([{ path: 'context', message: expect.stringMatching(/^is not JSON: /) }]);
  });

  it('may be exactly as large as the limit, in bytes of UTF-8', () => {
    const context = { text: '€' };
    const bytes = Buffer.byteLength(JSON.stringify(context));
    expect(contextIssues(context, bytes)).toEqual([]);
    expect(contextIssues(context, bytes - 1)).toEqual([{ path: 'context', message: `${bytes} bytes of JSON, the limit is ${bytes - 1}` }]);
  });

  it('is refused for its size under its own path, whatever texts it holds', () => {
    expect(contextIssues({ a: { b: '\0' }, text: 'x'.repeat(100) }, 50).map(({ path }) => path)).toEqual(['context']);
  });

  it.each([
    ['a value', { a: { b: [1, 'x\0'] } }, 'context.a.b.1'],
    ['half a surrogate pair', { list: [{ text: '\ud800' }] }, 'context.list.0.text'],
    ['a key', { a: { 'k\0': 1 } }, 'context.a.k\ufffd'],
    // A path is shown as far as it can be read.
    ['a value behind many levels', nested(500, '\0'), `${`context${'.a'.repeat(500)}`.slice(0, 500)}…`],
    ['what toJSON gives', { order: { toJSON: () => ({ id: '\0' }) } }, 'context.order.id'],
  ])('names the place of text that cannot be stored: %s', (_, context, path) => {
    expect(contextIssues(context)).toEqual([{ path, message: 'a text contains a NUL character or half of a surrogate pair' }]);
  });

  it('is searched as its JSON gives it back, even when the object itself is a circle', () => {
    const order = { id: '\0', self: undefined as unknown, toJSON: () => ({ id: '\0' }) };
    order.self = order;
    expect(contextIssues({ order }).map(({ path }) => path)).toEqual(['context.order.id']);
  });
});

describe('isUuid', () => {
  it.each([UUID, UUID.toLowerCase(), '00000000-0000-0000-0000-000000000000'])('knows %s', (value) => expect(isUuid(value)).toBe(true));
  it.each([undefined, null, 7, '', 'a', `urn:uuid:${UUID}`, `${UUID} `, [UUID]])('refuses %j', (value) =>
    expect(isUuid(value)).toBe(false),
  );
});
