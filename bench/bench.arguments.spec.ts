import { describe, expect, it } from 'vitest';
import { ArgumentError, readArguments } from './bench.arguments.js';

describe('arguments of the bench', () => {
  it('without any, every workload runs three times', () => {
    const read = readArguments([]);
    expect(read).toMatchObject({
      rounds: 3,
      json: null,
      rows: null,
      lists: null,
      graphs: false,
      live: false,
      concurrency: null,
      profile: false,
    });
    expect(read !== 'help' && read.workloads.map(({ name }) => name)).toEqual(['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7']);
  });

  it('only and scale choose workloads and their size, latency workloads keep theirs', () => {
    const read = readArguments(['--only', 'w1,W5', '--scale', '10']);
    expect(read !== 'help' && read.workloads.map(({ name, tasks }) => [name, tasks])).toEqual([
      ['W1', 10_000],
      ['W5', 200],
    ]);
  });

  it('also runs throughput workloads once more for each who looks on', () => {
    const read = readArguments(['--only', 'W1,W5', '--also', 'bare, Hostile']);
    expect(read !== 'help' && read.workloads.map(({ name }) => name)).toEqual(['W1', 'W1 bare', 'W1 hostile', 'W5']);
  });

  it.each([
    [['--rounds', '0']],
    [['--also', 'nobody']],
    [['--only', 'W9']],
    [['--rows', 'many']],
    [['--lists', '49999']],
    [['--unknown']],
    [['word']],
  ])('%j is refused', (words) => {
    expect(() => readArguments(words)).toThrow(ArgumentError);
  });
});
