import { randomUUID } from 'node:crypto';
import type { SomeCapabilities } from './cache.capabilities.js';
import type { CacheTier } from './cache.tier.js';
import { lockingStore, type LockingStore } from './locking.store.js';
import { redisCommands } from './redis.commands.js';
import { answeredWithin } from './time.limit.js';

const ADDRESS = ['url', 'uri', 'host', 'hosts', 'server', 'servers', 'nodes', 'rootNodes', 'endpoint', 'connectionString'];
const PROBE_TTL_MS = 10_000;

/** How a store is looked at. */
export interface ProbeTerms {
  readonly limitMs: number;
  /** Try out the lock; otherwise none is found. */
  readonly tries: boolean;
}

/**
 * Finds out what a store can do that nobody knows: by what it is made of, and by trying. Whether others share it shows only where it speaks
 * to a server; in doubt it is this process's own.
 */
export async function probedCapabilities(tier: CacheTier, { limitMs, tries }: ProbeTerms): Promise<SomeCapabilities> {
  const lock = lockingStore(tier.parts);
  const locking = tries && lock !== null && (await locks(tier, lock, limitMs));
  const speaks = tier.parts.some((part) => redisCommands(part) !== null);
  return {
    distributed: (locking && speaks) || tier.parts.some(hasAddress),
    // A set that only the first one succeeds with is as good a sign as a counter.
    atomicIncrement: locking || tier.parts.some((part) => has(part, ['increment', 'incr', 'incrBy'])),
    locking,
    ttlInspection: speaks || tier.parts.some((part) => has(part, ['ttl', 'getTtl', 'pttl'])),
    namespaceSupport: tier.parts.some((part) => 'namespace' in part),
    compressionSupport: tier.parts.some((part) => isObject((part as { compression?: unknown }).compression)),
  };
}

/** Whether the second of two gets the lock only after the first has given it back. */
async function locks(tier: CacheTier, lock: LockingStore, limitMs: number): Promise<boolean> {
  const key = `tasker:probe:${randomUUID()}`;
  try {
    return await answeredWithin(limitMs, async () => {
      await tier.connected();
      const first = await lock.setIfAbsent(key, 'first', PROBE_TTL_MS);
      const second = await lock.setIfAbsent(key, 'second', PROBE_TTL_MS);
      const stolen = await lock.deleteIfEqual(key, 'second');
      const extended = await lock.extendIfEqual(key, 'first', PROBE_TTL_MS);
      const released = await lock.deleteIfEqual(key, 'first');
      return first && !second && !stolen && extended && released;
    });
  } catch {
    return false;
  }
}

function hasAddress(part: object): boolean {
  const { opts, options, client } = part as Record<string, unknown>;
  const settings = [opts, options, isObject(client) ? (client as { options?: unknown }).options : undefined].filter(isObject);
  return settings.some((one) => ADDRESS.some((key) => isRemote((one as Record<string, unknown>)[key])));
}

/** A list of nodes, or an address that is no file. */
function isRemote(address: unknown): boolean {
  if (Array.isArray(address)) return address.length > 0;
  return typeof address === 'string' && address !== '' && !/^(file|sqlite):|^:memory:$|^[./]/.test(address);
}

function has(part: object, methods: readonly string[]): boolean {
  return methods.some((method) => typeof (part as Record<string, unknown>)[method] === 'function');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
