import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { filterRecords, LogRecord } from './log.record.js';

const M = '[FILTERED]';
const filter = parameterFilter();

describe('content', () => {
  it.each<[string, unknown, unknown]>([
    ['a key that contains a text, in whatever case', { userPASSWord: 'x', SSN: 1, e: 2 }, { userPASSWord: M, SSN: M, e: 2 }],
    ['camel case and kebab case as snake case', { apiKey: 'x', 'x-api-key': 'x', key: 'x' }, { apiKey: M, 'x-api-key': M, key: 'x' }],
    ['nested objects and lists', { a: [{ token: 'x', b: [{ secret: 'x' }] }] }, { a: [{ token: M, b: [{ secret: M }] }] }],
    ['everything under a sensitive key', { secrets: { a: ['x'] }, otp: true }, { secrets: M, otp: M }],
    ['not what says nothing', { password: null, token: undefined }, { password: null, token: undefined }],
    ['maps and sets', new Map<unknown, unknown>([['token', 'x'], [1, new Set([{ salt: 'x' }])]]), new Map<unknown, unknown>([['token', M], [1, new Set([{ salt: M }])]])], // prettier-ignore
    ['instances', new (class Card { number = 1; pin_crypt = 'x'; })(), { number: 1, pin_crypt: M }], // prettier-ignore
    ['what toJSON shows', { card: { toJSON: () => ({ token: 'x' }) } }, { card: { token: M } }],
    ['JSON in a text', { body: '{"token":"x","n":1}' }, { body: `{"token":"${M}","n":1}` }],
    ['addresses and pairs in a text', { url: 'https://a/?api_key=x&n=1' }, { url: `https://a/?api_key=${M}&n=1` }],
    ['a detail of PostgreSQL', ['Key (email)=(ann@x.org) exists'], [`Key (email)=(${M}) exists`]],
    ['own keys that mean something else to JavaScript', JSON.parse('{"__proto__": {"token": "x"}}'), JSON.parse(`{"__proto__": {"token": "${M}"}}`)], // prettier-ignore
  ])('masks %s', (_, given, masked) => {
    expect(filter.content(given)).toEqual(masked);
  });

  it.each<[string, unknown]>([
    ['plain values', { a: [1, 'text', null, { b: new Date(0) }], c: new Map([['k', /x/]]), d: Buffer.from('x'), e: new Error('x') }],
    ['sentences about a sensitive word', { message: 'the password must be longer', text: 'invalid token: expected a comma' }],
    ['JSON without sensitive keys', { body: '{ "a": 1 }' }],
    ['a number', 7],
  ])('returns %s as they are, not copied', (_, given) => {
    expect(filter.content(given)).toBe(given);
  });

  it('masks an error with its fields and leaves it an error', () => {
    const error = Object.assign(new Error('x', { cause: { token: 'x' } }), { password: 'x', code: 'E1' });
    const masked = filter.content(error) as Error & Record<string, unknown>;
    expect(masked).toBeInstanceOf(Error);
    expect(masked).toMatchObject({ name: 'Error', message: 'x', stack: error.stack, cause: { token: M }, password: M, code: 'E1' });
    expect(error.password).toBe('x');
  });

  it('masks what it cannot look at, and what is too deep', () => {
    const throwing = Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => { throw new Error('no'); } }); // prettier-ignore
    expect(filter.content({ throwing })).toEqual({ throwing: { a: 1, b: M } });
    expect(filter.content({ a: new Proxy({}, { ownKeys: () => { throw new Error('no'); } }) })).toEqual({ a: M }); // prettier-ignore
    expect(filter.content({ a: { toJSON: () => { throw new Error('no'); } } })).toEqual({ a: M }); // prettier-ignore
    let deep: unknown = { token: 'hidden' };
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(inspect(filter.content(deep), { depth: null })).not.toContain('hidden');
  });

  it('ends with circular content and with content that meets itself a million times', () => {
    const circular: Record<string, unknown> = { token: 'x' };
    circular['self'] = circular;
    expect(filter.content(circular)).toEqual({ token: M, self: '[Circular]' });
    let twice: unknown = { token: 'x' };
    for (let level = 0; level < 25; level++) twice = [twice, twice];
    expect(JSON.stringify(filter.content(twice))).not.toContain('"x"');
  });
});

describe('the parameters', () => {
  it('may be patterns of the dotted path, in which lists have no place', () => {
    const own = parameterFilter({ filterParameters: [/^cards\.number$/g, 'order.note'], filterMask: '***' });
    const given = { cards: [{ number: 1, name: 'a' }, { number: 2 }], number: 3, order: { Note: 'x' }, note: 'y', password: 'z' };
    const masked = {
      cards: [{ number: '***', name: 'a' }, { number: '***' }],
      number: 3,
      order: { Note: '***' },
      note: 'y',
      password: 'z',
    };
    expect(own.content(given)).toEqual(masked);
    expect(own.content(given)).toEqual(masked);
  });

  it('may hold characters that mean something in patterns, and may be none', () => {
    expect(parameterFilter({ filterParameters: ['a+b'] }).content({ 'xa+b': 1, aab: 2 })).toEqual({ 'xa+b': M, aab: 2 });
    const given = { password: 'x' };
    expect(parameterFilter({ filterParameters: [] }).content(given)).toBe(given);
  });
});

