import { Injectable, Logger } from '@nestjs/common';
import { SchemaIdentity } from '../database/schema.identity.js';
import { LogRecord } from '../events/log.record.js';
import { ConfigurationError } from '../model/errors.js';
import { AccessCounts, type GroupAccesses } from './access.counts.js';
import { adaptiveTtl, underPressure } from './adaptive.ttl.js';
import { CacheEntry } from './cache.entry.js';
import { checkedGroup, digest, INSTANCE, keyText, type CacheKey } from './cache.key.js';
import { CacheSettings } from './cache.settings.js';
import { UseTracker, type CacheGroupStatistics } from './cache.statistics.js';
import { CacheStrategy, type CacheStrategyName } from './cache.strategy.js';
import type { GuardedStore, StoreFailures } from './guarded.store.js';
import type { KeptAnswers } from './kept.answers.js';
import { RoomWatch } from './room.watch.js';

/** How an answer is kept. */
export interface CacheFetchOptions {
  /** What statistics and times to live are learned by: a word of the code such as `analytics.performance`, never data. */
  readonly group: string;
  /** Seconds before it adapts, or `'dashboard'`: `cache.dashboardCacheTtl`. Default `cache.defaultTtl`. */
  readonly ttlSeconds?: number | 'dashboard';
}

/** An answer, and how it came about. */
export interface Fetched<T> {
  /** A copy as JSON keeps it: dates are texts. */
  readonly value: T;
  /** True: it was not computed by this call. */
  readonly cached: boolean;
  /** The complete key. */
  readonly key: string;
  /** What was asked for, and what it is kept for; 0: it is not kept. */
  readonly baseTtlSeconds: number;
  readonly ttlSeconds: number;
  readonly computedAt: Date;
}

/** How the cache is doing in this process. */
export interface CacheStatistics {
  readonly strategy: CacheStrategyName;
  /** Class of the store. */
  readonly store: string;
  readonly instance: string;
  /** Share of the store's room in use, as it was last looked at; null: unknown. */
  readonly utilization: number | null;
  readonly failures: StoreFailures;
  /** Groups of keys that were used in the last hour, by name. */
  readonly groups: readonly CacheGroupStatistics[];
}

/** What a flight brings: an entry, or an answer that JSON cannot keep. */
type Landing = { readonly entry: CacheEntry; readonly own: boolean } | { readonly raw: unknown; readonly at: number };

interface Question {
  readonly group: string;
  readonly key: string;
  readonly baseSeconds: number;
  readonly compute: () => unknown;
}

/**
 * Keeps answers that cost something to compute. One computation at a time answers all that ask in this process, and in all processes as far
 * as the store allows (`CacheStrategy`). A store that fails costs no more than a computation: errors of the store reach nobody.
 *
 * @example
 * const { value, cached } = await cache.fetch({ namespace, period }, { group: 'reports.daily', ttlSeconds: 90 }, () => this.report(namespace));
 */
@Injectable()
export class CacheFetcher {
  private readonly logger = new Logger('TaskerCache');
  private readonly warned = new Set<string>();
  private readonly flights = new Map<string, Promise<Landing>>();
  private readonly counts = new AccessCounts();
  private readonly use: UseTracker;
  private readonly room: RoomWatch;

  constructor(
    private readonly settings: CacheSettings,
    private readonly strategy: CacheStrategy,
    private readonly identity: SchemaIdentity,
  ) {
    this.use = new UseTracker(settings.tracking);
    this.room = new RoomWatch(settings.tracking.intervalMs);
  }

  /**
   * The answer that is kept, or what `compute` gives; its errors reach all that wait for it, and are not kept.
   *
   * @throws ConfigurationError for a group that is no word and a time to live that is none
   */
  async fetch<T>(key: CacheKey, { group, ttlSeconds }: CacheFetchOptions, compute: () => T | Promise<T>): Promise<Fetched<T>> {
    const baseSeconds = this.baseSeconds(ttlSeconds);
    const question = { group: checkedGroup(group), key: await this.completeKey(group, key), baseSeconds, compute };
    const shared = this.flights.get(question.key);
    const landing = await (shared ?? this.takeOff(question));
    const own = shared === undefined && ('raw' in landing || landing.own);
    this.counts.accessed(group, !own);
    this.use.accessed(group, !own);
    if ('raw' in landing) {
      const kept = { baseTtlSeconds: baseSeconds, ttlSeconds: 0, computedAt: new Date(landing.at) };
      return { value: landing.raw as T, cached: !own, key: question.key, ...kept };
    }
    const { facts } = landing.entry;
    return {
      value: landing.entry.take() as T,
      cached: !own,
      key: question.key,
      baseTtlSeconds: baseSeconds,
      ttlSeconds: facts.ttlSeconds,
      computedAt: new Date(facts.at),
    };
  }

