import fc from 'fast-check';

/** A text of the open web that must come back only escaped, if it comes back at all. */
export const HOSTILE_HTML = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "</style><svg onload=alert('x')>",
  '--><b>bold</b><!--',
] as const;

const HOSTILE_TEXTS = [
  ...HOSTILE_HTML,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\ufeff',
  '\u202eabc',
  '\ufffe\uffff',
  '😀'.repeat(40),
  "'; drop table tasker.tasks; --",
  "' or '1'='1",
  '1) or 1=1 --',
  '$1',
  '$$',
  '%',
  '_',
  '*',
  '..',
  '../../../etc/passwd',
  '{a,b}',
  '{"a":1}',
  '\\',
  '\\u0000',
  '"',
  '${HOME}',
  '{{7*7}}',
  'line\r\nX-Injected: 1',
  'null',
  'true',
  '0',
  '-1',
  '1e999',
  '0x10',
  'NaN',
  'Infinity',
  '9007199254740993',
  '2147483648',
  '99999999999999999999',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00',
  '-infinity',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(65),
  'x'.repeat(129),
  'x'.repeat(5_000),
] as const;

const HOSTILE_NUMBERS = [0, -0, -1, 1.5, 1e-7, 101, 32_768, 2_147_483_648, 9_007_199_254_740_992, 1e21, 1.7976931348623157e308, -1e308];

/** Texts that break parsers, queries and pages. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  );

/** JSON where something else was expected. */
export const hostileJson = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: hostileText() },
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...HOSTILE_NUMBERS) },
    { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], { '': '' }, { a: { b: [{ c: null }] } }) },
    { weight: 1, arbitrary: hostileText().map((key) => Object.defineProperty({}, key, { value: 1, enumerable: true })) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 900 }).map((depth) => nested(depth)) },
  );

/** Bodies that are no JSON that anybody means, as they go over the wire. */
export const hostileBody = (): fc.Arbitrary<string | Buffer> =>
  fc.constantFrom<string | Buffer>(
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '7',
    '{"a":1,}',
    '{"task":{"task":{"task":{}}}}',
    '\ufeff{}',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"name":"parcel","name":"letter","context":{}}',
    '{"name":"parcel","context":{"n":1e400}}',
    Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from([0x7b, 0x00, 0x7d]),
    Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
    DEEP,
    `{"name":"parcel","context":${DEEP}}`,
    `{"name":"parcel","context":${DEEP_OBJECTS}}`,
    `{"task":${DEEP_OBJECTS}}`,
  );

const LEVELS = 40_000;
const DEEP = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;
const DEEP_OBJECTS = `${'{"a":'.repeat(12_000)}1${'}'.repeat(12_000)}`;

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Words of a path as they go over the wire: encodings that are none, bytes that are no text. */
export const HOSTILE_SEGMENTS = [
  '%00',
  '%',
  '%zz',
  '%C0%80',
  '%ED%A0%80',
  '%2e%2e',
  '..',
  '%2F',
  '%252e',
  ';a=b',
  '%3Cscript%3E',
  '%27%3B--',
  '0',
  '-1',
  '1.5',
  '2147483648',
  '99999999999999999999',
  'x'.repeat(2_000),
] as const;
