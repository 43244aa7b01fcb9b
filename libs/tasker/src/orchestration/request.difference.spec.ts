import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, type RequestedTask } from './request.difference.js';

const task = (changed: Partial<RequestedTask> = {}): RequestedTask => ({
  version: '1.0.0',
  context: { id: 1, items: [{ sku: 'a', quantity: 2 }] },
  tags: ['eu', 'new'],
  bypassSteps: ['mail'],
  priority: 0,
  initiator: 'web',
  sourceSystem: 'shop',
  reason: 'checkout',
  ...changed,
});

const between = (existing: unknown, asked: unknown) => differences(task({ context: existing }), task({ context: asked }));

/** A leaf of a JSON value: the keys that lead to it. */
interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

function leaves(value: unknown, keys: readonly string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ keys, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...keys, key]));
}

/** A copy whose leaf at `keys` is another one. */
function changed(value: unknown, keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value === 'changed' ? 'other' : 'changed';
  if (Array.isArray(value)) return value.map((inner: unknown, place) => (String(place) === key ? changed(inner, rest) : inner));
  return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, name === key ? changed(inner, rest) : inner]));
}

function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, reordered(inner)])
      .reverse(),
  );
}

describe('the differences of a request', () => {
  it('are none when only the order of keys, tags and bypassed steps differs', () => {
    const asked = task({
      context: { items: [{ quantity: 2, sku: 'a' }], id: 1 },
      tags: ['new', 'eu', 'eu'],
      bypassSteps: ['mail', 'mail'],
    });
    expect(differences(task(), asked)).toEqual([]);
  });

  it.each([
    ['version', '1.0.1', 'version', 'the existing task has "1.0.0", the request "1.0.1"'],
    ['priority', 5, 'priority', 'the existing task has 0, the request 5'],
    ['initiator', 'api', 'initiator', 'the existing task has "web", the request "api"'],
    ['sourceSystem', 'app', 'sourceSystem', 'the existing task has "shop", the request "app"'],
    ['reason', 'x'.repeat(100), 'reason', `the existing task has "checkout", the request "${'x'.repeat(39)}…`],
    ['tags', ['eu'], 'tags.1', 'the existing task has "new", the request nothing'],
    ['bypassSteps', [], 'bypassSteps.0', 'the existing task has "mail", the request nothing'],
  ])('name %s', (field, value, path, message) => {
    expect(differences(task(), task({ [field]: value }))).toEqual([{ path, message }]);
  });

  it.each([
    ['a value', { a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'context.a.b.1', '2, the request 3'],
    ['a type', { a: 1 }, { a: '1' }, 'context.a', '1, the request "1"'],
    ['null and nothing', { a: null }, {}, 'context.a', 'null, the request nothing'],
    ['a missing key', {}, { a: [1, 2] }, 'context.a', 'nothing, the request a list of 2'],
    ['a list and an object', { a: [] }, { a: {} }, 'context.a', 'a list of 0, the request an object of 0 keys'],
    ['a longer list', { a: [1] }, { a: [1, { b: 2 }] }, 'context.a.1', 'nothing, the request an object of 1 keys'],
    ['a __proto__ key', JSON.parse('{"__proto__":1}'), {}, 'context.__proto__', '1, the request nothing'],
    [
      'half of a surrogate pair at the cut',
      { a: 'x'.repeat(38) + '😀' },
      { a: 1 },
      'context.a',
      `"${'x'.repeat(38)}\uFFFD…, the request 1`,
    ],
  ])('name %s inside the context', (_, existing, asked, path, message) => {
    expect(between(existing, asked)).toEqual([{ path, message: `the existing task has ${message}` }]);
  });

  it('do not tell a member that JSON leaves out from none', () => {
    expect(between({ a: 1 }, { a: 1, b: undefined, c: () => 1 })).toEqual([]);
    expect(between({ a: 0 }, { a: -0 })).toEqual([]);
  });

  it('are twenty at most, in the order of the fields', () => {
    const many = (value: number) => Object.fromEntries(Array.from({ length: 30 }, (_, place) => [`k${place}`, value]));
    const found = differences(task({ context: many(1) }), task({ context: many(2), version: '2.0.0', reason: 'x' }));
    expect(found.map(({ path }) => path)).toEqual(['version', ...Array.from({ length: 19 }, (_, place) => `context.k${place}`)]);
  });

  it('are found at any depth', () => {
    const deep = (core: unknown) => {
      let value = core;
      for (let level = 0; level < 20_000; level++) value = [value];
      return value;
    };
    expect(between(deep(1), deep(2))).toHaveLength(1);
    expect(between(deep(1), deep(1))).toEqual([]);
  });

  it('never come from the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (context) => {
        expect(between(context, reordered(context))).toEqual([]);
      }),
    );
  });

  it('name every leaf that changes', () => {
    const changes = fc.jsonValue({ maxDepth: 4 }).chain((context) => {
      const all = leaves(context);
      return all.length === 0 ? fc.constant(undefined) : fc.record({ context: fc.constant(context), leaf: fc.constantFrom(...all) });
    });
    fc.assert(
      fc.property(changes, (change) => {
        if (change === undefined) return;
        const { context, leaf } = change;
        const found = between(context, changed(context, leaf.keys));
        expect(found.map(({ path }) => path)).toEqual([['context', ...leaf.keys].join('.')]);
      }),
    );
  });
});
