import type { BenchServer } from '../server/bench.server.js';
import type { Peer } from './peer.engine.js';
import { launchRedis, type PeerRedis } from './redis.server.js';

/** An empty store of one run. */
export interface Store {
  /** URL of a database of the server that all engines share. */
  readonly postgres: string;
  /** A server of its own; null for engines that need none. */
  readonly redis: PeerRedis | null;
}

let number = 0;

/** Lends an empty store and removes it afterwards. */
export async function withStore<T>({ server, peer }: { server: BenchServer; peer: Peer }, use: (store: Store) => Promise<T>): Promise<T> {
  const database = `peer_${(number += 1)}`;
  await server.admin.query(`create database ${database}`);
  const redis = peer.needsRedis ? await launchRedis() : null;
  try {
    return await use({ postgres: server.urlOf(database), redis });
  } finally {
    await redis?.stop();
    await server.admin.query(`drop database if exists ${database} with (force)`);
  }
}
