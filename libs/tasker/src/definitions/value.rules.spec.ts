import { describe, expect, it } from 'vitest';
import {
  descriptionProblem,
  isInteger,
  isPlainObject,
  jsonObjectProblem,
  limitProblem,
  nameProblem,
  priorityProblem,
  retryLimitProblem,
  stepNameProblem,
  versionProblem,
  waitProblem,
} from './value.rules.js';

const circle: Record<string, unknown> = {};
circle['again'] = circle;

/** `{ a: { a: … } }` of so many levels. */
function nested(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
}

describe('names', () => {
  it.each(['a', 'process_order', 'Bestellung-prüfen.2', '订单', '🙂', 'n'.repeat(64)])('%s may be one', (name) => {
    expect(nameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'must be a string that is not empty'],
    [7, 'must be a string that is not empty'],
    [null, 'must be a string that is not empty'],
    ['a b', "'a b' must not contain white space, control characters, '@' or '/'"],
    ['a\u00a0b', "'a\u00a0b' must not contain white space, control characters, '@' or '/'"],
    ['a\0b', "'a\\x00b' must not contain white space, control characters, '@' or '/'"],
    ['a\u200bb', "'a\u200bb' must not contain white space, control characters, '@' or '/'"],
    ['a@1', "'a@1' must not contain white space, control characters, '@' or '/'"],
    ['n'.repeat(65), 'has 65 characters; at most 64 are allowed'],
    ['🙂'.repeat(65), 'has 65 characters; at most 64 are allowed'],
  ])('%o may not', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });

  it('of half a character may not', () => {
    expect(nameProblem('\ud800')).toMatch(/^'\\ud800' must not contain white space/i);
  });

  it('of steps are longer, but never a number', () => {
    expect([stepNameProblem('s'.repeat(128)), stepNameProblem('12a'), stepNameProblem('1.5')]).toEqual([undefined, undefined, undefined]);
    expect(stepNameProblem('s'.repeat(129))).toBe('has 129 characters; at most 128 are allowed');
    expect(stepNameProblem('007')).toBe("'007' must not be a number: steps are also looked up by id");
    expect(stepNameProblem(undefined)).toBe('must be a string that is not empty');
  });
});

describe('versions', () => {
  it.each(['0.0.0', '1.2.3', '1.2.3-beta.1', `1.0.0-${'a'.repeat(58)}`])('%s may be one', (version) => {
    expect(versionProblem(version)).toBeUndefined();
  });

  it.each([1, 1.5, '1', '1.2', '01.0.0', 'v1.0.0', '=1.0.0', ' 1.0.0', '1.0.0 ', '1.0.0+build.7', '^1.0.0', 'latest', '', null, ['1.0.0']])(
    '%o may not',
    (version) => {
      expect(versionProblem(version)).toMatch(
        / is not a semantic version; write it like 1\.2\.3 or 1\.2\.3-beta\.1, without 'v' and without build metadata$/,
      );
    },
  );

  it('are at most as long as their column', () => {
    expect(versionProblem(`1.0.0-${'a'.repeat(59)}`)).toBe('has 65 characters; at most 64 are allowed');
  });
});

describe('times', () => {
  it.each([1, '1ms', '1.5s', '24d', 2 ** 31 - 1])('%o may be a limit and a wait', (value) => {
    expect([limitProblem(value), waitProblem(value)]).toEqual([undefined, undefined]);
  });

  it.each([0, '0s'])('%o may be a wait, not a limit', (value) => {
    expect([limitProblem(value), waitProblem(value)]).toEqual(['must be between 1 ms and 24 days', undefined]);
  });

  it.each([2 ** 31, '25d'])('%o is more than a timer takes', (value) => {
    expect([limitProblem(value), waitProblem(value)]).toEqual(['must be between 1 ms and 24 days', 'must be at most 24 days']);
  });

  it.each([-1, 1.5, NaN, Infinity, 5n, '1', '1 s', '10 seconds', '-1s', '', null, {}, [1]])('%o is neither', (value) => {
    expect(limitProblem(value)).toMatch(/is not a duration; give whole milliseconds or a string such as '250ms'/);
    expect(waitProblem(value)).toBe(limitProblem(value));
  });
});