  /** @throws ConfigurationError when `cache.store` names no cache */
  async statistics(): Promise<CacheStatistics> {
    const { view, answers } = await this.strategy.choice();
    const { store } = answers;
    const utilization = await this.room.utilization(store);
    const { strategy, store: name, instance } = view;
    return { strategy, store: name, instance, utilization, failures: { ...store.failures }, groups: this.use.statistics() };
  }

  /** How often answers were asked for since the start of this process, by group. */
  accesses(): readonly GroupAccesses[] {
    return this.counts.all();
  }

  /** What went wrong with the store since the start of this process. @throws ConfigurationError when `cache.store` names no cache */
  async failures(): Promise<StoreFailures> {
    return { ...(await this.strategy.choice()).answers.store.failures };
  }

  private baseSeconds(given: CacheFetchOptions['ttlSeconds']): number {
    const { ttl } = this.settings;
    if (given === undefined) return ttl.defaultSeconds;
    if (given === 'dashboard') return ttl.dashboardSeconds;
    if (typeof given === 'number' && given > 0 && Number.isFinite(given)) return given;
    throw new ConfigurationError(`cache: ttlSeconds must be a number of seconds over 0 or 'dashboard', not ${String(given)}`);
  }

  /** Where the store is this process's own, so are the keys: others that see it have their own answers. */
  private async completeKey(group: string, key: CacheKey): Promise<string> {
    const { view } = await this.strategy.choice();
    const owner = view.strategy === 'local_only' ? `/${INSTANCE}` : '';
    // Without a database to ask, the answers are this process's own as well.
    const rows = await this.identity.read().catch(() => INSTANCE);
    return `${this.settings.store.prefix}:${digest(rows + owner).slice(0, 16)}:${group}:${keyText(key)}`;
  }

  private takeOff(question: Question): Promise<Landing> {
    const flight = this.fly(question).finally(() => this.flights.delete(question.key));
    this.flights.set(question.key, flight);
    return flight;
  }

  private async fly(question: Question): Promise<Landing> {
    const { answers, flight } = await this.strategy.choice();
    const found = this.settings.kept ? await answers.read(question.key) : null;
    if (found !== null) return { entry: found, own: false };
    try {
      const compute = () => this.computed(question, answers);
      if (flight === null || !this.settings.kept) return { entry: await compute(), own: true };
      return await flight.run(question.key, compute);
    } catch (error) {
      if (error instanceof NotKept) return { raw: error.value, at: error.at };
      throw error;
    }
  }

  private async computed({ group, key, baseSeconds, compute }: Question, answers: KeptAnswers): Promise<CacheEntry> {
    const began = performance.now();
    const value = await compute();
    const at = Date.now();
    this.use.generated(group, (performance.now() - began) / 1_000);
    const json = jsonOf(value);
    if (json === undefined) {
      this.warnOnce(group);
      throw new NotKept(value, at);
    }
    if (!this.settings.kept) return new CacheEntry({ key, at, ttlSeconds: 0, baseSeconds }, json);
    const entry = new CacheEntry({ key, at, ttlSeconds: await this.ttlSeconds(group, baseSeconds, answers.store), baseSeconds }, json);
    this.use.kept(group, entry.facts.ttlSeconds);
    await answers.write(entry);
    return entry;
  }

  private warnOnce(group: string): void {
    if (this.warned.has(group)) return;
    this.warned.add(group);
    this.logger.warn(new LogRecord('An answer is none that JSON can keep: it is computed each time', { group }));
  }

  private async ttlSeconds(group: string, baseSeconds: number, store: GuardedStore): Promise<number> {
    const { ttl } = this.settings;
    const seconds = adaptiveTtl(ttl, baseSeconds, this.use.useOf(group));
    return underPressure(ttl, await this.room.utilization(store)) ? Math.min(seconds, ttl.minSeconds) : seconds;
  }
}

/** Carries an answer that JSON cannot keep past the lock. */
class NotKept extends Error {
  constructor(
    readonly value: unknown,
    readonly at: number,
  ) {
    super('the answer cannot be kept as JSON');
  }
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
