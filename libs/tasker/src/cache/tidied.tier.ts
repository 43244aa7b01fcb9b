import { BoundedMemory } from './bounded.memory.js';
import type { CacheTier } from './cache.tier.js';

/**
 * A store of this process alone that holds no more than the bounds: a Keyv in memory, which is what cache-manager makes when nobody says
 * otherwise, removes an entry only when its key is asked for again, and keys that hold what changes never are.
 */
export function tidied(tier: CacheTier, bounds: { readonly maxEntries: number; readonly maxBytes: number }): CacheTier {
  const room = new BoundedMemory(bounds, Date.now, (key) => void tier.delete(key).catch(() => undefined));
  return {
    ...tier,
    room,
    set: async (key, value, ttlMs) => {
      const taken = await tier.set(key, value, ttlMs);
      if (taken !== false) room.note(key, value, ttlMs);
      return taken;
    },
  };
}
