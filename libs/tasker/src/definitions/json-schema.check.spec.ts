import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type FieldIssue } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { jsonSchemaCheck } from './json-schema.check.js';

const PLACE = "ProcessOrder: 'context'";
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

const check = (schema: JsonSchema, value: unknown) => jsonSchemaCheck(schema, PLACE)(value);
const issues = (schema: JsonSchema, value: unknown): FieldIssue[] => check(schema, value).issues;
const refusal = (schema: JsonSchema): string => {
  try {
    jsonSchemaCheck(schema, PLACE);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};
const nested = (levels: number, wrap: (inner: unknown) => unknown, core: unknown = 1) => {
  let value = core;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

const order: JsonSchema = {
  type: 'object',
  required: ['order_id', 'items'],
  additionalProperties: false,
  properties: {
    order_id: { type: 'integer', minimum: 1 },
    email: { type: 'string', format: 'email', minLength: 3 },
    currency: { type: 'string', enum: ['EUR', 'USD'], default: 'EUR' },
    placed_at: { type: 'string', format: 'date-time' },
    note: { type: ['string', 'null'] },
    items: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, quantity: { type: 'integer', default: 1 } } },
    },
  },
};
const good = { order_id: 1, items: [{ sku: 'a' }] };

describe('content that fits a JSON Schema', () => {
  it('gets the defaults of what it lacks, at every depth, in a copy', () => {
    const value = { order_id: 1, items: [{ sku: 'a' }, { sku: 'b', quantity: 2 }] };
    const before = structuredClone(value);
    expect(check(order, value)).toEqual({
      value: {
        order_id: 1,
        currency: 'EUR',
        items: [
          { sku: 'a', quantity: 1 },
          { sku: 'b', quantity: 2 },
        ],
      },
      issues: [],
    });
    expect(value).toEqual(before);
  });

  it('does not share a default with other content', () => {
    const run = jsonSchemaCheck({ type: 'object', properties: { tags: { type: 'array', default: ['new'] } } }, PLACE);
    (run({}).value as { tags: string[] }).tags.push('changed');
    expect(run({}).value).toEqual({ tags: ['new'] });
  });

  it('takes no notice of what becomes of the schema later', () => {
    const schema = { type: 'object', required: ['a'] };
    const run = jsonSchemaCheck(schema, PLACE);
    schema.required.push('b');
    expect(run({ a: 1 }).issues).toEqual([]);
  });

  it.each([
    [
      'the schema of the original: type, required and properties',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { a: 'x' },
    ],
    ['an empty schema', {}, { anything: true }],
    ['a schema with undefined members, as code makes them', { type: 'object', title: undefined }, {}],
    ['draft 2020-12', { $schema: DRAFT_2020, type: 'array', prefixItems: [{ type: 'string' }], items: false }, ['a']],
    ['draft-07 by its https address', { $schema: 'https://json-schema.org/draft-07/schema', type: 'object' }, {}],
    ['references to its own parts', { definitions: { a: { type: 'string' } }, properties: { x: { $ref: '#/definitions/a' } } }, { x: 'a' }],
    [
      'references by an id of its own',
      { $id: 'https://shop.test/order', definitions: { a: { $id: '/sku', type: 'string' } }, properties: { x: { $ref: '/sku' } } },
      { x: 'a' },
    ],
    ['a money amount that is a multiple of a cent', { properties: { price: { multipleOf: 0.01 } } }, { price: 1.13 }],
    [
      'a key that every object inherits, required and given',
      { required: ['toString'], properties: { constructor: { type: 'string' } } },
      { toString: 1, constructor: 'x' },
    ],
    ['annotations', { title: 'Order', description: 'd', examples: [{}], $comment: 'c' }, {}],
  ] as [string, JsonSchema, unknown][])('is let through: %s', (_, schema, value) => {
    expect(check(schema, value)).toEqual({ value, issues: [] });
  });
});

