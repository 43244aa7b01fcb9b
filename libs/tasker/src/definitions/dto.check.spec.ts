import 'reflect-metadata';
import type { Type as Class } from '@nestjs/common';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  ArrayMinSize, IsArray, IsDate, IsEmail, IsIn, IsInt, IsNumber, IsOptional, IsString, Min, MinLength, Validate, ValidateIf, ValidateNested,
  type ValidatorConstraintInterface, ValidatorConstraint,
} from 'class-validator'; // prettier-ignore
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtoCheck, hasValidators } from './dto.check.js';

const PLACE = "ProcessOrder: 'context'";
const check = (type: Class<object>, value: unknown) => dtoCheck({ type, place: PLACE })(value);
const issues = async (type: Class<object>, value: unknown) => (await check(type, value)).issues;
const filled = async (type: Class<object>, value: unknown) => {
  const { value: stored, issues: found } = await check(type, value);
  expect(found).toEqual([]);
  return stored;
};

class Address {
  @IsString() street: string;
  @IsString() country = 'DE';
}

class Item {
  @IsString() sku: string;
  @IsInt() @Min(1) quantity = 1;
}

class Order {
  @IsInt() @Min(1) order_id: number;
  @IsEmail() @MinLength(6) email = 'a@b.de';
  @ValidateNested() @Type(() => Address) address: Address;
  @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => Item) items: Item[];
  @IsOptional() @IsString({ each: true }) tags: string[] = ['new'];
}

const good = { order_id: 1, address: { street: 'Elm' }, items: [{ sku: 'a' }] };

