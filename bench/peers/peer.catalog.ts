import { bullmqPostgresPeer, bullmqRedisPeer } from './engines/bullmq.peer.js';
import { dbosPeer } from './engines/dbos.peer.js';
import { graphilePeer } from './engines/graphile-worker.peer.js';
import { pgBossChainPeer, pgBossFlowPeer } from './engines/pg-boss.peer.js';
import { taskerDefaultsPeer, taskerPeer } from './engines/tasker.peer.js';
import type { Peer } from './peer.engine.js';

/** Every engine of the comparison, in the order of the tables. */
export const PEERS: readonly Peer[] = [
  taskerPeer,
  taskerDefaultsPeer,
  dbosPeer,
  graphilePeer,
  pgBossFlowPeer,
  pgBossChainPeer,
  bullmqRedisPeer,
  bullmqPostgresPeer,
];

/** @throws Error for a word that is no engine */
export function peerNamed(id: string): Peer {
  const found = PEERS.find((peer) => peer.id === id);
  if (found === undefined) throw new Error(`'${id}' is no engine; known are ${PEERS.map((peer) => peer.id).join(', ')}`);
  return found;
}
