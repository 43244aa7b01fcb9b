import { Injectable, Logger, type InjectionToken } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';
import { CacheSettings } from './cache.settings.js';
import { tiersOf, type CacheTier } from './cache.tier.js';

/** The token of \@nestjs/cache-manager: a text, so that the package need not be installed. */
const CACHE_MANAGER = 'CACHE_MANAGER';

/** Finds the cache of the application that the engine runs in, wherever it is provided. */
@Injectable()
export class HostCache {
  private readonly logger = new Logger('TaskerCache');

  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly settings: CacheSettings,
  ) {}

  /**
   * The stores behind it; none: there is no cache, or it is not to be used.
   *
   * @throws ConfigurationError when `cache.store` names a provider that is not there or is no cache
   */
  tiers(): CacheTier[] {
    const { provider } = this.settings.store;
    if (provider === false) return [];
    const caches = this.provided(provider ?? CACHE_MANAGER);
    const tiers = tiersOf(caches.at(-1));
    if (provider !== null) {
      if (caches.length === 0) throw new ConfigurationError(`cache.store: nothing provides ${named(provider)}`);
      if (tiers.length === 0) throw new ConfigurationError(`cache.store: ${named(provider)} is no cache: it needs get, set and del`);
    } else if (caches.length > 1) {
      this.logger.warn(
        `the application has ${caches.length} caches, the one that was imported last is used: name another one with cache.store`,
      );
    } else if (caches.length === 1 && tiers.length === 0) {
      this.logger.warn('CACHE_MANAGER is no cache that can be used: it needs get, set and del; answers are kept in memory');
    }
    return tiers;
  }

  private provided(token: InjectionToken): unknown[] {
    try {
      const found = this.moduleRef.get<unknown, unknown[]>(token, { strict: false, each: true });
      return [...new Set(found)].filter((one) => one !== undefined && one !== null);
    } catch {
      // Nobody provides it, or it is made for each request.
      return [];
    }
  }
}

function named(token: InjectionToken): string {
  return typeof token === 'function' ? token.name : String(token);
}
