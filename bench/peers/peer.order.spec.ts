import { describe, expect, it } from 'vitest';
import { runsOf } from './peer.order.js';
import { PEER_WORKLOADS } from './peer.workloads.js';
import { aPeer } from './testing.peer.js';

describe('order of the comparison', () => {
  const [workloads, peers] = [PEER_WORKLOADS.slice(0, 2), ['a', 'b', 'c'].map(aPeer)];
  const words = (round: number) => runsOf(round, { workloads, peers }).map(({ workload, peer }) => `${workload.name} ${peer.id}`);

  it('the engines run beside each other, and the order of them moves on by one a round', () => {
    expect(words(0)).toEqual([`W1 a`, `W1 b`, `W1 c`, `W1x10 a`, `W1x10 b`, `W1x10 c`]);
    expect(words(4)).toEqual([`W1 b`, `W1 c`, `W1 a`, `W1x10 b`, `W1x10 c`, `W1x10 a`]);
  });
});