describe('content that fits a class', () => {
  it('is given back as it was sent, with what the initialisers give for the rest, in a copy', async () => {
    const value = { ...good, extra: { kept: [1, { deep: null }] }, items: [{ sku: 'a' }, { sku: 'b', quantity: 3, note: 'x' }] };
    const before = structuredClone(value);
    expect(await filled(Order, value)).toEqual({
      order_id: 1,
      email: 'a@b.de',
      address: { street: 'Elm', country: 'DE' },
      items: [
        { sku: 'a', quantity: 1 },
        { sku: 'b', quantity: 3, note: 'x' },
      ],
      tags: ['new'],
      extra: { kept: [1, { deep: null }] },
    });
    expect(value).toEqual(before);
  });

  it('does not share a default with other content', async () => {
    ((await filled(Order, good)) as Order).tags.push('changed');
    expect(await filled(Order, good)).toMatchObject({ tags: ['new'] });
  });

  it('keeps what a class turns into something else', async () => {
    class Typed {
      @IsNumber() @Type(() => Number) amount: number;
      @IsDate() @Type(() => Date) at: Date;
      @IsString() @Transform(({ value }: { value: string }) => value.trim()) name: string;
    }
    const sent = { amount: '12', at: '2026-01-31T00:00:00.000Z', name: ' a ' };
    expect(await filled(Typed, sent)).toEqual(sent);
  });

  it.each([
    [
      'null, which is not the same as nothing',
      class {
        tags: string[] | null = ['a'];
      },
      { tags: null },
      { tags: null },
    ],
    [
      'a Date default as the text that JSON makes of it',
      class {
        at = new Date(0);
      },
      {},
      { at: '1970-01-01T00:00:00.000Z' },
    ],
    [
      'fields without a value',
      class {
        a: unknown = undefined;
        b() {}
      },
      {},
      {},
    ],
    [
      'a default that holds functions and nothing',
      class {
        a = { b: () => 1, c: undefined, d: [undefined, 1] };
      },
      {},
      { a: { d: [null, 1] } },
    ],
    [
      'a default that JSON cannot tell from an empty object',
      class {
        a = new Map([[1, 2]]);
        n = Number.NaN;
      },
      {},
      { a: {}, n: null },
    ],
    [
      'what the constructor sets',
      class {
        a: number;
        constructor() {
          this.a = 1;
        }
      },
      {},
      { a: 1 },
    ],
    ['what a parent class sets', class extends Address {}, { street: 's' }, { street: 's', country: 'DE' }],
  ] as [string, Class<object>, object, object][])('treats rightly: %s', async (_, type, value, stored) => {
    expect(await filled(type, value)).toEqual(stored);
  });

  it('knows a key by the name that @Expose reads, and never writes both', async () => {
    class Inner {
      @Expose({ name: 'line_1' }) line1 = 'none';
    }
    class Renamed {
      @Expose({ name: 'order_id' }) orderId = 7;
      @Expose({ name: 'shown_as', toPlainOnly: true }) sentAs = 1;
      @Expose() @Type(() => Inner) address = new Inner();
    }
    expect(await filled(Renamed, {})).toEqual({ order_id: 7, sentAs: 1, address: { line_1: 'none' } });
    expect(await filled(Renamed, { order_id: 1, address: {} })).toEqual({ order_id: 1, sentAs: 1, address: { line_1: 'none' } });
    expect(await filled(Renamed, { orderId: 1, shown_as: 2, address: { line1: 'x' } })).toEqual({
      orderId: 1,
      shown_as: 2,
      address: { line1: 'x' },
    });
  });

  it('does not write what @Exclude hides', async () => {
    class Hidden {
      @Exclude() secret = 'x';
      @Exclude({ toPlainOnly: true }) output = 'x';
      shown = 'y';
    }
    @Exclude()
    class Closed {
      secret = 'x';
      @Expose() shown = 'y';
    }
    expect(await filled(Hidden, {})).toEqual({ shown: 'y' });
    expect(await filled(Hidden, { secret: 'sent' })).toEqual({ secret: 'sent', shown: 'y' });
    expect(await filled(Closed, {})).toEqual({ shown: 'y' });
  });

  it('does not take what a @Transform makes for a default', async () => {
    class Money {
      cents = 0;
    }
    class Priced {
      @Transform(({ value }: { value: object }) => ({ ...value, computed: 1 })) price: object;
      @Transform(() => new Money()) @Type(() => Money) sum: Money;
    }
    expect(await filled(Priced, { price: { a: 1 }, sum: {} })).toEqual({ price: { a: 1 }, sum: {} });
  });

  it('fills the class that a discriminator names, and keeps the discriminator', async () => {
    class Card {
      kind: string;
      network = 'visa';
    }
    class Cash {
      currency = 'EUR';
    }
    class Paid {
      @Type(() => Object, {
        discriminator: {
          property: 'kind',
          subTypes: [
            { value: Card, name: 'card' },
            { value: Cash, name: 'cash' },
          ],
        },
      })
      by: object;
    }
    expect(await filled(Paid, { by: { kind: 'card' } })).toEqual({ by: { kind: 'card', network: 'visa' } });
    expect(await filled(Paid, { by: { kind: 'cash' } })).toEqual({ by: { kind: 'cash', currency: 'EUR' } });
  });

  it('needs no validators', async () => {
    class Plain {
      a = 1;
    }
    expect(await filled(Plain, { b: 2 })).toEqual({ a: 1, b: 2 });
  });
});

