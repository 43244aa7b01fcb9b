import type { Duration } from './duration.js';

/** 100 years: longer spans leave what a timestamp can be. */
export const LONGEST_SPAN_MS = 100 * 365 * 86_400_000;

/** When a task of this definition is stale; what is left out is as the module's `staleness` says. */
export interface TaskStaleness {
  /** A step is due for longer than this and no worker has taken it. False: never. */
  readonly waiting?: Duration | false;
  /** A task is unfinished for longer than this, since its creation or since a person let it run again. False: never. */
  readonly lifetime?: Duration | false;
  /** So many attempts of a step were lost with their workers. False: never. */
  readonly lostAttempts?: number | false;
  /** `warn` writes a warning; `fail` stops the task (of a step that loses its workers: gives it no further attempt). */
  readonly action?: 'warn' | 'fail';
}

/** How long finished tasks of this definition are kept, and what becomes of them then. */
export interface TaskRetention {
  /** Counts from the moment at which the task came to rest; 1 s to 100 years. */
  readonly after: Duration;
  /** Default: as the module's `retention` says. */
  readonly action?: 'delete' | 'archive';
}

/** `TaskStaleness` with its durations in milliseconds; stands in the snapshot of the definition. */
export type StoredStaleness =
  | false
  | {
      readonly waiting?: number | false;
      readonly lifetime?: number | false;
      readonly lostAttempts?: number | false;
      readonly action?: TaskStaleness['action'];
    };
/** `TaskRetention` with its duration in milliseconds; stands in the snapshot of the definition. */
export type StoredRetention = false | { readonly after: number; readonly action?: TaskRetention['action'] };

/** Every key of a `TaskStaleness`. */
export const STALENESS_KEYS = ['waiting', 'lifetime', 'lostAttempts', 'action'] as const satisfies readonly (keyof TaskStaleness)[];
/** Every key of a `TaskRetention`. */
export const RETENTION_KEYS = ['after', 'action'] as const satisfies readonly (keyof TaskRetention)[];
