import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyContent, copyForClass } from './content.copy.js';

const copy = (value: unknown) => (copyContent(value) as { copy: unknown }).copy;

describe('copyContent', () => {
  it('copies JSON without sharing anything with it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(copy(value))).toBe(JSON.stringify(value));
      }),
    );
    const value = { a: [{ b: 1 }] };
    const copied = copy(value) as typeof value;
    expect(copied).not.toBe(value);
    expect(copied.a).not.toBe(value.a);
    expect(copied.a[0]).not.toBe(value.a[0]);
  });

  it('treats what is not JSON as JSON.stringify does', () => {
    const value = { at: new Date(0), no: undefined, run: () => 1, list: [undefined, Symbol('s'), new Date(1)] };
    expect(copy(value)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('keeps a __proto__ key as a key', () => {
    const copied = copy(JSON.parse('{"__proto__":{"a":1}}')) as object;
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(Object.keys(copied)).toEqual(['__proto__']);
  });

  it('leaves keys out at every depth', () => {
    expect(copyContent({ a: 1, b: [{ a: 2, c: 3 }] }, { without: new Set(['a']) })).toEqual({ copy: { b: [{ c: 3 }] } });
  });

  it('leaves out what class-transformer falls over', () => {
    expect(copyForClass(JSON.parse('{"a":{"constructor":1,"b":2},"__proto__":3}'))).toEqual({ copy: { a: { b: 2 } } });
  });

  it.each([
    ['too deep', [[[1]]], { deepest: 2 }, { path: '', message: 'is nested deeper than 2 levels' }],
    ['too many keys', { a: { b: [{ c: 1, d: 2 }] } }, { mostKeys: 1 }, { path: 'a.b.0', message: 'has 2 keys; at most 1 can be checked' }],
    ['too many values', [1, 2, 3], { mostValues: 3 }, { path: '', message: 'holds more than 3 values' }],
    ['a bigint', { a: [1n] }, { jsonOnly: true }, { path: 'a', message: "holds a bigint in '0': only plain JSON can be used" }],
    [
      'a number that JSON has not',
      { a: NaN },
      { jsonOnly: true },
      { path: '', message: "holds a number in 'a': only plain JSON can be used" },
    ],
    ['an instance', { a: new Map() }, { jsonOnly: true }, { path: '', message: "holds a Map in 'a': only plain JSON can be used" }],
  ])('refuses %s', (_, value, rules, issue) => {
    expect(copyContent(value, rules)).toEqual({ issue });
  });
});
