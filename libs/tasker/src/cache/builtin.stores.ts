import type { CacheCapabilitySet } from '../tasker.options.js';
import { classesOf, nameOfClass, type SomeCapabilities } from './cache.capabilities.js';

const REDIS: CacheCapabilitySet = {
  distributed: true,
  atomicIncrement: true,
  locking: true,
  ttlInspection: true,
  namespaceSupport: true,
  compressionSupport: false,
};
const MEMCACHED: CacheCapabilitySet = { ...REDIS, locking: false, ttlInspection: false };
/** Shared by processes; what could lock is not reached through a cache. */
const DATABASE: CacheCapabilitySet = { ...REDIS, atomicIncrement: false, locking: false, ttlInspection: false };
const LOCAL: CacheCapabilitySet = { ...DATABASE, distributed: false };

/** By the name of the class: the packages need not be installed, and a copy of one is as good as another. */
const BUILT_IN: Readonly<Record<string, CacheCapabilitySet>> = {
  KeyvRedis: REDIS,
  KeyvValkey: REDIS,
  KeyvMemcache: MEMCACHED,
  KeyvPostgres: DATABASE,
  KeyvMysql: DATABASE,
  KeyvMongo: DATABASE,
  KeyvEtcd: DATABASE,
  KeyvDynamo: DATABASE,
  Map: LOCAL,
  BoundedMemory: LOCAL,
  KeyvBigMap: LOCAL,
  BigMap: LOCAL,
  CacheableMemory: LOCAL,
  KeyvCacheableMemory: LOCAL,
  KeyvSqlite: LOCAL,
  KeyvFile: LOCAL,
};

/** What is known of the store's class, or of the first class it extends that is in the table. */
export function builtInCapabilities(store: object): SomeCapabilities {
  const known = classesOf(store)
    .map(nameOfClass)
    .find((name) => Object.hasOwn(BUILT_IN, name));
  return known === undefined ? {} : BUILT_IN[known]!;
}
