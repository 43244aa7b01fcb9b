import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.json.js';

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, reordered(inner)]);
  return Object.fromEntries(entries.reverse());
}

describe('canonicalJson', () => {
  it.each([
    ['keys in one order at every depth', { b: 1, a: { d: [{ y: 1, x: 2 }], c: null } }, '{"a":{"c":null,"d":[{"x":2,"y":1}]},"b":1}'],
    ['keys by their characters, capitals first', { b: 1, B: 2, ä: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"B":2,"b":1,"ä":3}'],
    ['lists in their order', [3, 1, [2]], '[3,1,[2]]'],
    ['numbers as JSON does', [1.0, -0, 1e21, 0.1, Number.NaN], '[1,0,1e+21,0.1,null]'],
    ['texts as JSON does', 'a"\n\u2028\ud800', JSON.stringify('a"\n\u2028\ud800')],
    ['empty things', [{}, [], ''], '[{},[],""]'],
    ['nothing at all', undefined, 'null'],
    ['what JSON leaves out', { a: undefined, b: () => 1, c: [undefined, Symbol('s')] }, '{"c":[null,null]}'],
    ['dates as text', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['a __proto__ key', JSON.parse('{"b":1,"__proto__":{"a":1}}'), '{"__proto__":{"a":1},"b":1}'],
    ['a value that stands twice', [{ a: 1 }, { a: 1 }].fill({ a: 2 }), '[{"a":2},{"a":2}]'],
  ])('writes %s', (_, value, json) => {
    expect(canonicalJson(value)).toBe(json);
  });

  it('is the same JSON, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json = canonicalJson(value);
        expect(canonicalJson(reordered(value))).toBe(json);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes any depth', () => {
    let value: unknown = 1;
    for (let level = 0; level < 30_000; level++) value = level % 2 === 0 ? [value] : { a: value };
    expect(canonicalJson(value)).toMatch(/^\{"a":\[\{"a":\[/);
  });

  it('refuses a value that contains itself, and a bigint', () => {
    const circle: unknown[] = [];
    circle.push({ inner: circle });
    expect(() => canonicalJson(circle)).toThrow(new TypeError('a value that contains itself is not JSON'));
    expect(() => canonicalJson({ big: 1n })).toThrow(TypeError);
  });
});
