import type { Peer } from './peer.engine.js';

/** An engine of this word that nobody runs. */
export function aPeer(id: string): Peer {
  const create = () => {
    throw new Error('it is not run');
  };
  return { id, name: id, packageName: null, settings: '', remark: null, runsAtCreation: false, needsRedis: false, create };
}
