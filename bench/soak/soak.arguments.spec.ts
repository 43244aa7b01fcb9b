import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../bench.arguments.js';
import { readSoakArguments } from './soak.arguments.js';

describe('arguments of the soak', () => {
  it('without any, five million steps of both variants', () => {
    expect(readSoakArguments([])).toEqual({
      steps: 5_000_000,
      every: 100_000,
      variants: ['retention', 'kept'],
      workers: 1,
      concurrency: null,
      backlog: 2_000,
      ageSeconds: 20,
      durable: false,
      snapshotSeconds: null,
      heapDirectory: null,
      json: null,
      limitSeconds: 7_200,
    });
  });

  it('each option is read', () => {
    const words =
      '--steps 9 --every 3 --only Kept --workers 2 --concurrency 8 --backlog 7 --age 5 --durable --snapshot 4 --heap h --json j --limit 6';
    expect(readSoakArguments(words.split(' '))).toEqual({
      steps: 9,
      every: 3,
      variants: ['kept'],
      workers: 2,
      concurrency: 8,
      backlog: 7,
      ageSeconds: 5,
      durable: true,
      snapshotSeconds: 4,
      heapDirectory: 'h',
      json: 'j',
      limitSeconds: 6,
    });
  });

  it('help is asked for by name', () => expect(readSoakArguments(['--help'])).toBe('help'));

  it.each([
    [['--steps', '0']],
    [['--steps', '10', '--every', '11']],
    [['--only', 'deleted']],
    [['--age', 'long']],
    [['--unknown']],
    [['word']],
  ])('%j is refused', (words) => {
    expect(() => readSoakArguments(words)).toThrow(ArgumentError);
  });
});
