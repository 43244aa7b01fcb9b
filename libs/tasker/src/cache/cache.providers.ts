import type { Provider } from '@nestjs/common';
import { CacheFetcher } from './cache.fetcher.js';
import { CacheStrategy } from './cache.strategy.js';
import { HostCache } from './host.cache.js';

/** What keeps answers that cost something to compute. */
export const CACHE: Provider[] = [HostCache, CacheStrategy, CacheFetcher];
