import type { Outcome } from '../database/outcome.js';
import type { ClaimPlan } from './claim.planner.js';

/** What a call of `advance` was made of, and how long it took. */
export interface SentCall {
  readonly outcomes: readonly Outcome[];
  readonly plan: ClaimPlan;
  readonly capacity: number;
  readonly notify: boolean;
  readonly ms: number;
}

/** What others do for the worker loop. */
export interface WorkerEvents {
  /** The rows say that this worker is dead: it must begin anew under another id. */
  leaseLost(): void;
  /** A claimed step has no handler here: what this worker may claim has changed. */
  coverageChanged(): void;
}

/** Slots of a worker for steps that another call claims for it. */
export interface ClaimOffer {
  readonly workerId: string;
  readonly capacity: number;
  readonly lanes: readonly number[];
}
