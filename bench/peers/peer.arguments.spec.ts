import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../bench.arguments.js';
import { readPeerArguments } from './peer.arguments.js';
import { aPeer } from './testing.peer.js';

const PEERS = ['tasker', 'pg-boss-flow', 'pg-boss-chain'].map(aPeer);

function read(...words: string[]) {
  const wanted = readPeerArguments(words, PEERS);
  if (wanted === 'help') throw new Error('help was asked for');
  return wanted;
}

describe('arguments of the comparison', () => {
  it('without any, every engine runs every workload five times', () => {
    expect(read()).toMatchObject({ rounds: 5, concurrency: 256, limitSeconds: 120, json: null, chart: null, from: null });
    expect(read().workloads.map(({ name }) => name)).toEqual(['W1', 'W1x10', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7']);
    expect(read().peers).toEqual(PEERS);
  });

  it('only and engines choose, in the order of the tables', () => {
    const wanted = read('--only', 'w7, W1x10', '--engines', 'pg-boss-chain,TASKER');
    expect(wanted.workloads.map(({ name }) => name)).toEqual(['W1x10', 'W7']);
    expect(wanted.peers.map(({ id }) => id)).toEqual(['tasker', 'pg-boss-chain']);
  });

  it.each([[['--rounds', '0']], [['--only', 'W8']], [['--engines', 'airflow']], [['--limit', '-1']], [['--unknown']], [['word']]])(
    '%j is refused',
    (words) => {
      expect(() => readPeerArguments(words, PEERS)).toThrow(ArgumentError);
    },
  );
});
