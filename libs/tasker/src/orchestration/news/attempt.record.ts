import type { Outcome } from '../../database/outcome.js';
import type { RunFacts } from './attempt.facts.js';

/** What this process remembers of an attempt until its outcome is committed. */
export interface AttemptRecord {
  readonly facts: RunFacts;
  /** How long the handler ran, by the monotonic clock of this process. */
  readonly seconds: number;
}

/** What is remembered of the attempt that an outcome ends; undefined for one that never ran here. */
export function recordOf(outcome: Outcome): AttemptRecord | undefined {
  return outcome.about as AttemptRecord | undefined;
}
