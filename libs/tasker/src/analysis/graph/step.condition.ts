import { SATISFYING_STEP_STATES, type StepState } from '../../model/states.js';
import type { SnapshotStep } from './task-graph.snapshot.js';

/** What follows from the row of a step and the states of its parents. */
export interface StepCondition {
  /** Complete or resolved by hand. */
  readonly completed: boolean;
  /** In error. */
  readonly failed: boolean;
  /** Every parent is complete or resolved. */
  readonly dependenciesSatisfied: boolean;
  /** Unfinished, and a parent is not complete or resolved. A finished step waits for nobody, whatever became of its parents. */
  readonly blocked: boolean;
  /** May be claimed now. */
  readonly ready: boolean;
  /** Attempts that have ended: the one under way has not failed. */
  readonly attempts: number;
  /** Another attempt may start now as far as time and attempts go. */
  readonly retryEligible: boolean;
  /** No attempt is left. */
  readonly exhausted: boolean;
  /** In error, and no attempt will follow by itself. */
  readonly gaveUp: boolean;
  /** In error, and the time of its next attempt lies ahead. */
  readonly inBackoff: boolean;
  /** Seconds until it may be claimed, 0 when it may; null without a time. */
  readonly secondsUntilReady: number | null;
}

/** Works out the condition of a step at a moment. */
export function stepCondition(step: SnapshotStep, dependenciesSatisfied: boolean, now: Date): StepCondition {
  const failed = step.state === 'error';
  const attempts = step.state === 'in_progress' ? Math.max(0, step.attempts - 1) : step.attempts;
  const ready = step.readyAt !== null && step.readyAt <= now;
  return {
    completed: isSatisfying(step.state),
    failed,
    dependenciesSatisfied,
    blocked: !dependenciesSatisfied && !isFinished(step.state),
    ready,
    attempts,
    retryEligible: failed ? isPast(step.nextRetryAt, now) : attempts === 0 || (step.retryable && attempts < step.retryLimit),
    exhausted: attempts >= step.retryLimit,
    gaveUp: failed && step.nextRetryAt === null,
    inBackoff: failed && step.nextRetryAt !== null && step.nextRetryAt > now,
    secondsUntilReady: ready ? 0 : secondsUntil(step.readyAt ?? step.nextRetryAt, now),
  };
}

/** Whether a step in this state lets those start that depend on it. */
export function isSatisfying(state: StepState): boolean {
  return (SATISFYING_STEP_STATES as readonly StepState[]).includes(state);
}

/** Whether a step in this state will never run again. */
export function isFinished(state: StepState): boolean {
  return isSatisfying(state) || state === 'cancelled';
}

function isPast(time: Date | null, now: Date): boolean {
  return time !== null && time <= now;
}

function secondsUntil(time: Date | null, now: Date): number | null {
  return time === null ? null : Math.max(0, (time.getTime() - now.getTime()) / 1000);
}
