import type { BackoffProfile } from '../database/outcome.js';
import type { IdentityOptions } from '../tasker.options.js';

/** How this process works on steps; absent in a process that only creates and reads tasks. */
export interface WorkerSettings {
  readonly queues: readonly string[];
  /** Bounds of the number of steps run at once. */
  readonly minConcurrency: number;
  readonly maxConcurrency: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly drainMs: number;
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

/** The checked settings of the engine, with every default applied. Times are in milliseconds unless they say seconds. */
export abstract class EngineSettings {
  abstract readonly worker: WorkerSettings | null;
  abstract readonly backoff: BackoffProfile;
  abstract readonly maxRetryAfterSeconds: number;
  abstract readonly defaultStepTimeoutMs: number | null;
  abstract readonly limits: EngineLimits;
  abstract readonly identity: IdentitySettings;
}