describe('secretsOf', () => {
  it('collects each text and number under sensitive keys once', () => {
    const context = {
      token: 'abc',
      list: [{ password: ['abc', 4711, true, null] }],
      body: '{"secret":"inner"}',
      url: 'x?token=param',
      n: 1,
    };
    expect(filter.secretsOf(context)).toEqual(['abc', '4711', 'inner', 'param']);
    expect(filter.secretsOf({ emails: { 'ann@x.org': { role: 'admin' } } })).toEqual(['ann@x.org', 'admin']);
  });

  it('says that it cannot look', () => {
    expect(filter.secretsOf({ get a() { throw new Error('no'); } })).toBeNull(); // prettier-ignore
    expect(filter.secretsOf({ token: { get a() { throw new Error('no'); } } })).toBeNull(); // prettier-ignore
    expect(filter.secretsOf({ tokens: Array.from({ length: 10_001 }, (_, n) => `t${n}`) })).toBeNull();
  });
});

describe('textFilter', () => {
  const SECRET = 'hush"\\hush/ä b&c+0123';
  const known = filter.textFilter([{ token: SECRET, card: { otp: 471100 } }, null]);

  it.each([
    ['as it is', SECRET],
    ['as JSON', JSON.stringify(SECRET)],
    ['as JSON in JSON', JSON.stringify(JSON.stringify(SECRET))],
    ['in an address', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams({ a: SECRET }).toString()],
    ['in base 64', Buffer.from(SECRET).toString('base64')],
    ['in base 64 of addresses', Buffer.from(SECRET).toString('base64url')],
    ['in capitals', SECRET.toUpperCase()],
  ])('blacks out a secret %s', (_, written) => {
    expect(known.text(`before ${written} after`)).toMatch(/^before .*\[FILTERED\].* after$/);
    expect(known.text(`before ${written} after`)).not.toMatch(/hush|0123|MDEyM/i);
  });

  it('blacks out numbers that stand alone, as texts and as numbers', () => {
    expect(known.text('otp 471100 of 94711001')).toBe(`otp ${M} of 94711001`);
    expect(known.content({ copy: 471100, other: 47110 })).toEqual({ copy: M, other: 47110 });
  });

  it('finds secrets under other keys, in keys, errors and lists', () => {
    const error = new Error(`no ${SECRET}`);
    const masked = known.content({ note: SECRET, [SECRET]: 1, list: [SECRET], error });
    expect(inspect(masked, { depth: null })).not.toContain('hush');
    expect((masked as { error: Error }).error.message).toBe(`no ${M}`);
  });

  it('leaves secrets of less than four characters in texts: everything would be black', () => {
    expect(filter.textFilter({ token: 'abc' }).text('abc')).toBe('abc');
  });

  it('knows values that are given to it besides', () => {
    expect(filter.textFilter({}, ['given']).text('given')).toBe(M);
  });

  it('does not read replacement patterns in the mask', () => {
    expect(parameterFilter({ filterMask: '$&$1' }).textFilter({ token: 'abcd' }).text('abcd')).toBe('$&$1');
  });

  it('masks texts whole when it cannot look at what it should know', () => {
    const blind = filter.textFilter({ get a() { throw new Error('no'); } }); // prettier-ignore
    expect(blind.text('anything')).toBe(M);
    expect(blind.content({ a: 'anything' })).toBe(M);
  });
});

/** Contexts with a secret under sensitive keys at random places, between things that are none. */
const SECRET = 'S3cr3t-value/ü';
const sensitiveKey = fc.constantFrom(
  'password',
  'PassWord',
  'apiKey',
  'access_token',
  'Authorization-Token',
  'client_secret',
  'SALT',
  'user_email',
);
const hidden = fc.constantFrom<unknown>(SECRET, [SECRET], { deep: { er: SECRET } }, new Map([['k', SECRET]]), { [SECRET]: 1 });
const plain = fc.oneof(fc.integer(), fc.constant('text'), fc.boolean(), fc.constant(null));
const { content } = fc.letrec<{ content: unknown }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 6 },
    plain,
    fc.array(tie('content'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'order', 'items'), tie('content'), { maxKeys: 4 }),
    fc.record({ key: sensitiveKey, hidden, rest: tie('content') }).map(({ key, hidden, rest }) => ({ [key]: hidden, rest })),
    tie('content').map((inner) => JSON.stringify({ inner, token: SECRET })),
    tie('content').map((inner) => new Map([['inner', inner]])),
  ),
}));

describe('whatever the content', () => {
  it('no secret stands in what was masked, in messages that repeat it, or in records', () => {
    filterRecords(filter);
    fc.assert(
      fc.property(content, (given) => {
        const known = filter.textFilter({ given, token: SECRET });
        const message = `failed with ${SECRET} for ${JSON.stringify(SECRET)} of ${inspect(given, { depth: null })}`;
        const error = new Error(message, { cause: given });
        const shown = [filter.content(given), known.text(message), known.content({ given, error }), String(new LogRecord('m', { given }))];
        expect(inspect(shown, { depth: null, maxArrayLength: null, maxStringLength: null })).not.toContain('S3cr3t');
      }),
    );
  });
});
