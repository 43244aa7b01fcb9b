import type { PeerArguments } from './peer.arguments.js';

/** The runs of a round: the engines beside each other in each workload. */
export function runsOf(round: number, { workloads, peers }: Pick<PeerArguments, 'workloads' | 'peers'>) {
  const order = turned(peers, round);
  return workloads.flatMap((workload) => order.map((peer) => ({ workload, peer })));
}

function turned<T>(all: readonly T[], by: number): T[] {
  const from = by % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}
