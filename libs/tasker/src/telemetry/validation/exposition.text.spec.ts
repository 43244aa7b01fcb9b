import { describe, expect, it } from 'vitest';
import { ExpositionText } from './exposition.text.js';

const PAGE = `# HELP a_total what\\nit is
# TYPE a_total counter
a_total{name="x",step="1"} 2
a_total{step="2",name="x"} 3 1700000000000
a_total{name="say \\"\\\\n\\"",step="1"} 4

plain 1.5e3
odd{le="+Inf"} +Inf
`;

describe('ExpositionText', () => {
  const text = new ExpositionText(PAGE);

  it('adds the lines up that have the labels', () => {
    expect(text.sum('a_total')).toBe(9);
    expect(text.sum('a_total', { name: 'x' })).toBe(5);
    expect(text.sum('a_total', { name: 'x', step: '2' })).toBe(3);
    expect(text.sum('a_total', { name: 'say "\\n"' })).toBe(4);
    expect(text.sum('plain')).toBe(1_500);
    expect(text.sum('missing')).toBe(0);
  });

  it('knows the names of its lines', () => {
    expect([...text.names]).toEqual(['a_total', 'plain', 'odd']);
  });

  it('refuses a page of something else, and quotes it', () => {
    expect(() => new ExpositionText('<!doctype html>')).toThrow('no line of the exposition format: <!doctype html>');
  });
});
