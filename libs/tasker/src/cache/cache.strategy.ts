import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LogRecord } from '../events/log.record.js';
import type { CacheCapabilitySet, CacheDetector } from '../tasker.options.js';
import { BoundedMemory } from './bounded.memory.js';
import { CAPABILITIES } from './cache.capabilities.js';
import { INSTANCE } from './cache.key.js';
import { CacheSettings } from './cache.settings.js';
import { tiersOf, type CacheTier } from './cache.tier.js';
import { detectCapabilities, type DetectedCapabilities } from './capability.detection.js';
import { ClusterFlight } from './cluster.flight.js';
import { atomicLock, markLock, type FlightLock } from './flight.lock.js';
import { GuardedStore } from './guarded.store.js';
import { HostCache } from './host.cache.js';
import { KeptAnswers } from './kept.answers.js';
import { LOCKING_METHODS, lockingStore } from './locking.store.js';
import { tidied } from './tidied.tier.js';

/**
 * How processes share answers. `distributed_atomic`: one of them computes an answer, all use it; `distributed_basic`: all use it, and two that
 * come at the same moment may both compute it; `local_only`: each process has its own answers.
 */
export type CacheStrategyName = 'distributed_atomic' | 'distributed_basic' | 'local_only';

/** The strategy of this process, and why it is that one. */
export interface CacheStrategyView extends DetectedCapabilities {
  readonly strategy: CacheStrategyName;
  /** Class of the store, for example `KeyvRedis`; `BoundedMemory`: the memory of this process. */
  readonly store: string;
  /** Host name and process id. */
  readonly instance: string;
}

/** What is used for answers. */
export interface StoreChoice {
  readonly view: CacheStrategyView;
  readonly answers: KeptAnswers;
  /** Null: nobody else has these answers. */
  readonly flight: ClusterFlight | null;
}

/**
 * Decides by what the cache of the application can do how answers are shared. What the store's class declares comes first, then the table of
 * known stores, then the detectors of the application, then a look at the store itself.
 *
 * @example (await app.get(CacheStrategy).describe()).strategy // 'distributed_atomic' with Redis, 'local_only' without a cache
 */
@Injectable()
export class CacheStrategy implements OnApplicationBootstrap, OnModuleDestroy {
  /** What answers are kept in where there is no store, or it fails. */
  readonly memory: BoundedMemory;
  private readonly logger = new Logger('TaskerCache');
  private readonly detectors: CacheDetector[];
  private chosen: Promise<StoreChoice> | undefined;

  constructor(
    private readonly settings: CacheSettings,
    private readonly host: HostCache,
  ) {
    this.memory = new BoundedMemory(settings.store);
    this.detectors = [...settings.store.detectors];
  }

  /** @throws ConfigurationError when `cache.store` names no cache */
  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.kept) await this.choice();
  }

  async onModuleDestroy(): Promise<void> {
    (await this.chosen?.catch(() => undefined))?.answers.store.detach();
  }

  /** Adds a detector behind those of `cache.detectors`; the strategy is chosen anew. */
  register(detector: CacheDetector): void {
    this.detectors.push(detector);
    void this.chosen?.then(({ answers }) => answers.store.detach()).catch(() => undefined);
    this.chosen = undefined;
  }

  /** What was chosen, and why. */
  async describe(): Promise<CacheStrategyView> {
    return (await this.choice()).view;
  }

  /** What answers are kept in. */
  choice(): Promise<StoreChoice> {
    return (this.chosen ??= this.choose());
  }

  private async choose(): Promise<StoreChoice> {
    const tiers = this.settings.kept ? this.host.tiers() : [];
    const candidates = await Promise.all((tiers.length > 0 ? tiers : tiersOf(this.memory)).map((tier) => this.examine(tier)));
    // With a memory in front of a Redis it is the Redis that others see.
    const best = candidates.reduce((one, other) => (RANK.indexOf(other.view.strategy) < RANK.indexOf(one.view.strategy) ? other : one));
    const { view } = best;
    const can = Object.fromEntries(CAPABILITIES.map((name) => [snakeCase(name), view.capabilities[name]]));
    const fields = { strategy: view.strategy, store: view.store, source: view.sources.distributed, ...can, instance: view.instance };
    if (this.settings.kept) this.logger.log(new LogRecord('Cache strategy chosen', fields));
    return best;
  }

  private async examine(tier: CacheTier): Promise<StoreChoice> {
    const { timeoutMs } = this.settings.store;
    const detected = await detectCapabilities(tier, { detectors: this.detectors, timeoutMs, failed: (error) => this.leftOut(error) });
    const strategy = this.strategyFor(tier, detected.capabilities);
    const alone = strategy === 'local_only' && tier.room === undefined;
    const store = new GuardedStore(alone ? tidied(tier, this.settings.store) : tier, timeoutMs);
    const answers = new KeptAnswers(store, this.memory);
    const lock = lockFor(strategy, tier);
    return {
      view: { strategy, store: tier.name, instance: INSTANCE, ...detected },
      answers,
      flight: lock === null ? null : new ClusterFlight(answers, lock, this.settings.store),
    };
  }

  private strategyFor(tier: CacheTier, { distributed, atomicIncrement, locking }: CacheCapabilitySet): CacheStrategyName {
    if (!distributed) return 'local_only';
    if (!atomicIncrement || !locking) return 'distributed_basic';
    if (lockingStore(tier.parts) !== null) return 'distributed_atomic';
    this.logger.warn(
      new LogRecord('Cache store declares locking without the methods for it', { store: tier.name, methods: LOCKING_METHODS.join(', ') }),
    );
    return 'distributed_basic';
  }

  private leftOut(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn(new LogRecord('Detector of cache capabilities fails and is left out', { error: reason }));
  }
}

const RANK: readonly CacheStrategyName[] = ['distributed_atomic', 'distributed_basic', 'local_only'];

function lockFor(strategy: CacheStrategyName, tier: CacheTier): FlightLock | null {
  if (strategy === 'local_only') return null;
  return strategy === 'distributed_basic' ? markLock(tier) : atomicLock(lockingStore(tier.parts)!);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
