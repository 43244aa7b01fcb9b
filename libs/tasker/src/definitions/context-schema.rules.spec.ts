import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../model/json.js';
import { contextSchemaProblem } from './context-schema.rules.js';
import { jsonSchemaCheck } from './json-schema.check.js';

const text = { type: 'string' };
const ONLY_TEXT = "can never be matched: a context is always an object, and its type is 'string'";

/** Objects that a schema would have to let through if it lets any through: those below need one key at most. */
const OBJECTS = [{}, { id: 'x' }, { id: 1 }, { ident: 'x' }, { a: {} }];

describe('a context schema that no object matches', () => {
  it.each<[name: string, schema: JsonSchema, problem: string]>([
    ['of another type', text, ONLY_TEXT],
    ['of other types', { type: ['string', 'null'] }, "can never be matched: a context is always an object, and its type is 'string' or 'null'"],
    ['with a value that is none', { const: 1 }, "can never be matched: a context is always an object, and its 'const' is none"],
    ['with values that are none', { enum: ['a', null, []] }, "can never be matched: a context is always an object, and its 'enum' lists none"],
    ['one of whose parts is of another type', { type: 'object', allOf: [{}, text] }, ONLY_TEXT],
    ['one of whose parts lets nothing through', { allOf: [false] }, 'can never be matched: false lets nothing through'],
    ['all of whose alternatives are of other types', { anyOf: [text, { type: 'number' }] }, ONLY_TEXT],
    ['the same for forms that exclude each other', { oneOf: [text, { anyOf: [text] }] }, ONLY_TEXT],
    ['by reference', { definitions: { 'a/b c': text }, $ref: '#/definitions/a~1b%20c' }, ONLY_TEXT],
    ['below an id of its own', { definitions: { t: {} }, allOf: [{ $id: 'https://shop.test/x', definitions: { t: text }, allOf: [{ $ref: '#/definitions/t' }] }] }, ONLY_TEXT],
    ['that shuts out everything', { not: {} }, "can never be matched: its 'not' shuts out every object"],
    ['that shuts out objects', { not: { type: ['object', 'null'] } }, "can never be matched: its 'not' shuts out every object"],
    ['that requires a misspelt key', { required: ['id'], properties: { idd: text }, additionalProperties: false }, "can never be matched: 'id' is required, but not allowed; did you mean 'idd'?"],
    ['that requires a forbidden key', { required: ['id'], properties: { id: false } }, "can never be matched: 'id' is required, but not allowed"],
  ])('is told from its form: %s', (_, schema, problem) => {
    expect(contextSchemaProblem(schema)).toBe(problem);
    const check = jsonSchemaCheck(schema, 'Order');
    for (const value of OBJECTS) expect(check(value).issues, JSON.stringify(value)).not.toEqual([]);
  }); // prettier-ignore
});

describe('a context schema that some object matches', () => {
  it.each<[name: string, schema: JsonSchema]>([
    ['empty', {}],
    ['of objects', { type: 'object' }],
    ['of objects and others', { type: ['null', 'object'] }],
    ['with a fixed object', { const: {} }],
    ['with an object among its values', { enum: [1, {}] }],
    ['with one alternative', { anyOf: [text, { type: 'object' }] }],
    ['that shuts out some objects', { not: { required: ['x'] } }],
    ['that shuts out another type', { not: text }],
    ['that refers to itself', { properties: { child: { $ref: '#' } } }],
    ['that requires a key of a pattern', { required: ['id'], patternProperties: { '^i': text }, additionalProperties: false }],
    ['that requires a listed key', { required: ['id'], properties: { id: text }, additionalProperties: false }],
    ['that requires an unlisted key', { required: ['id'], properties: { other: text } }],
    ['with text in its properties', { properties: { a: text }, definitions: { b: text } }],
    ['below an id of its own', { definitions: { t: text }, allOf: [{ $id: 'https://shop.test/x', definitions: { t: {} }, allOf: [{ $ref: '#/definitions/t' }] }] }],
  ])('is let through: %s', (_, schema) => {
    expect(contextSchemaProblem(schema)).toBeUndefined();
    const check = jsonSchemaCheck(schema, 'Order');
    expect(OBJECTS.some((value) => check(value).issues.length === 0)).toBe(true);
  }); // prettier-ignore

  it('is nothing that goes round in a circle, which the check itself refuses', () => {
    const circle: JsonSchema = {
      properties: { child: { $ref: '#/definitions/a' } },
      definitions: { a: { allOf: [{ $ref: '#/definitions/a' }] } },
    };
    expect(contextSchemaProblem({ ...circle, $ref: '#/properties/child' })).toBeUndefined();
    expect(contextSchemaProblem({ ...circle, $ref: '#/definitions/a', type: 'string' })).toBe(ONLY_TEXT);
  });

  it('is found as quickly when every part refers to the next one twice', () => {
    const next = (n: number) => ({ allOf: [{ $ref: `#/definitions/d${n}` }, { $ref: `#/definitions/d${n}` }] });
    const definitions = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`d${n}`, n === 59 ? text : next(n + 1)]));
    expect(contextSchemaProblem({ definitions, ...next(0) })).toBe(ONLY_TEXT);
    expect(contextSchemaProblem({ definitions: { ...definitions, d59: {} }, ...next(0) })).toBeUndefined();
  });
});
