// #region redis
import { createKeyv } from '@keyv/redis';
import { CacheModule } from '@nestjs/cache-manager';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CacheFetcher, CacheStrategy, TaskerModule, type TaskerOptions } from 'nestjs-tasker';

export const cached = (url: string, redis: string) => ({
  imports: [
    CacheModule.register({ isGlobal: true, stores: [createKeyv(redis)] }),
    TaskerModule.forRoot({ database: { url }, auth: 'none', cache: { dashboardCacheTtl: '1m', maxAdaptiveTtl: '10m' } }),
  ],
});
// #endregion

// #region fetch
@Injectable()
export class RevenueReport {
  constructor(private readonly cache: CacheFetcher) {}

  async of(shop: string, day: string) {
    const kept = { group: 'reports.revenue', ttlSeconds: 90 };
    const { value, cached } = await this.cache.fetch({ shop, day }, kept, () => this.sum(shop, day));
    return { ...value, cached };
  }

  private async sum(shop: string, day: string) {
    return { shop, day, total: 42 };
  }
}
// #endregion

// #region declare
import { CacheCapabilities, type LockingStore } from 'nestjs-tasker';

@CacheCapabilities({ distributed: true, atomicIncrement: true, locking: true })
export class GridStore extends Map<string, unknown> implements LockingStore {
  async setIfAbsent(key: string, value: string, _ttlMs: number) {
    return !this.has(key) && this.set(key, value) === this;
  }
  async extendIfEqual(key: string, value: string, _ttlMs: number) {
    return this.get(key) === value;
  }
  async deleteIfEqual(key: string, value: string) {
    return this.get(key) === value && this.delete(key);
  }
}
// #endregion

// #region detect
export const options: Partial<TaskerOptions> = {
  cache: { detectors: [{ matches: /^Acme.*Cache$/, capabilities: { distributed: true } }] },
};
// #endregion

// #region ending
import type KeyvRedis from '@keyv/redis';

export function ending(redis: string) {
  const keyv = createKeyv(redis);
  keyv.disconnect = () => (keyv.store as KeyvRedis<unknown>).disconnect(true);
  return keyv;
}
// #endregion

// #region inspect
@Injectable()
export class CacheCheck implements OnApplicationBootstrap {
  seen: unknown;
  constructor(
    private readonly strategy: CacheStrategy,
    private readonly cache: CacheFetcher,
  ) {}

  async onApplicationBootstrap() {
    const { strategy, store, sources } = await this.strategy.describe();
    const { groups, failures, utilization } = await this.cache.statistics();
    this.seen = { strategy, store, saidBy: sources.distributed, groups, failures, utilization };
  }
}
// #endregion

@Module({ providers: [RevenueReport, CacheCheck] })
export class ReportModule {}
