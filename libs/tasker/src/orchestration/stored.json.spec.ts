import { describe, expect, it } from 'vitest';
import { checkJson, resultJson, storableText, type StorageProblem, type StoredJson } from './stored.json.js';

const NO_LIMIT = 1_000_000;
const code = (stored: StoredJson): StorageProblem['code'] | undefined => ('problem' in stored ? stored.problem.code : undefined);
const message = (stored: StoredJson): string | undefined => ('problem' in stored ? stored.problem.message : undefined);
const circular: { self?: unknown } = {};
circular.self = circular;

class Money {
  constructor(private readonly cents: number) {}
  toJSON() {
    return { cents: this.cents };
  }
}

describe('the JSON of a result', () => {
  it.each([
    ['nothing', undefined, '{}'],
    ['null', null, '{}'],
    ['an empty object', {}, '{}'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['nested values', { a: [1, { b: null }], c: true }, '{"a":[1,{"b":null}],"c":true}'],
    ['a list', [1, 'two'], '[1,"two"]'],
    ['members that JSON does not know', { a: undefined, f: () => 1, s: Symbol('s') }, '{}'],
    ['numbers that JSON does not know', { n: Number.NaN, i: Number.POSITIVE_INFINITY, z: -0 }, '{"n":null,"i":null,"z":0}'],
    ['a Date inside', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['an instance that says what it is', new Money(12), '{"cents":12}'],
    ['a Map inside, of which nothing is left', { m: new Map([[1, 2]]) }, '{"m":{}}'],
  ])('of %s is what is stored', (_, value, json) => {
    expect(resultJson(value, NO_LIMIT)).toEqual({ json });
  });

  it.each([
    ['a string', 'done', 'not string'],
    ['an empty string', '', 'not string'],
    ['zero', 0, 'not number'],
    ['false', false, 'not boolean'],
    ['a bigint', 1n, 'not bigint'],
    ['a symbol', Symbol('s'), 'not symbol'],
    ['a function', () => ({}), 'not function'],
    ['a Map', new Map([['a', 1]]), 'not Map'],
    ['a Set', new Set([1]), 'not Set'],
    ['a Date, which is text as JSON', new Date(0), 'this Date is "1970-01-01'],
    ['a boxed number', Object(7) as object, 'this Number is 7'],
    ['an object whose toJSON gives nothing', { toJSON: () => undefined }, 'this Object is nothing'],
    ['an object whose toJSON gives null', { toJSON: () => null }, 'this Object is null'],
    [
      'an object without prototype whose toJSON gives text',
      Object.assign(Object.create(null) as object, { toJSON: () => 'x' }),
      'this object is "x"',
    ],
  ])('refuses %s: what would be stored is not what was meant', (_, value, words) => {
    const stored = resultJson(value, NO_LIMIT);
    expect(code(stored)).toBe('INVALID_RESULT');
    expect(message(stored)).toContain(words);
  });

  it.each([
    ['a circle', circular, 'circular'],
    ['a bigint inside', { n: 1n }, 'BigInt'],
    ['a getter that throws', { get a() { throw new Error('no value\nsecond line'); } }, 'no value'], // prettier-ignore
    ['a toJSON that throws no error', { toJSON() { throw 'just text' as unknown; } }, 'just text'], // prettier-ignore
  ])('refuses %s with the reason in one line', (_, value, words) => {
    const stored = resultJson(value, NO_LIMIT);
    expect(code(stored)).toBe('RESULT_NOT_SERIALISABLE');
    expect(message(stored)).toContain(words);
    expect(message(stored)).not.toContain('\n');
  });

  it('refuses nesting that is too deep to serialise', () => {
    let deep = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(code(resultJson(deep, NO_LIMIT))).toBe('RESULT_NOT_SERIALISABLE');
  });
});

describe('the size limit', () => {
  const object = { text: 'é€😀' };
  const bytes = Buffer.byteLength(JSON.stringify(object));

  it('allows exactly the limit, counted in bytes of UTF-8', () => {
    expect(bytes).toBe(11 + 2 + 3 + 4);
    expect(resultJson(object, bytes)).toEqual({ json: JSON.stringify(object) });
  });

  it('refuses one byte more, naming both numbers', () => {
    const stored = resultJson(object, bytes - 1);
    expect(code(stored)).toBe('RESULT_TOO_LARGE');
    expect(message(stored)).toBe(`${bytes} bytes of JSON, the limit is ${bytes - 1}`);
  });

  it('counts what escapes add', () => {
    expect(code(resultJson({ a: '\n' }, 9))).toBe('RESULT_TOO_LARGE');
    expect(code(resultJson({ a: '\n' }, 10))).toBeUndefined();
  });
});

describe('text that jsonb refuses', () => {
  it.each([
    ['NUL', 'a\0b'],
    ['a high surrogate alone', '\ud83d'],
    ['a low surrogate alone', '\ude00'],
    ['a pair in the wrong order', '\ude00\ud83d'],
    ['NUL after a backslash', '\\\0'],
    ['NUL after two backslashes', '\\\\\0'],
    ['a lone surrogate after what looks like an escape', '\\u0041\ud800'],
  ])('is found: %s', (_, text) => {
    expect(code(resultJson({ text }, NO_LIMIT))).toBe('RESULT_NOT_STORABLE');
    expect(code(resultJson({ [text]: 1 }, NO_LIMIT))).toBe('RESULT_NOT_STORABLE');
    expect(code(resultJson({ list: [{ text: [text] }] }, NO_LIMIT))).toBe('RESULT_NOT_STORABLE');
  });

  it.each([
    ['the six characters of an escape', String.raw`\u0000`],
    ['an escaped backslash before them', String.raw`\\u0000`],
    ['three backslashes before them', String.raw`\\\u0000`],
    ['the characters of a surrogate', String.raw`\ud800`],
    ['a whole pair', '😀'],
    ['other control characters', '\u0001\u001f\u007f'],
    ['a character that begins like a surrogate', '\ud7ff\ue000'],
  ])('is not seen in %s', (_, text) => {
    const stored = resultJson({ text }, NO_LIMIT);
    expect(stored).toEqual({ json: JSON.stringify({ text }) });
    expect(JSON.parse((stored as { json: string }).json)).toEqual({ text });
  });

  it('is found in JSON that somebody else wrote', () => {
    expect(code(checkJson(String.raw`{"a":"\u0000"}`, NO_LIMIT))).toBe('RESULT_NOT_STORABLE');
    expect(code(checkJson(String.raw`{"a":"\\u0000"}`, NO_LIMIT))).toBeUndefined();
  });
});

describe('storable text', () => {
  it.each([
    ['plain', 'plain'],
    ['a\0b', 'a\ufffdb'],
    ['\ud83d', '\ufffd'],
    ['😀', '😀'],
    ['', ''],
  ])('of %j is %j', (text, storable) => {
    expect(storableText(text)).toBe(storable);
  });
});
