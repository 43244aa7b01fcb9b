import { Injectable } from '@nestjs/common';
import { CacheFetcher } from '../../cache/cache.fetcher.js';
import { METRIC } from './metric.declarations.js';
import type { MetricGroup, MetricSource } from './shown.metric.js';

/** How the cache of this process is doing. */
@Injectable()
export class CacheMetrics implements MetricGroup {
  constructor(private readonly cache: CacheFetcher) {}

  metrics(): readonly MetricSource[] {
    return [
      {
        declaration: METRIC.cacheHits,
        lines: () => this.cache.accesses().map(({ group, hits }) => ({ labels: { group }, value: hits })),
      },
      {
        declaration: METRIC.cacheMisses,
        lines: () => this.cache.accesses().map(({ group, misses }) => ({ labels: { group }, value: misses })),
      },
      {
        declaration: METRIC.cacheFailures,
        lines: async () =>
          Object.entries(await this.cache.failures()).map(([kind, value]) => ({ labels: { kind }, value: value as number })),
      },
    ];
  }
}
