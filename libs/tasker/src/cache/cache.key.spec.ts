import { describe, expect, it } from 'vitest';
import { checkedGroup, keyText } from './cache.key.js';

describe('the key of an answer', () => {
  it('does not depend on the order of its parts, nor on parts that are not there', () => {
    expect(keyText({ a: 1, b: 'x' })).toBe(keyText({ b: 'x', c: undefined, a: 1 }));
  });

  it('keeps the names of its parts', () => {
    // Values joined without names serve one question's answer to the other.
    expect(keyText({ namespace: 'a', name: 'b' })).not.toBe(keyText({ name: 'a', version: 'b' }));
    expect(keyText({ a: 1 })).not.toBe(keyText({ a: '1' }));
    expect(keyText({ a: null })).not.toBe(keyText({ a: 'null' }));
    expect(keyText({})).not.toBe(keyText(''));
  });

  it.each(['a b', 'a\nb', 'ä', 'x'.repeat(81), '', 'a:b'])('is short and plain for the text %j', (text) => {
    expect(keyText(text)).toMatch(/^t\.[0-9a-f]{32}$/);
  });

  it('is the text itself where that is plain', () => {
    expect(keyText('daily/2026-01-01')).toBe('daily/2026-01-01');
  });

  it.each(['', 'a b', 'a:b', 'x'.repeat(65), undefined, 7])('is refused for the group %j', (group) => {
    expect(() => checkedGroup(group)).toThrow(/^cache: the group must be a word of 1 to 64 letters/);
  });
});
