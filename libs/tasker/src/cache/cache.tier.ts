import { BoundedMemory } from './bounded.memory.js';
import { nameOfStore } from './cache.capabilities.js';
import { connectionOf } from './redis.connection.js';

/** One store behind a cache: what is asked of it, and the objects that it is made of. */
export interface CacheTier {
  readonly name: string;
  /** The adapter, and what wraps it: each may declare what it can do. */
  readonly parts: readonly object[];
  /** What is counted of its entries, where they are counted here. */
  readonly room?: Pick<BoundedMemory, 'utilization'>;
  /** What the store puts before keys by itself. */
  readonly namespace: string;
  /** What to wait for before the store is asked; undefined: nothing. */
  connected(): Promise<unknown> | undefined;
  get(key: string): Promise<unknown>;
  /** False: the store says that it did not take it. */
  set(key: string, value: unknown, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /** Tells of errors that the store keeps to itself and answers like an absent key; gives what ends it. */
  onError(tell: (error: unknown) => void): () => void;
}

interface Shape {
  readonly stores?: unknown;
  readonly primary?: unknown;
  readonly secondary?: unknown;
  readonly store?: unknown;
  readonly namespace?: unknown;
  get?(key: string): unknown;
  set?(key: string, value: unknown, ttlMs: number): unknown;
  delete?(key: string): unknown;
  del?(key: string): unknown;
  on?(event: string, listener: (error: unknown) => void): unknown;
  off?(event: string, listener: (error: unknown) => void): unknown;
}

/**
 * The stores behind a host's cache: those of cache-manager, each a Keyv or two in layers, or the object itself where it has `get`, `set`
 * and `del` or `delete`. They are used one by one, not through the cache: a cache that does not wait for its stores would have a process
 * look for an answer before it is there.
 */
export function tiersOf(cache: unknown): CacheTier[] {
  if (typeof cache !== 'object' || cache === null) return [];
  const { stores, primary, secondary } = cache as Shape;
  if (Array.isArray(stores)) return stores.flatMap(tiersOf);
  if (isObject(primary)) return [primary, secondary].flatMap(tiersOf);
  return isStore(cache) ? [tierOf(cache)] : [];
}

function tierOf(outer: Shape): CacheTier {
  const parts = isObject(outer.store) ? [outer.store, outer] : [outer];
  return {
    name: nameOfStore(parts[0]!),
    parts,
    ...(outer instanceof BoundedMemory && { room: outer }),
    namespace: typeof outer.namespace === 'string' ? outer.namespace : '',
    connected: connectionOf(parts),
    get: async (key) => outer.get!(key),
    set: async (key, value, ttlMs) => outer.set!(key, value, ttlMs),
    delete: async (key) => (outer.delete ?? outer.del)!.call(outer, key),
    onError: (tell) => {
      const on = typeof outer.on === 'function';
      if (on) outer.on!('error', tell);
      return () => void (on && typeof outer.off === 'function' && outer.off('error', tell));
    },
  };
}

function isStore(object: object): object is Shape {
  const has = (method: keyof Shape) => typeof (object as Shape)[method] === 'function';
  return has('get') && has('set') && (has('delete') || has('del'));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