describe('content that does not fit', () => {
  it.each([
    [
      'each field, with the messages of its constraints joined',
      { ...good, email: 'x' },
      [['email', 'email must be longer than or equal to 6 characters; email must be an email']],
    ],
    [
      'nested objects',
      { ...good, address: { country: 1 } },
      [
        ['address.street', 'street must be a string'],
        ['address.country', 'country must be a string'],
      ],
    ],
    [
      'entries of a list by place',
      { ...good, items: [{ sku: 'a' }, { quantity: 0 }] },
      [
        ['items.1.sku', 'sku must be a string'],
        ['items.1.quantity', 'quantity must not be less than 1'],
      ],
    ],
    ['what should be an object', { ...good, address: 'Elm' }, [['address', 'nested property address must be either object or array']]],
    [
      'entries that should be objects',
      { ...good, items: [7] },
      [['items.0', 'each value in nested property items must be either object or array']],
    ],
    ['values of a list', { ...good, tags: ['a', 1] }, [['tags', 'each value in tags must be a string']]],
    [
      'what is missing',
      { address: { street: 's' }, items: [{ sku: 'a' }] },
      [['order_id', 'order_id must not be less than 1; order_id must be an integer number']],
    ],
  ] as [string, object, [string, string][]][])('names %s', async (_, value, expected) => {
    expect(await issues(Order, value)).toEqual(expected.map(([path, message]) => ({ path, message })));
  });

  it.each([[[]], [[good]], [null], ['text'], [1], [true], [undefined]])('says that %j is no object', async (value) => {
    expect(await issues(Order, value)).toEqual([{ path: '', message: 'must be an object' }]);
  });

  it('waits for asynchronous validators', async () => {
    @ValidatorConstraint({ async: true })
    class IsKnown implements ValidatorConstraintInterface {
      validate = async (id: number) => id === 1;
      defaultMessage = () => 'is not known';
    }
    class Known {
      @Validate(IsKnown) id: number;
    }
    expect(await issues(Known, { id: 1 })).toEqual([]);
    expect(await issues(Known, { id: 2 })).toEqual([{ path: 'id', message: 'is not known' }]);
  });

  it('lets the failure of what an asynchronous validator asks through: the content may be right', async () => {
    @ValidatorConstraint({ async: true })
    class Asks implements ValidatorConstraintInterface {
      validate = (): Promise<boolean> => Promise.reject(new Error('the database is away'));
    }
    class Asking {
      @Validate(Asks) id: number;
    }
    await expect(check(Asking, { id: 1 })).rejects.toThrow('the database is away');
  });

  it('names a nested object whose class has no validators', async () => {
    class Loose {
      @ValidateNested() item: Item;
    }
    expect(await issues(Loose, { item: { sku: 1 } })).toEqual([
      { path: 'item', message: 'cannot be checked: its class is unknown or has no validators; name the class with @Type(() => …)' },
    ]);
  });

  it('reports fifty fields and counts the rest', async () => {
    const found = await issues(Order, { ...good, items: Array.from({ length: 60 }, () => ({})) });
    expect(found).toHaveLength(51);
    expect(found[49]?.path).toBe('items.49.sku');
    expect(found[50]).toEqual({ path: '', message: 'and 10 more' });
  });

  it('honours conditions', async () => {
    class Payment {
      @IsIn(['card', 'cash']) by: string;
      @ValidateIf(({ by }: Payment) => by === 'card') @IsString() card: string;
    }
    expect(await issues(Payment, { by: 'cash' })).toEqual([]);
    expect(await issues(Payment, { by: 'card' })).toEqual([{ path: 'card', message: 'card must be a string' }]);
  });
});

describe('hostile content', () => {
  const nested = (levels: number, wrap: (inner: unknown) => unknown) => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = wrap(value);
    return value;
  };
  class Open {
    @IsOptional() any: unknown;
    a = 1;
  }
  class Tree {
    @IsOptional() @ValidateNested() @Type(() => Tree) n: Tree;
    @IsOptional() @ValidateNested({ each: true }) @Type(() => Tree) list: Tree[];
    @IsInt() size = 1;
  }

  it.each([
    '{"any":{"constructor":{"a":1},"__proto__":{"polluted":true}}}',
    '{"constructor":"x","__proto__":{"polluted":true}}',
    '{"any":[{"constructor":null}],"toString":1,"hasOwnProperty":2,"then":3,"toJSON":4}',
  ])('with keys that every object has is kept as it is: %s', async (json) => {
    const { value, issues: found } = await check(Open, JSON.parse(json));
    expect(found).toEqual([]);
    expect(JSON.stringify(value)).toBe(`${json.slice(0, -1)},"a":1}`);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['untyped objects', Open, 1, (inner: unknown) => ({ any: inner })],
    ['untyped lists', Open, 1, (inner: unknown) => [inner]],
    ['typed objects', Tree, 1, (inner: unknown) => ({ n: inner })],
    ['typed lists', Tree, 2, (inner: unknown) => ({ list: [inner] })],
    ['lists where an object is expected', Tree, 1, (inner: unknown) => [inner]],
  ] as [string, Class<object>, number, (inner: unknown) => unknown][])(
    'that nests %s is checked up to 500 levels and refused beyond',
    async (_, type, levels, wrap) => {
      const tooDeep = [{ path: '', message: 'is nested deeper than 500 levels' }];
      const most = Math.floor(499 / levels);
      for (const key of ['list', 'any']) expect(await issues(type, { [key]: nested(most, wrap) })).not.toEqual(tooDeep);
      for (const levelsBeyond of [500, 10_000]) expect(await issues(type, { list: nested(levelsBeyond, wrap) })).toEqual(tooDeep);
    },
  );

  it('with an object of too many keys is refused, naming it', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, place) => [`k${place}`, 1]));
    expect(await issues(Open, { any: [many] })).toEqual([{ path: 'any.0', message: 'has 10001 keys; at most 10000 can be checked' }]);
  });

  it('may hold a long list', async () => {
    const { value, issues: found } = await check(Order, { ...good, items: Array.from({ length: 20_000 }, () => ({ sku: 'a' })) });
    expect(found).toEqual([]);
    expect((value as Order).items[19_999]).toEqual({ sku: 'a', quantity: 1 });
  });

  it('that a @Transform or a validator cannot cope with is refused, not an accident', async () => {
    class Trimmed {
      @Transform(({ value }: { value: string }) => value.trim()) name: string;
    }
    class Conditional {
      @ValidateIf(({ card }: { card: { number: string } }) => card.number !== '') @IsString() cvc: string;
      card: { number: string };
    }
    expect(await issues(Trimmed, { name: 7 })).toEqual([{ path: '', message: 'cannot be read as Trimmed: value.trim is not a function' }]);
    expect((await issues(Conditional, {}))[0]?.message).toMatch(/^cannot be read as Conditional: Cannot read properties/);
  });

  it('of any kind leaves a check with an answer, and itself unchanged', async () => {
    const run = dtoCheck({ type: Order, place: PLACE });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (any, address, items) => {
        for (const value of [any, { ...good, address }, { ...good, items: [items, { sku: 'a' }] }]) {
          const before = JSON.stringify(value);
          const { issues: found } = await run(value);
          expect(found.every(({ path, message }) => typeof path === 'string' && message !== '')).toBe(true);
          expect(JSON.stringify(value)).toBe(before);
        }
      }),
    );
  });
});

