import type { StepPlace } from './bottleneck.analytics.js';

/** What a recommendation is about. */
export type RecommendationCode =
  | 'tasks_fail'
  | 'one_error_dominates'
  | 'retries_do_not_help'
  | 'steps_wait'
  | 'long_tasks'
  | 'dependencies_block'
  | 'many_retries'
  | 'uneven_durations'
  | 'overhead';

/** The figure that a recommendation is made of, and from where on it is made. */
export interface TellingFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'seconds' | 'percent';
  readonly threshold: number;
}

/** What the figures give reason to look at. */
export interface Recommendation {
  readonly code: RecommendationCode;
  /** A sentence with its figures and what to do. */
  readonly message: string;
  readonly figure: TellingFigure;
  /** The step of a definition to begin with; null: it is about all of them. */
  readonly about: StepPlace | null;
}
