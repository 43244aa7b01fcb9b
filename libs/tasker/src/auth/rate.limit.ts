import { createRequire } from 'node:module';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';
import { RateLimitedError } from './auth.errors.js';
import { AuthSettings, type RateLimitTerms } from './auth.settings.js';
import { BlockedAddresses } from './blocked.addresses.js';
import { foundProvider } from './found.provider.js';
import type { RateLimitStorage } from './rate-limit.storage.js';

/** What is used of the package. */
interface Throttler {
  readonly ThrottlerStorageService: new () => RateLimitStorage & OnApplicationShutdown;
}

const load: (name: string) => unknown = createRequire(import.meta.url);

/** Counts calls, and refuses those beyond `auth.rateLimit`: a sliding window for each caller. */
@Injectable()
export class RateLimit implements OnApplicationShutdown {
  private readonly logger = new Logger('TaskerAuth');
  private readonly blocked = new BlockedAddresses();
  private storage: RateLimitStorage | undefined;
  private own: (RateLimitStorage & OnApplicationShutdown) | undefined;
  private failing = false;

  constructor(
    private readonly settings: AuthSettings,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * Finds the storage.
   *
   * @throws ConfigurationError naming the package that is missing, or the provider that is no storage
   */
  begin(from: (name: string) => unknown = load): void {
    const terms = this.settings.terms?.rateLimit ?? null;
    if (terms === null) return;
    this.storage = terms.storage === null ? this.memory(from) : this.given(terms.storage);
  }

  /** Counts a call of somebody. @throws RateLimitedError */
  async count(caller: string): Promise<void> {
    const terms = this.settings.terms?.rateLimit ?? null;
    if (terms === null || this.storage === undefined) return;
    const { isBlocked, timeToBlockExpire } = await this.hit(this.storage, terms, caller);
    if (isBlocked) throw new RateLimitedError(Math.max(1, Math.ceil(timeToBlockExpire)));
  }

  /** Counts that an address sent no good credentials; beyond the limit it is blocked. @throws RateLimitedError */
  async countRefusal(address: string): Promise<void> {
    try {
      await this.count(`refused:${address}`);
    } catch (error) {
      if (error instanceof RateLimitedError) this.blocked.block(address, error.retryAfterSeconds);
      throw error;
    }
  }

  /** Counts nothing. @throws RateLimitedError for an address that is blocked, whatever it sends */
  refuseBlocked(address: string): void {
    const seconds = this.blocked.secondsLeft(address);
    if (seconds > 0) throw new RateLimitedError(seconds);
  }

  onApplicationShutdown(): void {
    this.own?.onApplicationShutdown();
  }

  /** A storage that cannot be reached stops nobody: it is there to protect the service, which would be down otherwise. */
  private async hit(storage: RateLimitStorage, { limit, perMs }: RateLimitTerms, caller: string) {
    try {
      // In memory a caller waits until its oldest call leaves the window. A storage of the application may know no blocks without a length.
      const hit = await storage.increment(`tasker:${caller}`, perMs, limit, storage === this.own ? 0 : perMs, 'tasker');
      this.failing = false;
      return hit;
    } catch (error) {
      if (!this.failing) this.logger.warn(`calls are not counted, the storage of auth.rateLimit fails: ${String(error)}`);
      this.failing = true;
      return { isBlocked: false, timeToBlockExpire: 0 };
    }
  }

  private memory(from: (name: string) => unknown): RateLimitStorage {
    try {
      const { ThrottlerStorageService } = from('@nestjs/throttler') as Throttler;
      const storage = new ThrottlerStorageService();
      this.own = storage;
      return storage;
    } catch (cause) {
      throw new ConfigurationError(
        'auth.rateLimit needs the package @nestjs/throttler, which is not installed: npm install @nestjs/throttler, or leave the option out',
        { cause },
      );
    }
  }

  private given(storage: NonNullable<RateLimitTerms['storage']>): RateLimitStorage {
    const found = foundProvider(this.moduleRef, storage, 'auth.rateLimit.storage') as RateLimitStorage;
    if (typeof found.increment !== 'function') throw new ConfigurationError('auth.rateLimit.storage: must have a method increment');
    return found;
  }
}