describe('content that does not fit', () => {
  it.each([
    [
      'a missing property, by its own path',
      order,
      { items: [{}] },
      [
        ['order_id', 'is required'],
        ['items.0.sku', 'is required'],
      ],
    ],
    [
      'a superfluous property, with what may have been meant',
      order,
      { ...good, emial: 'a@b.de' },
      [['emial', "is not allowed here; did you mean 'email'?"]],
    ],
    ['a wrong type', order, { ...good, order_id: 'x' }, [['order_id', 'must be a whole number, not a string']]],
    ['a number with a fraction', order, { ...good, order_id: 1.5 }, [['order_id', 'must be a whole number, not a number']]],
    ['one of several types', order, { ...good, note: [] }, [['note', 'must be a string or null, not a list']]],
    ['a number that is too small', order, { ...good, order_id: 0 }, [['order_id', 'must be >= 1']]],
    ['a word that is not listed', order, { ...good, currency: 'EUX' }, [['currency', `must be one of "EUR", "USD"; did you mean 'EUR'?`]]],
    [
      'a format with an example',
      order,
      { ...good, placed_at: 'today' },
      [['placed_at', 'must have the format date-time, such as 2026-01-31T12:30:00Z']],
    ],
    [
      'two things wrong with one field, in one issue',
      order,
      { ...good, email: 'a' },
      [['email', 'must have at least 3 characters; must have the format email']],
    ],
    ['too few entries', order, { order_id: 1, items: [] }, [['items', 'must have at least 1 entry']]],
    ['the content itself', order, [], [['', 'must be an object, not a list']]],
    ['null', order, null, [['', 'must be an object, not null']]],
    [
      'a key with slashes, dots and tildes',
      { properties: { 'a/b~c': { type: 'string' } } },
      { 'a/b~c': 1 },
      [['a/b~c', 'must be a string, not a whole number']],
    ],
    ['a fixed value', { properties: { v: { const: 2 } } }, { v: 1 }, [['v', 'must be 2']]],
    ['a pattern', { properties: { v: { type: 'string', pattern: '^a$' } } }, { v: 'b' }, [['v', 'must match pattern "^a$"']]],
    ['more entries than allowed', { maxItems: 2 }, [1, 2, 3], [['', 'must have at most 2 entries']]],
    [
      'an entry that stands twice',
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [['', 'must not hold an entry twice']],
    ],
    [
      'a name that is not allowed',
      { propertyNames: { pattern: '^[a-z]+$' } },
      { A: 1 },
      [['A', 'is not an allowed name: must match pattern "^[a-z]+$"']],
    ],
    ['a property that asks for another', { dependencies: { a: ['b'] } }, { a: 1 }, [['b', "is required beside 'a'"]]],
    [
      'alternatives of type, as one sentence',
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      true,
      [['', 'must be a string or a number, not true or false']],
    ],
    [
      'alternatives of form',
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      {},
      [
        ['a', 'is required'],
        ['b', 'is required'],
        ['', 'fits none of the allowed forms'],
      ],
    ],
    [
      'two forms that exclude each other',
      { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 1 },
      [['', 'fits more than one of the forms that exclude each other']],
    ],
    ['a condition', { if: { required: ['card'] }, then: { required: ['cvc'] } }, { card: 1 }, [['cvc', 'is required']]],
    ['a form that is excluded', { not: { required: ['a'] } }, { a: 1 }, [['', 'has a form that is not allowed']]],
    ['a property that is excluded', { properties: { a: false } }, { a: 1 }, [['a', 'is not allowed']]],
    [
      'a superfluous property of draft 2020-12',
      { $schema: DRAFT_2020, properties: { total: true }, unevaluatedProperties: false },
      { totl: 1 },
      [['totl', "is not allowed here; did you mean 'total'?"]],
    ],
    ['an inherited key that is required', { required: ['constructor'] }, {}, [['constructor', 'is required']]],
  ] as [string, JsonSchema, unknown, [string, string][]][])('names %s', (_, schema, value, expected) => {
    expect(issues(schema, value)).toEqual(expected.map(([path, message]) => ({ path, message })));
  });

  it('lists the first ten of many allowed values, and the nearest', () => {
    const words = Array.from({ length: 12 }, (_, place) => `word${place}`);
    expect(issues({ enum: words }, 'wort11')[0]?.message).toBe(
      `must be one of ${words
        .slice(0, 10)
        .map((word) => `"${word}"`)
        .join(', ')} and 2 more; did you mean 'word11' or 'word1' or 'word10'?`,
    );
  });

  it('reports fifty fields and counts the rest', () => {
    const found = issues(
      { items: { type: 'string' } },
      Array.from({ length: 60 }, () => 1),
    );
    expect(found).toHaveLength(51);
    expect(found[49]).toEqual({ path: '49', message: 'must be a string, not a whole number' });
    expect(found[50]).toEqual({ path: '', message: 'and 10 more' });
  });

  it('cuts a key that nobody could read', () => {
    const [issue] = issues({ additionalProperties: false }, { ['k'.repeat(1_000_000)]: 1 });
    expect(issue?.path).toBe(`${'k'.repeat(100)}…`);
  });
});