describe('a class that cannot be used', () => {
  it('is refused at start-up when it cannot be made without arguments', () => {
    class Needs {
      size: number;
      constructor(list: string[]) {
        this.size = list.length;
      }
    }
    expect(() => dtoCheck({ type: Needs, place: PLACE })).toThrow(
      /^ProcessOrder: 'context': Needs cannot be made of \{\}: Cannot read properties of undefined .*; make it with 'new' and no arguments$/,
    );
  });

  it.each([
    [
      'a bigint',
      class {
        big = 1n;
      },
      'BigInt',
    ],
    [
      'a circle',
      class {
        self: unknown;
        constructor() {
          this.self = this;
        }
      },
      'call stack',
    ],
  ] as [string, Class<object>, string][])('is refused when a default is %s, which JSON cannot hold', (_, type, message) => {
    expect(() => dtoCheck({ type, place: PLACE })).toThrow(message);
  });

  it.each([
    ['class-validator', ['class-validator'], 'needs the package class-validator, which is not installed: npm install class-validator'],
    [
      'class-transformer',
      ['class-transformer', 'class-transformer/cjs/storage.js'],
      'needs the package class-transformer, which is not installed: npm install class-transformer',
    ],
    [
      'both',
      ['class-transformer', 'class-validator', 'class-transformer/cjs/storage.js'],
      'needs the packages class-transformer and class-validator, which are not installed: npm install class-transformer class-validator',
    ],
  ])('says how to install what is missing: %s', (_, missing, message) => {
    const load = (name: string): unknown => {
      if (missing.includes(name)) throw new Error(`Cannot find module '${name}'`);
      return { defaultMetadataStorage: {} };
    };
    expect(() => dtoCheck({ type: Order, place: PLACE }, load)).toThrow(`ProcessOrder: 'context': Order ${message}`);
  });
});

describe('hasValidators', () => {
  class Inherits extends Address {}
  class Bare {
    a = 1;
  }
  class Exposed {
    @Expose() a = 1;
  }

  it.each([
    ['a class with validators', Order, true],
    ['one that inherits them', Inherits, true],
    ['one without', Bare, false],
    ['one with only class-transformer decorators', Exposed, false],
  ] as [string, Class<object>, boolean][])('of %s', (_, type, expected) => {
    expect(hasValidators(type)).toBe(expected);
  });
});
