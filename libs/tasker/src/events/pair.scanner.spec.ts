import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';

const M = '[FILTERED]';
const filter = parameterFilter();

describe('a text is masked', () => {
  it.each([
    // JSON in a message.
    ['got {"secrets":["aaaa1","bbbb2"]} x', `got {"secrets":${M}} x`],
    ['body {"secret":{"value":"hunter22","b":"}"}, "n": 1}', `body {"secret":${M}, "n": 1}`],
    ['{\\"password\\":\\"hunter2\\"}', `{\\"password\\":\\"${M}\\"}`],
    ['{\\"password\\":\\"hun\\\\\\"ter2\\",\\"n\\":1}', `{\\"password\\":\\"${M}\\",\\"n\\":1}`],
    ['{\\"a\\":{\\"secrets\\":[\\"aaaa1]\\"]},\\"n\\":1}', `{\\"a\\":{\\"secrets\\":${M}},\\"n\\":1}`],
    ['{"password":"hun\\"ter2","n":1}', `{"password":"${M}","n":1}`],
    ['{"password": 4711, "n": 1}', `{"password": ${M}, "n": 1}`],
    ['{"api key": "hunter2"}', `{"api key": "${M}"}`],
    ['{\n  "secrets":\n  [\n    "aaaa1"\n  ]\n}', `{\n  "secrets":\n  ${M}\n}`],
    // What was cut.
    ['password="hunter2', `password="${M}`],
    ['{"secrets":["aaaa1","bbbb2', `{"secrets":${M}`],
    ["{ secret: { a: 'hunter2'", `{ secret: ${M}`],
    // What Node, Python, shells and SQL write.
    ["password='hunter2' x", `password='${M}' x`],
    ['password=`hunter2` x', `password=\`${M}\` x`],
    ["{ password: 'hunter2', n: 1 }", `{ password: '${M}', n: 1 }`],
    ["{'password': 'hunter2'}", `{'password': '${M}'}`],
    ["{'password': b'hunter2'}", `{'password': b'${M}'}`],
    ['PASSWORD: "hunter2"', `PASSWORD: "${M}"`],
    ["password = 'O''Brien' and 1", `password = '${M}' and 1`],
    [`password="hun"ter2" x`, `password="${M}" x`],
    ['{ token: <Buffer 68 75 6e>, n: 1 }', `{ token: ${M}, n: 1 }`],
    ["{ secret: Card { number: 'hunter2' }, n: 1 }", `{ secret: ${M}, n: 1 }`],
    ["{ tokens: Map(1) { 'a' => 'hunter2' }, n: 1 }", `{ tokens: ${M}, n: 1 }`],
    ["{ tokens: [Object: null prototype] { a: 'hunter2' } }", `{ tokens: ${M} }`],
    ["Map(1) { 'token' => 'hunter2' }", `Map(1) { 'token' => '${M}' }`],
    // Without quotes.
    ['password = hunter2', `password = ${M}`],
    ['password: hunter2 for ann', `password: ${M} for ann`],
    ['x-api-key: Bearer abc.def', `x-api-key: ${M}`],
    ['token=Bearer abc.def n=1', `token=${M} n=1`],
    ['private_key: -----BEGIN KEY-----\nMIIE\nabc=\n-----END KEY-----\nn: 1', `private_key: ${M}\nn: 1`],
    ['if (token === hunter2)', `if (token === ${M})`],
    // In the value of a harmless name.
    ['url=https://x/?token=abcdef', `url=https://x/?token=${M}`],
    ['sent {"url":"https://x/?token=abcdef"}', `sent {"url":"https://x/?token=${M}"}`],
    ['sent {\\"url\\":\\"https://x/?token=abcdef\\"}', `sent {\\"url\\":\\"https://x/?token=${M}\\"}`],
    ['msg="password=hunter2"', `msg="password=${M}"`],
    ['"note": "password=hunter2"', `"note": "password=${M}"`],
    ['a=password=hunter2', `a=password=${M}`],
    ['query=(password=hunter2)', `query=(password=${M})`],
    ['class=\\"x\\" password=hunter2 "', `class=\\"x\\" password=${M} "`],
    // Addresses.
    ['https://x/?token=a,b&n=1#top', `https://x/?token=${M}&n=1#top`],
    ['https://x/?user[password]=hunter2&n=1', `https://x/?user[password]=${M}&n=1`],
    ['https://x/?user%5Bpassword%5D=hunter2&n=1', `https://x/?user%5Bpassword%5D=${M}&n=1`],
    ['postgres://admin:s3cretpw@db/prod refused', `postgres://admin:${M}@db/prod refused`],
    ['https://u:pw@h', `https://u:${M}@h`],
    ['redis://:pw@h:6379', `redis://:${M}@h:6379`],
    ['smtp://bob@x.org:p@ss@mail failed', `smtp://bob@x.org:${M}@mail failed`],
    ['postgres://admin:p/w#1@db', `postgres://admin:${M}@db`],
    ['{"url":"postgres:\\/\\/admin:pw@db"}', `{"url":"postgres:\\/\\/admin:${M}@db"}`],
    // Details of PostgreSQL.
    ['Key (tenant, email)=(7, bob@example.com) already exists.', `Key (tenant, email)=(7, ${M}) already exists.`],
    ['Key (email, tenant)=(bob@example.com, 7)', `Key (email, tenant)=(${M}, 7)`],
    ['Key (tenant, email)=(7, 8, bob@example.com) x', `Key (tenant, email)=(${M}) x`],
    ['Key (lower(email::text))=(bob@example.com) x', `Key (lower(email::text))=(${M}) x`],
    ['Key (email)=(bob@exam', `Key (email)=(${M}`],
  ])('%s', (given, masked) => {
    expect(filter.text(given)).toBe(masked);
    expect(filter.text(masked)).toBe(masked);
  });

  it('where util.inspect writes a long text in several lines', () => {
    const shown = filter.text(inspect({ secret: `hunter1 ${'x'.repeat(80)}\nhunter2 ${'y'.repeat(80)}\n`, n: 1 }));
    expect(shown).not.toMatch(/hunter|x{5}|y{5}/);
    expect(shown).toContain('n: 1');
  });
});

