import { describe, expect, it } from 'vitest';
import { markupText, momentWords, shortened, spanWords, visibleText } from './diagram.text.js';

describe('texts of diagrams', () => {
  it('show what cannot be seen, and keep everything on one line', () => {
    expect(visibleText(' a\r\n\tb\u2028c ')).toBe('a b c');
    expect(visibleText('a\u0000b\u202ec\u200bd\u2066e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
    expect(visibleText('\ud800x')).toBe('\ufffdx');
    expect(visibleText('é 注文 🎉 ñ')).toBe('é 注文 🎉 ñ');
  });

  it('are cut to columns between characters, of which some take two', () => {
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdefg', 6)).toBe('abcde…');
    expect(shortened('注文注文', 8)).toBe('注文注文');
    expect(shortened('注文注文', 7)).toBe('注文注…');
    expect(shortened('🎉🎉🎉', 5)).toBe('🎉🎉…');
    expect(shortened('abcd efgh', 6)).toBe('abcd…');
  });

  it('do not cost more when they are long', () => {
    expect(visibleText('x'.repeat(1_000_000))).toHaveLength(2_000);
  });

  it('stay text in HTML and SVG', () => {
    expect(markupText(`<script>"a" & 'b'</script>`)).toBe('&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;');
  });

  it.each([
    [0, '0 s'],
    [0.0004, '0 s'],
    [0.4567, '0.457 s'],
    [12.4, '12 s'],
    [59.9, '1 min'],
    [185, '3 min 5 s'],
    [7_800, '2 h 10 min'],
    [273_600, '3 d 4 h'],
  ])('say %d seconds in words', (seconds, words) => {
    expect(spanWords(seconds)).toBe(words);
  });

  it('say moments in UTC', () => {
    expect(momentWords(new Date('2026-03-01T12:00:00.999+02:00'))).toBe('2026-03-01 10:00:00 UTC');
  });
});
