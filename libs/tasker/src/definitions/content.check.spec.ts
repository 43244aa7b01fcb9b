import { IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { contentCheck, isContentClass } from './content.check.js';

class Context {
  @IsString() id: string;
  size = 1;
}

describe('contentCheck', () => {
  it('checks by a class', async () => {
    expect(isContentClass(Context)).toBe(true);
    const check = contentCheck(Context, 'Order');
    expect(await check({ id: 'a' })).toEqual({ value: { id: 'a', size: 1 }, issues: [] });
    expect((await check({ id: 1 })).issues).toEqual([{ path: 'id', message: 'id must be a string' }]);
  });

  it('checks by a JSON Schema', async () => {
    const schema: JsonSchema = { required: ['id'], properties: { size: { type: 'integer', default: 1 } } };
    expect(isContentClass(schema)).toBe(false);
    const check = contentCheck(schema, 'Order');
    expect(await check({ id: 'a' })).toEqual({ value: { id: 'a', size: 1 }, issues: [] });
    expect((await check({})).issues).toEqual([{ path: 'id', message: 'is required' }]);
  });

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['a text', 'object'],
    ['a list', []],
    ['true, which JSON Schema allows', true],
    ['false, which lets nothing through', false],
    ['a function that is no class', () => Context],
    ['an instance', new Context()],
  ])('refuses %s, naming the place', (_, declared) => {
    const refused = new ConfigurationError(
      "Order: 'context' must be a class with class-validator decorators or a JSON Schema, as an object",
    );
    expect(() => contentCheck(declared as unknown as JsonSchema, "Order: 'context'")).toThrow(refused);
  });
});