describe('numbers and texts', () => {
  it('attempts are whole, 1 or more, of 32 bits', () => {
    expect([1, 2 ** 31 - 1].map(retryLimitProblem)).toEqual([undefined, undefined]);
    for (const value of [0, -1, 1.5, NaN, Infinity, 2 ** 31, '3', null, true])
      expect(retryLimitProblem(value)).toBe('must be a whole number of 1 or more: the first attempt counts');
  });

  it('priorities are whole numbers of 32 bits, negative ones too', () => {
    expect([0, -(2 ** 31), 2 ** 31 - 1].map(priorityProblem)).toEqual([undefined, undefined, undefined]);
    for (const value of [0.5, -(2 ** 31) - 1, 2 ** 31, '1', NaN]) expect(priorityProblem(value)).toBe('must be a whole number of 32 bits');
    expect(isInteger(2 ** 31, 0)).toBe(false);
  });

  it('descriptions have 255 characters that can be stored', () => {
    expect([descriptionProblem(''), descriptionProblem('🙂'.repeat(255))]).toEqual([undefined, undefined]);
    expect(descriptionProblem('x'.repeat(256))).toBe('is longer than 255 characters');
    expect(descriptionProblem('a\0')).toBe('must not contain NUL characters or lone surrogates');
    expect(descriptionProblem('\udc00')).toBe('must not contain NUL characters or lone surrogates');
    expect(descriptionProblem(7)).toBe('must be a string');
  });
});

describe('what can be stored as JSON', () => {
  it.each<[name: string, value: unknown]>([
    ['an empty object', {}],
    ['every kind of value', { a: [1, 'b', null, true, { c: -0.5 }], d: undefined }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['100 levels', nested(100)],
  ])('%s can', (_, value) => {
    expect(jsonObjectProblem(value)).toBeUndefined();
  });

  it.each<[name: string, value: unknown, problem: string]>([
    ['a list', [], 'must be an object'],
    ['a text', '{}', 'must be an object'],
    ['null', null, 'must be an object'],
    ['a Map', new Map(), 'must be an object'],
    ['a Date', new Date(0), 'must be an object'],
    ['a Date inside', { at: new Date(0) }, "holds a Date in 'at': only plain JSON can be kept"],
    ['a function', { a: { b: [0, () => 1] } }, "holds a function in 'a.b.1': only plain JSON can be kept"],
    ['a symbol', { a: Symbol('s') }, "holds a symbol in 'a': only plain JSON can be kept"],
    ['a bigint', { a: 1n }, "holds a bigint in 'a': only plain JSON can be kept"],
    ['NaN', { a: NaN }, "holds NaN in 'a', which is not JSON"],
    ['infinity', { a: { b: -Infinity } }, "holds -Infinity in 'a.b', which is not JSON"],
    ['NUL', { a: 'x\0' }, "holds a NUL character or a lone surrogate in 'a'"],
    ['half a character', { a: ['\ud800'] }, "holds a NUL character or a lone surrogate in 'a.0'"],
    ['NUL in a key', { a: { 'k\0': 1 } }, "has the key 'k\\x00' in 'a', which cannot be kept"],
    ['__proto__ inside', JSON.parse('{"a":{"__proto__":{"b":1}}}'), "has the key '__proto__' in 'a', which cannot be kept"],
    ['__proto__', JSON.parse('{"__proto__":1}'), "has the key '__proto__', which cannot be kept"],
    ['a circle', circle, 'is nested deeper than 100 levels'],
    ['102 levels', nested(102), 'is nested deeper than 100 levels'],
    [
      'an object of no class',
      { a: Object.create(Object.create(Object.create(null))) },
      "holds a object in 'a': only plain JSON can be kept",
    ],
    [
      'an object that hides its class',
      { a: Object.create({ constructor: undefined }) },
      "holds a object in 'a': only plain JSON can be kept",
    ],
  ])('%s cannot', (_, value, problem) => {
    expect(jsonObjectProblem(value)).toBe(problem);
  });

  it('an object literal is one of another realm too, an instance of a class never', () => {
    class Order {}
    const foreign: unknown = Object.create(Object.create(null, { constructor: { value: class Object {} } }));
    expect([{}, Object.create(null), foreign].map(isPlainObject)).toEqual([true, true, true]);
    expect([new Order(), [], null, 'text', new Date(0), Object.create({})].map(isPlainObject)).toEqual(Array(6).fill(false));
  });
});
