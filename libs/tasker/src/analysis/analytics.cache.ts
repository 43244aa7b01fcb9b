import { Injectable } from '@nestjs/common';
import { CacheFetcher } from '../cache/cache.fetcher.js';

/** How an answer came about. */
export interface CacheInfo {
  /** Whether the answer was made before it was asked for. False: the figures are those of this call. */
  readonly cached: boolean;
  /** Under which it is kept; null: it was not kept. */
  readonly cacheKey: string | null;
  /** For how many seconds it is kept: what the cache has learned to be right, from `baseTtlSeconds`. Null: it was not kept. */
  readonly ttlSeconds: number | null;
  readonly baseTtlSeconds: number | null;
}

/** A question of which the answer is kept. */
export interface KeptQuestion<T> {
  readonly group: string;
  readonly key: Readonly<Record<string, string | number | undefined>>;
  readonly ttlSeconds: number | 'dashboard';
  /** Answers it now and keeps nothing. */
  readonly fresh: boolean;
  readonly compute: () => Promise<T>;
}

/** An answer with the moments at which it was made. */
export interface KeptAnswer<T> {
  readonly answer: T;
  readonly generatedAt: Date;
  readonly cacheInfo: CacheInfo;
}

/** What a moment looks like in an answer that was kept as JSON; names of users are no moments, whatever they look like. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MOMENT_KEY = /^(?:since|asOf|\w+At)$/;

/** Keeps answers about tasks for a while. */
@Injectable()
export class AnalyticsCache {
  constructor(private readonly fetcher: CacheFetcher) {}

  async answer<T>({ group, key, ttlSeconds, fresh, compute }: KeptQuestion<T>): Promise<KeptAnswer<T>> {
    if (fresh) {
      const cacheInfo = { cached: false, cacheKey: null, ttlSeconds: null, baseTtlSeconds: null };
      return { answer: await compute(), generatedAt: new Date(), cacheInfo };
    }
    const kept = await this.fetcher.fetch(key, { group, ttlSeconds }, compute);
    const { cached, ttlSeconds: keptFor, baseTtlSeconds } = kept;
    const cacheInfo = { cached, cacheKey: kept.key, ttlSeconds: keptFor, baseTtlSeconds };
    return { answer: withMoments(kept.value) as T, generatedAt: kept.computedAt, cacheInfo };
  }
}

/** A cache keeps moments as texts. */
export function withMoments(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return MOMENT_KEY.test(key) && MOMENT.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((one) => withMoments(one));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withMoments(inner, name)]));
}
