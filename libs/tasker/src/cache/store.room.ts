import type { CacheTier } from './cache.tier.js';
import { isRefusal, redisCommands, type RedisCommand } from './redis.commands.js';

/**
 * Share of a store's room in use, 0 to 1; null: it makes room by itself, or says nothing. A store of an application may say so by a method
 * `utilization()`, a Redis or Valkey does where it has a `maxmemory` and refuses what does not fit: one that evicts is always nearly full.
 */
export async function utilizationOf(tier: CacheTier): Promise<number | null> {
  for (const part of tier.parts) {
    const { utilization } = part as { utilization?: () => unknown };
    if (typeof utilization === 'function') return share(await utilization.call(part));
    const command = redisCommands(part);
    if (command !== null) return roomOf(command);
  }
  return null;
}

async function roomOf(command: RedisCommand): Promise<number | null> {
  try {
    return memoryOf(String(await command(['INFO', 'memory'])));
  } catch (error) {
    // An account that may keep answers need not be one that may look at the server.
    if (isRefusal(error)) return null;
    throw error;
  }
}

function memoryOf(info: string): number | null {
  if (!/^maxmemory_policy:noeviction\b/m.test(info)) return null;
  const [used, most] = ['used_memory', 'maxmemory'].map((name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0));
  return most === 0 ? null : share(used! / most!);
}

function share(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.min(value, 1) : null;
}
