import { isAtRest, moveStep, moveTask, settle, type ModelStep, type ModelTask } from './model.task.js';

/** A claim that a worker was given. */
export interface ModelClaim {
  readonly task: ModelTask;
  readonly step: ModelStep;
  readonly worker: string;
  readonly attempt: number;
}

/** What a worker says about a claim. */
export type ModelOutcome =
  | { readonly kind: 'completed'; readonly results: object }
  /** `wait`: what the handler asks for; null = the back-off. */
  | { readonly kind: 'failed'; readonly permanent: boolean; readonly wait: number | null }
  | { readonly kind: 'returned'; readonly wait: number };

/** Whether a claim is still the one that counts. */
export const isHeld = ({ step, worker, attempt }: ModelClaim): boolean => step.worker === worker && step.attempts === attempt;

/** Steps that may be claimed now. */
export function dueSteps(tasks: readonly ModelTask[], now: number): { task: ModelTask; step: ModelStep }[] {
  return tasks.flatMap((task) => task.steps.filter(({ readyAt }) => readyAt !== null && readyAt <= now).map((step) => ({ task, step })));
}

/**
 * A worker takes a step: an attempt is used up before anything of it runs. The task runs from now on, or, when somebody held its row at
 * that moment, from the first outcome on: a claim waits for nobody.
 */
export function claim({ task, step }: { task: ModelTask; step: ModelStep }, worker: string, held = false): ModelClaim {
  step.state = 'in_progress';
  step.attempts += 1;
  step.readyAt = null;
  step.worker = worker;
  if (!held) moveTask(task, 'in_progress');
  return { task, step, worker, attempt: step.attempts };
}

/** The back-offs of the model in seconds: so much more after each attempt that counts. */
export const BACKOFF = { first: 1_000, lost: 5_000, more: 1_000 };

const backoff = ({ attempts, discounted }: ModelStep, first: number) => first + BACKOFF.more * (attempts - discounted - 1);

/** An attempt failed at this moment; another one follows from `again` on, if there may be one. */
function fail(task: ModelTask, step: ModelStep, { now, wait, again }: { now: number; wait: number; again: number }): void {
  const left = step.retryable && step.attempts < step.retryLimit;
  step.failure = left ? 'passing' : step.retryable ? 'exhausted' : 'final';
  step.failedAt = now;
  step.wait = left ? wait : null;
  step.readyAt = !left ? null : task.paused ? Infinity : again;
  moveStep(step, 'error');
}

/** Ends attempts as their worker says; the claims are held ones of one task. */
export function end(claims: readonly (readonly [ModelClaim, ModelOutcome])[], now: number): void {
  for (const [{ task, step }, outcome] of claims) {
    if (outcome.kind === 'completed') {
      step.failure = 'none';
      step.wait = null;
      step.results = JSON.stringify(outcome.results);
      moveStep(step, 'complete');
    } else if (outcome.kind === 'returned') {
      step.retryLimit += 1;
      step.discounted += 1;
      step.wait = null;
      step.readyAt = task.paused ? Infinity : now + outcome.wait;
      moveStep(step, 'pending');
    } else if (outcome.permanent) {
      step.failure = 'final';
      step.failedAt = now;
      step.wait = null;
      moveStep(step, 'error');
    } else {
      const wait = outcome.wait ?? backoff(step, BACKOFF.first);
      fail(task, step, { now, wait, again: now + wait });
    }
  }
  if (claims.length > 0) settle(claims[0]![0].task, now);
}

/** Takes steps back from a silent worker: all of them when it is lost, those past their time limit when it only hangs. */
export function takeBack(tasks: readonly ModelTask[], worker: string, when: { now: number; silent: number; lost: boolean }) {
  const { now, silent, lost } = when;
  for (const task of tasks) {
    const taken = task.steps.filter((step) => step.worker === worker && (lost || step.timed));
    for (const step of taken) {
      const wait = backoff(step, BACKOFF.lost);
      fail(task, step, { now, wait, again: Math.max(now, now - silent + wait) });
    }
    if (taken.length > 0) settle(task, now);
  }
}

/** The time of a task is over: what runs has failed for good, what failed is not tried again, and everything else is held until a person acts. */
export function expire(task: ModelTask, now: number): void {
  if (!task.deadline) return;
  task.deadline = false;
  if (isAtRest(task)) return;
  const by = { actor: null, reason: 'max_execution_time' };
  for (const step of task.steps) {
    if (step.state === 'in_progress') {
      step.failedAt = now;
      step.failure = 'final';
      step.wait = null;
      moveStep(step, 'error', { by });
    } else if (step.state === 'error' && step.readyAt !== null) {
      step.failure = 'final';
      step.wait = null;
    }
    step.readyAt = null;
  }
  moveTask(task, 'error', { ...by, action: 'stop' });
}
