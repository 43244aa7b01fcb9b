import type { InjectionToken } from '@nestjs/common';
import type { CacheDetector } from '../tasker.options.js';

/** How long answers are kept; seconds, as in the formula of the specification (engine core §6.9). */
export interface TtlTerms {
  /** Where a question names no time. */
  readonly defaultSeconds: number;
  /** For what a dashboard polls. */
  readonly dashboardSeconds: number;
  /** False: the time that was asked for, unchanged. */
  readonly adaptive: boolean;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Share of the room in use from which on entries are kept for `minSeconds` at most. */
  readonly pressureThreshold: number;
}

/** What is remembered about the use of a group of keys. */
export interface TrackingTerms {
  /** False: nothing, and no time adapts. */
  readonly tracked: boolean;
  /** Weight of what was seen before against one further access, 0 to 1. */
  readonly smoothing: number;
  /** What is left of the count of accesses after each interval, 0 to 1. */
  readonly decay: number;
  /** How often the time to live of a group is thought over. */
  readonly intervalMs: number;
}

/** The store and how it is used. */
export interface StoreTerms {
  /** Provider of the cache; null: CACHE_MANAGER where the host has one; false: memory of this process. */
  readonly provider: InjectionToken | false | null;
  readonly detectors: readonly CacheDetector[];
  /** First word of every key. */
  readonly prefix: string;
  /** Longest wait for one answer of the store. */
  readonly timeoutMs: number;
  /** How long the right to compute lasts that a process does not renew: it may have died. */
  readonly leaseMs: number;
  /** How long a process waits for the answer of another one before it computes for itself. */
  readonly maxWaitMs: number;
  /** Bounds of the memory of this process. */
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** The checked `cache` options. */
export abstract class CacheSettings {
  /** False: nothing is kept; callers at the same time still share one computation. */
  abstract readonly kept: boolean;
  abstract readonly ttl: TtlTerms;
  abstract readonly tracking: TrackingTerms;
  abstract readonly store: StoreTerms;
}
