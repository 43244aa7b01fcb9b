import { describe, expect, it } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { SecretFilter } from './secret.filter.js';

const M = '[FILTERED]';

describe('SecretFilter', () => {
  it.each<[string, string[], string, string]>([
    ['the longest of several that begin alike', ['card', 'card-4711'], 'a card-4711 and card', `a ${M} and ${M}`],
    ['those that overlap as one', ['abcdef', 'defghi'], 'x abcdefghi y', `x ${M} y`],
    ['those that follow each other', ['abcd', 'efgh'], 'abcdefgh', `${M}${M}`],
    ['one in a text whose lower case is longer', ['hunter'], 'İİ HUNTER İ', `İİ ${M} İ`],
    ['one in Greek capitals', ['ΟΔΥΣΣΕΥΣ'], 'ο οδυσσευς', `ο ${M}`],
    ['one with an escaped tilde', ['a~bcd'], 'x=a%7Ebcd', `x=${M}`],
    ['the lines of one', ['line one\nline two'], 'x\n  line two\n', `x\n  ${M}\n`],
    ['numbers that stand alone', ['4711'], '4711 147 14711 47110 -4711', `${M} 147 14711 47110 -${M}`],
    ['nothing of less than four characters', ['abc', ' x '], 'abc x', 'abc x'],
    ['a text that is shorter than any', ['abcd'], 'abc', 'abc'],
  ])('blacks out %s', (_, secrets, given, shown) => {
    expect(new SecretFilter(secrets).text(given)).toBe(shown);
  });

  it('finds each of ten thousand secrets that begin alike', () => {
    const secrets = Array.from({ length: 10_000 }, (_, n) => `sk_live_key_${n}_of_many`);
    const shown = new SecretFilter(secrets).text(secrets.join(' '));
    expect(shown).toBe(secrets.map(() => M).join(' '));
  });

  it('masks a text whole when somebody has made it so that looking takes too long', () => {
    const secrets = Array.from({ length: 1_000 }, (_, n) => 'a'.repeat(1_000 + n).concat('b'));
    expect(new SecretFilter(secrets).text('a'.repeat(100_000))).toBe(M);
  });
});

describe('content with many secrets', () => {
  const filter = parameterFilter();
  const customers = (count: number) => ({
    customers: Array.from({ length: count }, (_, id) => {
      return { id, name: `Customer ${id}`, email: `user${id}@example.org`, city: `City ${id % 50}`, note: `asked user${id}@example.org` };
    }),
  });

  it('takes a time that grows with the content, not with content and secrets, which for these would be minutes', () => {
    const many = customers(4_000);
    expect(JSON.stringify(filter.textFilter(many).content(many))).not.toContain('@example');
    expect(JSON.stringify(filter.textFilter(customers(2_000)).content(customers(2_000)))).not.toContain('@example');
  });

  it('is masked whole when there are more than can be looked for', () => {
    expect(filter.textFilter(customers(10_001)).text('anything')).toBe(M);
    expect(filter.textFilter({ tokens: ['a', 'b'].map((one) => one.repeat(2_100_000)) }).text('anything')).toBe(M);
  });
});
