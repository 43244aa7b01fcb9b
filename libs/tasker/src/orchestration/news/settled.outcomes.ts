import type { Outcome } from '../../database/outcome.js';
import type { AdvanceReport, SettledOutcome } from '../../database/tasker.functions.js';
import type { AttemptEnd } from '../../events/engine.instruments.js';
import { claimName } from '../running.steps.js';
import { recordOf, type AttemptRecord } from './attempt.record.js';

/** An outcome whose call was committed, with what the rows say of it. */
export interface Settled {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  /** Undefined: it completed its step. */
  readonly state: SettledOutcome | undefined;
}

/** The outcomes that a call has stored or refused; those of tasks that somebody holds are sent again. */
export function settledOf(outcomes: readonly Outcome[], report: AdvanceReport): Settled[] {
  const states = report.settled.length === 0 ? undefined : new Map(report.settled.map((one) => [claimName(one), one]));
  const held = report.held.length === 0 ? undefined : new Set(report.held.map(claimName));
  const settled: Settled[] = [];
  for (const outcome of outcomes) {
    const record = recordOf(outcome);
    if (record === undefined || held?.has(claimName(outcome)) === true) continue;
    settled.push({ outcome, record, state: states?.get(claimName(outcome)) });
  }
  return settled;
}

/** How an attempt ended, in one word. */
export function endWord({ outcome, state }: Settled): AttemptEnd {
  if (state === undefined) return 'completed';
  if (state.state === 'rejected') return 'lost';
  if (outcome.kind === 'returned') return 'returned';
  return state.readyInSeconds === null && state.parkedSeconds === undefined ? 'failed' : 'retrying';
}
