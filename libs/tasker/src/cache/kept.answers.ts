import type { BoundedMemory } from './bounded.memory.js';
import { entryOf, type CacheEntry } from './cache.entry.js';
import type { GuardedStore } from './guarded.store.js';

/** Answers in a store, and in the memory of this process as far as the store does not take them. */
export class KeptAnswers {
  constructor(
    readonly store: GuardedStore,
    private readonly memory: BoundedMemory,
    private readonly clock: () => number = Date.now,
  ) {}

  async read(key: string): Promise<CacheEntry | null> {
    return (await this.store.read(key)) ?? this.remembered(key);
  }

  async write(entry: CacheEntry): Promise<void> {
    const { key, ttlSeconds } = entry.facts;
    if (!(await this.store.write(entry))) this.memory.set(key, entry.stored(), ttlSeconds * 1_000);
  }

  private remembered(key: string): CacheEntry | null {
    const found = entryOf(this.memory.get(key), key, this.clock());
    return typeof found === 'string' ? null : found;
  }
}
