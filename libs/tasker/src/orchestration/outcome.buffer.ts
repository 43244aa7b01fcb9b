import type { ClaimKey, Outcome } from '../database/outcome.js';
import { claimName } from './running.steps.js';

/** Most outcomes that travel in one call: bounds the size of a transaction. */
const MOST_IN_A_CALL = 500;

/** Twice as many are two calls, where another one may follow at once: the server works on both. Below, what a call costs by itself counts more. */
const WORTH_A_CALL = 128;

/** Most characters of results and errors in one call: a text has its limits, and so has a server's patience. */
const MOST_CHARACTERS = 32_000_000;

/** A batch for one call. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[];
  /** False: tasks that somebody holds are to be skipped, not waited for. */
  readonly wait: boolean;
}

/**
 * Outcomes on their way to the database. Whatever finishes while a call is in flight travels in the next one. Outcomes of tasks whose
 * row somebody holds are set aside, so that one held task does not stall the others; a batch that the server refused for its data is
 * sent one by one, so that one bad outcome does not take the others with it.
 */
export class OutcomeBuffer {
  private ready: Outcome[] = [];
  private single: Outcome[] = [];
  private held: Outcome[] = [];
  private heldTasks = new Set<string>();
  private cautious = false;

  get size(): number {
    return this.ready.length + this.single.length + this.held.length;
  }

  /** Outcomes that may be sent now. */
  get sendable(): number {
    return this.ready.length + this.single.length;
  }

  push(outcome: Outcome): void {
    (this.heldTasks.has(outcome.taskId) ? this.held : this.ready).push(outcome);
  }

  /** Takes what is to be sent next; `shared`: another call may follow at once and carry its half of many. */
  take(shared = false): OutcomeBatch {
    const wait = !this.cautious;
    this.cautious = false;
    if (this.single.length > 0) return { outcomes: this.single.splice(0, 1), wait };
    return { outcomes: this.ready.splice(0, this.fitting(shared)), wait };
  }

  /** How many of the ready outcomes one call may carry: at least one, whatever its size. */
  private fitting(shared: boolean): number {
    const { length } = this.ready;
    const most = shared && length >= 2 * WORTH_A_CALL ? Math.min(Math.ceil(length / 2), MOST_IN_A_CALL) : MOST_IN_A_CALL;
    let size = 0;
    const tooMany = this.ready.findIndex((outcome, place) => {
      size += sizeOf(outcome);
      return place === most || (place > 0 && size > MOST_CHARACTERS);
    });
    return tooMany === -1 ? this.ready.length : tooMany;
  }

  /** Takes a batch back whose call was rolled back. `cautious`: the next call does not wait for locks. */
  putBack(outcomes: readonly Outcome[], { cautious = false, oneByOne = false } = {}): void {
    if (oneByOne) this.single.push(...outcomes);
    else this.ready = [...outcomes, ...this.ready];
    this.cautious ||= cautious;
  }

  /** Sets the outcomes of held tasks aside until `releaseHeld`. */
  hold(outcomes: readonly Outcome[], keys: readonly ClaimKey[]): void {
    if (keys.length === 0) return;
    const tasks = new Set(keys.map(({ taskId }) => taskId));
    for (const task of tasks) this.heldTasks.add(task);
    this.held.push(...outcomes.filter(({ taskId }) => tasks.has(taskId)));
    this.held.push(...this.ready.filter(({ taskId }) => tasks.has(taskId)));
    this.ready = this.ready.filter(({ taskId }) => !tasks.has(taskId));
  }

  /** Lets the held outcomes be tried again, without waiting for locks. */
  releaseHeld(): void {
    this.putBack(this.held, { cautious: this.held.length > 0 });
    this.held = [];
    this.heldTasks.clear();
  }

  /** The claims of everything that waits. */
  claims(): ReadonlySet<string> {
    return new Set([...this.ready, ...this.single, ...this.held].map(claimName));
  }

  /** Keeps only the outcomes whose claim is still ours; returns how many were dropped. */
  keep(isOurs: (claim: ClaimKey) => boolean): number {
    const before = this.size;
    this.ready = this.ready.filter(isOurs);
    this.single = this.single.filter(isOurs);
    this.held = this.held.filter(isOurs);
    return before - this.size;
  }
}

function sizeOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'completed':
      return outcome.results.length;
    case 'failed':
      return outcome.error.length;
    case 'returned':
      return 0;
  }
}
