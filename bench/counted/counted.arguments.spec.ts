import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../bench.arguments.js';
import { readArguments } from './counted.arguments.js';
import { DRIVES, driveName } from './drive.shapes.js';

describe('arguments of the check', () => {
  it('without any, every drive is compared with what is kept', () => {
    expect(readArguments([])).toEqual({
      drives: DRIVES,
      update: false,
      expected: 'bench/counted/expected.json',
      json: null,
      limitSeconds: 300,
    });
  });

  it('only chooses drives, update keeps their figures', () => {
    const read = readArguments(['--only', 'diamond', '--update', '--expected', 'other.json']);
    expect(read !== 'help' && [read.drives.map(driveName), read.update, read.expected]).toEqual([
      ['diamond, batch', 'diamond, single'],
      true,
      'other.json',
    ]);
  });

  it.each([[['--only', 'star']], [['--limit', '0']], [['--limit', 'soon']], [['--unknown']], [['word']]])('%j is refused', (words) => {
    expect(() => readArguments(words)).toThrow(ArgumentError);
  });
});
