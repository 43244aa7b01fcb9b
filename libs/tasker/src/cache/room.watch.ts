import type { GuardedStore } from './guarded.store.js';
import { utilizationOf } from './store.room.js';

/** How full the store is; a store elsewhere is asked once an interval, for it costs a round trip. */
export class RoomWatch {
  private lookedAt = -Infinity;
  private last: number | null = null;
  private of: GuardedStore | undefined;

  constructor(
    private readonly intervalMs: number,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Share of the room in use; null: unknown. Never throws. */
  async utilization(store: GuardedStore): Promise<number | null> {
    const { room } = store.tier;
    if (room !== undefined) return room.utilization();
    const now = this.clock();
    if (this.of === store && now - this.lookedAt < this.intervalMs) return this.last;
    this.of = store;
    this.lookedAt = now;
    this.last = store.available ? await store.call('utilization', () => utilizationOf(store.tier)).catch(() => null) : null;
    return this.last;
  }
}
