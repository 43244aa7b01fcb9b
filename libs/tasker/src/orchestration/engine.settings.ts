import type { InjectionToken } from '@nestjs/common';
import type { SharedLimit } from '../database/limit.functions.js';
import type { BackoffProfile } from '../database/outcome.js';
import type { IdentityOptions, RetentionOptions } from '../tasker.options.js';

/** How this process works on steps; absent in a process that only creates and reads tasks. */
export interface WorkerSettings {
  readonly queues: readonly string[];
  /** Bounds of the number of steps run at once. */
  readonly minConcurrency: number;
  readonly maxConcurrency: number;
  /** Null: what fits the way to the database. */
  readonly pollMs: number | null;
  readonly leaseMs: number;
  readonly drainMs: number;
  /** The provider that is asked before a step runs; undefined = none. */
  readonly admit: InjectionToken | undefined;
}

/** Upper bounds on what may be stored. */
export interface EngineLimits {
  readonly contextBytes: number;
  readonly resultBytes: number;
  readonly steps: number;
}

/** When two requests are the same task, and what becomes of the second. */
export interface IdentitySettings {
  readonly strategy: NonNullable<IdentityOptions['strategy']>;
  /** The function of the strategy `custom`. */
  readonly custom: IdentityOptions['custom'];
  /** How long after its creation a task counts; an idempotency key counts as long as its task is stored. */
  readonly windowSeconds: number;
  readonly onDuplicate: NonNullable<IdentityOptions['onDuplicate']>;
}

/** When a task is stale; null = never for that reason. */
export interface StalenessLimits {
  readonly waitingMs: number | null;
  readonly lifetimeMs: number | null;
  readonly lostAttempts: number | null;
  /** True: what is stale is stopped. */
  readonly fail: boolean;
}

/** How this process looks for stale tasks; `limits` hold for definitions that do not say otherwise. */
export interface StalenessSettings {
  readonly limits: StalenessLimits;
  readonly intervalMs: number;
}

/** How this process retires finished tasks; `afterMs` and `archive` hold for definitions that do not say otherwise. */
export interface RetentionSettings {
  /** Null: for ever. */
  readonly afterMs: number | null;
  readonly archive: boolean;
  readonly batchSize: number;
  readonly intervalMs: number;
  readonly states: readonly NonNullable<RetentionOptions['states']>[number][];
}

/** The checked settings of the engine, with every default applied. Times are in milliseconds unless they say seconds. */
export abstract class EngineSettings {
  abstract readonly worker: WorkerSettings | null;
  abstract readonly backoff: BackoffProfile;
  abstract readonly maxRetryAfterSeconds: number;
  abstract readonly defaultStepTimeoutMs: number | null;
  abstract readonly limits: EngineLimits;
  abstract readonly identity: IdentitySettings;
  /** Limits of queues and systems that this process declares. */
  abstract readonly sharedLimits: readonly SharedLimit[];
  /** How long higher priorities may pass a step over. */
  abstract readonly priorityMaxWaitMs: number;
  /** Null: this process does not look for stale tasks. */
  abstract readonly staleness: StalenessSettings | null;
  /** Null: this process retires no tasks. */
  abstract readonly retention: RetentionSettings | null;
}
