import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import type { JsonObject } from '../../model/json.js';

/** Settings come from definitions, so there are few; more than this means that they hold something that changes with each attempt. */
const MOST_AGENTS = 64;
/** A host that does not answer the handshake within this time is tried again by the next attempt. */
const CONNECT_TIMEOUT_MS = 10_000;

const agents = new Map<string, Agent>();

/**
 * The pool of connections for these TLS settings, shared by all steps that have the same ones. Idle connections are closed after seconds
 * and do not keep the process alive.
 */
export function agentFor(ssl: JsonObject): Agent {
  const key = createHash('sha256').update(JSON.stringify(Object.entries(ssl).sort(([a], [b]) => (a < b ? -1 : 1)))).digest('base64'); // prettier-ignore
  const agent = agents.get(key) ?? new Agent({ connect: { ...tlsOptions(ssl), timeout: CONNECT_TIMEOUT_MS } });
  // Used last stands last.
  agents.delete(key);
  agents.set(key, agent);
  const [oldest] = agents;
  if (agents.size > MOST_AGENTS && oldest !== undefined) {
    agents.delete(oldest[0]);
    void oldest[1].close();
  }
  return agent;
}

/** The settings without what says who we are, for a host that they were not made for. */
export function withoutIdentity(ssl: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(ssl).filter(([key]) => key === 'ca' || key === 'reject_unauthorized'));
}

function tlsOptions({ ca, cert, key, passphrase, servername, reject_unauthorized: rejectUnauthorized }: JsonObject): object {
  const options = { ca, cert, key, passphrase, servername, rejectUnauthorized };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
