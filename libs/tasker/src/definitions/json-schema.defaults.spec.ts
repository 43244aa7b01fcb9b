import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { jsonSchemaCheck } from './json-schema.check.js';

const PLACE = "ProcessOrder: 'context'";

const lines = (schema: JsonSchema): string[] => {
  try {
    jsonSchemaCheck(schema, PLACE);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message.split('\n');
  }
  return [];
};
const of = (property: object, rest: object = {}): JsonSchema => ({ type: 'object', properties: { a: property }, ...rest });
const broken = (path: string, what: string) => `${PLACE} at '${path}' breaks the schema it stands in${what}`;
const money = { definitions: { money: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } } } };

describe('a default that breaks the schema it stands in', () => {
  it.each<[name: string, schema: JsonSchema, expected: string[]]>([
    ['by its type', of({ type: 'string', default: 5 }), [broken('properties.a.default', ': it must be a string, not a whole number')]],
    ['by null', of({ type: 'string', default: null }), [broken('properties.a.default', ': it must be a string, not null')]],
    ['by a value', of({ enum: ['x', 'y'], default: 'z' }), [broken('properties.a.default', `: it must be one of "x", "y"; did you mean 'x' or 'y'?`)]],
    ['by its format', of({ type: 'string', format: 'date', default: 'now' }), [broken('properties.a.default', ': it must have the format date, such as 2026-01-31')]],
    ['inside', of({ properties: { b: { type: 'string' } }, required: ['c'], default: { b: 1 } }), [
      broken('properties.a.default', " at 'c': it is required"),
      broken('properties.a.default', " at 'b': it must be a string, not a whole number"),
    ]],
    ['by a definition that stands elsewhere', of({ $ref: '#/definitions/money', default: { amount: '1' } }, money), [broken('properties.a.default', " at 'amount': it must be a number, not a string")]],
    ['by a definition below an id', of({ $ref: '#/definitions/money', default: 1 }, { $id: 'https://shop.test/order', ...money }), [broken('properties.a.default', ': it must be an object, not a whole number')]],
    ['by the schema itself', of({ $ref: '#', default: 1 }), [broken('properties.a.default', ': it must be an object, not a whole number')]],
    ['in a list', { type: 'array', items: of({ type: 'string', default: 5 }) }, [broken('items.properties.a.default', ': it must be a string, not a whole number')]],
    ['by its place', { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string', default: 5 }] }, [broken('prefixItems.0.default', ': it must be a string, not a whole number')]],
    ['twice', { properties: { a: { type: 'string', default: 5 }, ok: { type: 'string', default: '' }, b: { type: 'null', default: 5 } } }, [
      broken('properties.a.default', ': it must be a string, not a whole number'),
      broken('properties.b.default', ': it must be null, not a whole number'),
    ]],
  ])('is refused at start-up: %s', (_, schema, expected) => {
    expect(lines(schema)).toEqual(expected);
  }); // prettier-ignore

  it('is refused at start-up when it is filled in without end, at the top or below', () => {
    const endless = 'never comes to an end: a part of it refers to itself without going deeper, or a default is filled into itself';
    expect(lines(of({ $ref: '#', default: {} }))).toEqual([`${PLACE} ${endless}`]);
    const below = { properties: { list: { items: { properties: { a: { $ref: '#/properties/list/items', default: {} } } } } } };
    expect(lines(below)).toEqual([broken('properties.list.items.properties.a.default', ': it is filled in without end')]);
  });

  it('is named ten times at most', () => {
    const properties = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`p${n}`, { type: 'string', default: n }]));
    expect(lines({ properties }).slice(9)).toEqual([
      broken('properties.p9.default', ': it must be a string, not a whole number'),
      'and 50 more',
    ]);
  });

  it.each(['a b', 'a/b', 'a~b', 'a%b', '%41', '#', '?', '', 'ä', '😀', 'a.b', '$ref', 'default', 'constructor', '"', '\\', '#/x%2F'])(
    'is found below any key: %j',
    (key) => {
      expect(lines({ definitions: { s: { type: 'string' } }, properties: { [key]: { $ref: '#/definitions/s', default: 5 } } })).toEqual([
        expect.stringContaining(".default' breaks the schema it stands in: it must be a string"),
      ]);
    },
  );
});

describe('a default that fits', () => {
  it.each<[name: string, schema: JsonSchema]>([
    ['its type', of({ type: 'string', default: 'x' })],
    ['once it is filled in itself', of({ type: 'object', required: ['b'], properties: { b: { type: 'string', default: 'x' } }, default: {} })],
    ['a definition', of({ $ref: '#/definitions/money', default: { amount: 1 } }, money)],
    ['a schema that refers to itself', of({ anyOf: [{ type: 'null' }, { $ref: '#' }], default: { a: null } })],
  ])('is used: %s', (_, schema) => {
    expect(lines(schema)).toEqual([]);
  }); // prettier-ignore

  it('may be one of more than a thousand', () => {
    const properties = (property: JsonSchema) => Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`p${n}`, property]));
    const last = { p1000: { type: 'integer', default: 'x' } };
    expect(lines({ properties: { ...properties({ type: 'integer', default: 1 }), ...last } })).toEqual([
      broken('properties.p1000.default', ': it must be a whole number, not a string'),
    ]);
  });

  it('is not what a property of that name holds, nor what stands in an example', () => {
    expect(lines({ properties: { default: { type: 'string' } }, examples: [{ type: 'string', default: 5 }] })).toEqual([]);
  });

  it('stays as it was declared', () => {
    const schema = of({ properties: { b: { default: 1 } }, default: {} });
    const check = jsonSchemaCheck(schema, PLACE);
    expect(schema).toEqual(of({ properties: { b: { default: 1 } }, default: {} }));
    expect(check({}).value).toEqual({ a: { b: 1 } });
  });

  it('is told from one that does not, whatever stands around it', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 5 }).filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.boolean(), (keys, good) => {
        const wrap = (inner: JsonSchema, name: string): JsonSchema => ({ type: 'object', properties: { [name]: inner } });
        const bound = { definitions: { n: { type: 'integer' } } };
        expect(lines({ ...keys.reduce(wrap, { $ref: '#/definitions/n', default: good ? 1 : 'x' }), ...bound })).toHaveLength(good ? 0 : 1);
      }),
      { numRuns: 50 },
    );
  });
});