describe('hostile content', () => {
  it('does not reach the prototype of objects', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as object;
    const { value, issues: found } = check({ type: 'object', properties: { a: { default: 1 } } }, hostile);
    expect(found).toEqual([]);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"a":1}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('names __proto__ like any other superfluous key', () => {
    expect(issues({ additionalProperties: false }, JSON.parse('{"__proto__":1}'))).toEqual([
      { path: '__proto__', message: 'is not allowed here' },
    ]);
  });

  it.each([
    ['objects', (inner: unknown) => ({ n: inner })],
    ['lists', (inner: unknown) => [inner]],
  ])('is refused when it nests %s too deeply, whatever the schema', (_, wrap) => {
    const recursive: JsonSchema = { $id: 'tree', properties: { n: { $ref: '#' } }, items: { $ref: '#' } };
    expect(issues(recursive, nested(500, wrap))).toEqual([]);
    expect(issues(recursive, nested(501, wrap))).toEqual([{ path: '', message: 'is nested deeper than 500 levels' }]);
    expect(issues(recursive, nested(10_000, wrap))).toEqual([{ path: '', message: 'is nested deeper than 500 levels' }]);
  });

  it('is refused when it contains itself', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(issues({}, circle)[0]?.message).toBe('is nested deeper than 500 levels');
  });

  it('may be a list of 50,000 objects that must all differ', () => {
    const many = Array.from({ length: 50_000 }, (_, place) => ({ place }));
    expect(issues({ uniqueItems: true }, many)).toEqual([]);
    expect(issues({ uniqueItems: true }, [...many, { place: 7 }])).toEqual([{ path: '', message: 'must not hold an entry twice' }]);
  });

  it('of any kind leaves a check with an answer, and itself unchanged', () => {
    const run = jsonSchemaCheck(order, PLACE);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        const { issues: found } = run(value);
        expect(found.every(({ path, message }) => typeof path === 'string' && message !== '')).toBe(true);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });
});

