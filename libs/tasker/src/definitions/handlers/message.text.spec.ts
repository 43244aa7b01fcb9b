import { describe, expect, it } from 'vitest';
import { excerpt, withoutSecrets } from './message.text.js';

describe('an excerpt', () => {
  it.each<[unknown, string]>([
    [null, ''],
    [undefined, ''],
    ['', ''],
    ['hello', 'hello'],
    [{ a: 1 }, '{"a":1}'],
    [[1], '[1]'],
    [0, '0'],
    [' a\r\n\tb\0c ', 'a b c'],
    ['a\ud800b', 'a b'],
  ])('of %j is %j', (body, text) => {
    expect(excerpt(body, [])).toBe(text);
  });

  it('has at most 500 characters and cuts none in half', () => {
    expect(excerpt('x'.repeat(500), [])).toBe('x'.repeat(500));
    expect(excerpt('x'.repeat(501), [])).toBe(`${'x'.repeat(499)}…`);
    expect(excerpt(`x${'😀'.repeat(400_000)}`, [])).toBe(`x${'😀'.repeat(498)}…`);
  });

  it('shows no secret that begins before its end', () => {
    expect(excerpt(`${'x'.repeat(490)}secret-token-of-many-letters`, ['secret-token-of-many-letters'])).toBe(
      `${'x'.repeat(490)}[redacted]`,
    );
  });
});

describe('secrets', () => {
  it('are blackened wherever they stand, the longest first', () => {
    expect(withoutSecrets('Bearer abcdef and abcdef', ['abcdef', 'Bearer abcdef'])).toBe('[redacted] and [redacted]');
  });

  it('that are short words do not blacken everything', () => {
    expect(withoutSecrets('a bad gateway', ['', 'a', 'bad'])).toBe('a bad gateway');
  });
});
