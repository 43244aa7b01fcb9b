import type { Outcome } from './outcome.js';

/** A unit of the queue that a claim probes: lane, priority, and where to start. */
export type ClaimUnit = readonly [lane: number, priority: number, mark: string];

/** Slots kept for steps of lower priority that have waited long; `turn` says which of several priorities has them. */
export interface Aging {
  readonly seconds: number;
  readonly slots: number;
  readonly turn: number;
  /** A number at random, for claims under limits: a share of the places of each key goes to lower priorities. */
  readonly draw?: number;
}

/** One call of `advance`. */
export interface AdvanceCall {
  readonly workerId: string;
  readonly outcomes: readonly Outcome[];
  /** False: outcomes of tasks that somebody holds come back as `held` instead of making the call wait. */
  readonly wait: boolean;
  readonly capacity: number;
  /** Slots kept for the queue when children are handed over. */
  readonly reserve: number;
  /** Sorted. */
  readonly lanes: readonly number[];
  /** Null looks for all units afresh. */
  readonly units: readonly ClaimUnit[] | null;
  readonly notify: boolean;
  readonly aging: Aging | null;
  /** Custom events of the outcomes for durable subscribers, as JSON; null: there are none. */
  readonly events: string | null;
  readonly facts: WantedFacts;
}

/** What else a call reports: the facts of tasks that rest; with `all` also which tasks started, and their facts. Null: nothing. */
export type WantedFacts = 'rested' | 'all' | null;