describe('a schema that cannot be used', () => {
  it.each([
    [
      'a misspelt keyword',
      { type: 'object', requierd: ['a'] },
      "at 'requierd' is not a keyword of JSON Schema (http://json-schema.org/draft-07/schema); did you mean 'required'?",
    ],
    ['a misspelt keyword inside', { properties: { a: { items: { minimun: 1 } } } }, "at 'properties.a.items.minimun' is not a keyword"],
    [
      'a misspelt keyword in a definition',
      { definitions: { a: { anyOf: [{ tipe: 'string' }] } } },
      "at 'definitions.a.anyOf.0.tipe' is not a keyword",
    ],
    [
      'a keyword of another draft',
      { prefixItems: [] },
      "at 'prefixItems' is not a keyword of JSON Schema (http://json-schema.org/draft-07/schema)",
    ],
    [
      'an unknown type',
      { type: 'strnig' },
      `at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"; did you mean 'string'?`,
    ],
    ['a keyword with a wrong value', { required: 'a' }, "at 'required' must be a list, not a string"],
    ['a negative length', { minLength: -1 }, "at 'minLength' must be >= 0"],
    ['an unknown format', { format: 'dat-time' }, "at 'format' names the unknown format 'dat-time'; did you mean 'date-time'?"],
    [
      'a broken expression',
      { properties: { a: { pattern: '(' } } },
      "at 'properties.a.pattern' is not a regular expression: Invalid regular expression: /(/u",
    ],
    ['a broken expression for names', { patternProperties: { '[': {} } }, "at 'patternProperties.[' is not a regular expression"],
    ['an expression too large to be run', { pattern: '(?:a?){9999999}' }, "at 'pattern' is not a regular expression: "],
    [
      'an expression that repeats a repetition',
      { pattern: '^(a+)+$' },
      "at 'pattern' takes exponential time on texts that do not match: '(a+)+'",
    ],
    [
      'the same with a class and a group without number',
      { pattern: String.raw`x(?:[\w.]*)*y` },
      String.raw`'(?:[\w.]*)*' repeats a repetition`,
    ],
    ['the same with an open count', { pattern: String.raw`(\d{2,})+` }, 'repeats a repetition'],
    [
      'a remote reference',
      { $ref: 'https://example.test/order.json' },
      "refers to 'https://example.test/order.json', which is not part of it: nothing is fetched",
    ],
    ['a reference to a file', { $ref: 'order.json' }, "refers to 'order.json', which is not part of it"],
    [
      'a reference to nothing',
      { definitions: { money: {} }, $ref: '#/definitions/mony' },
      "refers to '#/definitions/mony', which it does not hold; did you mean '#/definitions/money'?",
    ],
    [
      'the same below an id',
      { $id: 'https://shop.test/a', $defs: { money: {} }, $ref: '#/$defs/mony' },
      "refers to '#/$defs/mony', which it does not hold; did you mean '#/$defs/money'?",
    ],
    ['an unknown draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, "at '$schema' is not a draft that can be used"],
    ['a draft that is no text', { $schema: 7 }, "at '$schema' is not a draft that can be used"],
    ['a default that would never be applied', { anyOf: [{ properties: { a: { default: 1 } } }] }, 'cannot be used: default is ignored'],
    [
      'references in a circle',
      { properties: { a: { $ref: '#/properties/b' }, b: { $ref: '#/properties/a' } } },
      'cannot be used: a reference leads back to itself',
    ],
    [
      'a circle that never goes deeper',
      { definitions: { a: { $ref: '#/definitions/b' }, b: { allOf: [{ $ref: '#/definitions/a' }] } }, $ref: '#/definitions/a' },
      'never comes to an end: a part of it refers to itself without going deeper',
    ],
    ['a default of another type', { properties: { a: { type: 'string', default: 5 } } }, "at 'properties.a.default' breaks the schema it"],
    ['an asynchronous schema', { $async: true }, "at '$async' cannot be used"],
    [
      'a function',
      { properties: { a: { default: () => 1 } } },
      "at 'properties.a' holds a function in 'default': only plain JSON can be used",
    ],
    ['a regular expression object', { pattern: /a/ }, "holds a RegExp in 'pattern': only plain JSON can be used"],
  ] as [string, JsonSchema, string][])('is refused at start-up: %s', (_, schema, message) => {
    const text = refusal(schema);
    expect(text).toContain(message);
    expect(text.split('\n').every((line) => line.startsWith(PLACE))).toBe(true);
  });

  it('names every problem, ten at most', () => {
    const properties = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`p${place}`, { tipe: 'string' }]));
    const lines = refusal({ properties }).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe('and 2 more');
  });

  it('that contains itself is refused', () => {
    const circle: Record<string, unknown> = { type: 'object' };
    circle['properties'] = { self: circle };
    expect(refusal(circle)).toContain("is nested deeper than 200 levels, or contains itself: refer to a part of a schema with '$ref'");
  });

  it('that stands for a huge one is refused before it fills the memory', () => {
    let bomb: Record<string, unknown> = { type: 'string' };
    for (let level = 0; level < 40; level++) bomb = { properties: { a: bomb, b: bomb } };
    expect(refusal(bomb)).toContain('holds more than 50000 values');
  });

  it.each([
    String.raw`^\((a+)\)+$`,
    String.raw`^([a-z]+\.)+[a-z]+$`,
    String.raw`^[(a+)+]$`,
    String.raw`^(a+){2}$`,
    '^(?:ab+)+$',
    '^(a+)?$',
  ])('keeps the expression %s, which is harmless', (pattern) => {
    expect(() => jsonSchemaCheck({ pattern }, PLACE)).not.toThrow();
  });

  it('may nest as deep as it says', () => {
    const deep = nested(99, (inner) => ({ properties: { a: inner } }), { type: 'string' }) as JsonSchema;
    const value = (core: unknown) => nested(99, (inner) => ({ a: inner }), core);
    expect(issues(deep, value('x'))).toEqual([]);
    expect(issues(deep, value(1))).toHaveLength(1);
  });
});

describe('many schemas', () => {
  it('may share an id', () => {
    const first = jsonSchemaCheck({ $id: 'https://shop.test/order', type: 'object' }, PLACE);
    const second = jsonSchemaCheck({ $id: 'https://shop.test/order', type: 'array' }, PLACE);
    expect([first({}).issues, second([]).issues]).toEqual([[], []]);
    expect(first([]).issues).toHaveLength(1);
  });
});