describe('a text is left as it is', () => {
  it.each([
    'the password must be longer',
    'invalid token: expected a comma',
    'field "email": must be an address',
    'TokenExpiredError: jwt expired',
    'at verify (/app/src/token.service.ts:12:5)',
    'at Object.<anonymous> (file:///app/token.js:1:22)',
    'https://token.example.org:8080/x?mail=ann@x.org',
    'http://[::1]:8080/?mail=ann@x.org',
    'mongodb://h1:27017,h2:27017/?mail=ann@x.org',
    'ssh://git@example.org/x',
    'Token::parse failed',
    'Key (tenant, name)=(7, ann) already exists.',
    `secret=${M}, token: ${M}`,
    'password=',
    'password:',
    '===:::"',
  ])('%s', (given) => {
    expect(filter.text(given)).toBe(given);
  });
});

describe('the secrets of a context', () => {
  it.each([
    ['x?token=a%20b', ['a b', 'a%20b']],
    ['got {"secrets":["aaaa1",{"b":"bbbb2"}]}', ['aaaa1', 'bbbb2']],
    ['got {"secret":"a\\"b"}', ['a"b', 'a\\"b']],
    ['postgres://admin:s3cretpw@db', ['s3cretpw']],
  ])('are those that a text spells out: %s', (note, secrets) => {
    expect(filter.secretsOf({ note })).toEqual(secrets);
  });
});

describe('the time that a text takes', () => {
  it.each([
    ['escaped quotes that never close', 'a=\\"b '],
    ['sensitive names with quotes that never close', 'token=\\"b '],
    ['signs', '='],
    ['colons', ': '],
    ['names with signs', 'token='],
    ['quotes', '"'],
    ['quoted names', '"token":"'],
    ['open brackets', '{"token":['],
    ['closed brackets', ')='],
    ['lists', '(token, a)=('],
    ['backslashes', '\\'],
    ['backslashes and quotes', '="\\\\\\'],
    ['addresses', '://a:b/'],
    ['one long name', 'token'],
    ['blanks', 'token:  '],
    ['only blanks', ' '],
    ['names of instances', 'token: A '],
    ['ends of addresses', '://a:b@'],
    ['parts of names', 'token%5D='],
    ['keys in PEM form', 'token: -----BEGIN A-----'],
  ])('grows with its length, not with the square of it, which for this one would be minutes: %s', (_, part) => {
    expect(filter.text(part.repeat(400_000 / part.length)).length).toBeGreaterThan(0);
  });
});
