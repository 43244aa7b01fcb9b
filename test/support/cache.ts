import type { ModuleRef } from '@nestjs/core';
import { CacheFetcher } from '../../libs/tasker/src/cache/cache.fetcher.js';
import { CacheStrategy } from '../../libs/tasker/src/cache/cache.strategy.js';
import { HostCache } from '../../libs/tasker/src/cache/host.cache.js';
import { cacheSettings } from '../../libs/tasker/src/cache.section.js';
import { Section } from '../../libs/tasker/src/options.section.js';
import type { CacheOptions } from '../../libs/tasker/src/tasker.options.js';

/** The cache of an application that is not there. */
export interface PlainCache {
  readonly fetcher: CacheFetcher;
  readonly strategy: CacheStrategy;
}

/** A cache without Nest and without a database, on a host's cache or, without one, in memory. */
export function plainCache(options: CacheOptions | false = {}, hostCache?: object): PlainCache {
  const settings = cacheSettings(new Section('cache', options === false ? {} : options), options !== false);
  const host = { get: () => (hostCache === undefined ? [] : [hostCache]) } as unknown as ModuleRef;
  const strategy = new CacheStrategy(settings, new HostCache(host, settings));
  const identity = { read: () => Promise.resolve('rows') };
  return { strategy, fetcher: new CacheFetcher(settings, strategy, identity as never) };
}

/** Keeps answers in memory. */
export function plainFetcher(options: CacheOptions | false = {}): CacheFetcher {
  return plainCache(options).fetcher;
}
