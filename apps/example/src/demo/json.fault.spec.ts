import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from './json.fault.js';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  it.each([
    ['a comma too many', '[\n  1,\n]', 3, '"]"'],
    ['a comma too few', '{\n  "a": 1\n  "b": 2\n}', 3, '""b": 2"'],
    ['a key without quotes', '[{\n  name: 1 }]', 2, '"name: 1 }]"'],
    ['a file that breaks off', '[{"a": 1},\n', 2, 'the end of the file'],
    ['an empty file', '', 1, 'the end of the file'],
    ['text after the end', '[]\n[]', 2, '"[]"'],
    ['a number that is none', '[\n01]', 2, '"01]"'],
    ['a line break inside a text', '["a\nb"]', 1, '""a"'],
  ])('names the line of %s', (_, text, line, found) => {
    expect(findJsonFault(text)).toEqual({ line, found });
  });

  it('finds a fault exactly where JSON.parse does', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'null',
      ' ',
      '\n',
      '\u00a0',
      '"\\u12"',
      'x',
      '01',
    );
    const broken = fc.array(pieces, { maxLength: 8 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        expect(findJsonFault(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
