import { isFinished } from '../graph/step.condition.js';
import { remainingTime } from '../graph/remaining.time.js';
import type { TaskState } from '../../model/states.js';
import type { TimedSnapshot, TimedStep } from '../task.snapshot.js';
import type { Caution, EstimateBasis, StepEstimates } from './step.estimates.js';

/** A step on the way that decides when a task is finished. */
export interface ForecastStep {
  readonly stepId: number;
  readonly name: string;
  /** What is left of it, with its wait for a worker and without its back-off. */
  readonly seconds: number;
  readonly basis: EstimateBasis;
}

/** When a task will be finished, if steps take as long as said. */
export interface Finish {
  /** Null when nobody knows: a person has to act first (`stuckSteps`), or the task is paused. */
  readonly finishAt: Date | null;
  /** Seconds from the moment of the forecast, or from the moment at which the task is resumed; null with `stuckSteps`. */
  readonly seconds: number | null;
  /** The steps that decide it, in their order; of a task that runs one step at a time, all that are left. */
  readonly criticalPath: readonly ForecastStep[];
}

/** When a task will be finished. */
export interface FinishForecast {
  readonly taskId: string;
  readonly state: TaskState;
  /** The moment that everything counts from, by the clock of the database. */
  readonly asOf: Date;
  /** Steps take and wait as long as they did on average. */
  readonly expected: Finish;
  /** Each step takes and waits as long as only 5 of 100 attempts did. */
  readonly cautious: Finish;
  readonly paused: boolean;
  /** Names of the steps that will not run by themselves and that others wait for: failed for good, or cancelled. */
  readonly stuckSteps: readonly string[];
  /** Names of unfinished steps of which no attempt was measured. */
  readonly unmeasuredSteps: readonly string[];
}

/** How a finish is computed. */
export interface FinishTerms {
  readonly estimates: StepEstimates;
  readonly caution: Caution;
  /** By what the duration of a step is multiplied, by name. Default: 1. */
  readonly factors?: Readonly<Record<string, number>>;
}

/** What is computed of a finish, and what is in its way. */
export interface Outlook {
  readonly finish: Finish;
  readonly stuck: readonly number[];
}

/**
 * When the unfinished steps of a task are done. Each takes, in seconds, with its average wait w and duration d:
 *
 *     running             max(0, d − since it was claimed)
 *     may be claimed      max(0, w − since it may be) + d
 *     anything else       w + d, from the end of its back-off and of its last parent on
 *
 * The task is finished when the longest way through these steps is done; one step at a time: when all of them are, one after the other,
 * behind the longest back-off.
 */
export function finishOutlook(snapshot: TimedSnapshot, terms: FinishTerms): Outlook {
  const { now, finishedAt, state, paused } = snapshot;
  if (finishedAt !== null && state !== 'error') return { finish: { finishAt: finishedAt, seconds: 0, criticalPath: [] }, stuck: [] };
  const steps = new Map(snapshot.steps.map((step) => [step.stepId, step]));
  const left = (step: TimedStep) => secondsLeft(step, terms);
  const remaining = remainingTime(snapshot, ({ stepId }) => left(steps.get(stepId)!));
  const { seconds } = remaining;
  const path = remaining.path.map((stepId) => steps.get(stepId)!);
  const finishAt = seconds === null || paused ? null : new Date(now.getTime() + seconds * 1000);
  const criticalPath = path.map((step) => ({
    ...{ stepId: step.stepId, name: step.name, seconds: left(step) },
    basis: terms.estimates.of(step.namedStepId, terms.caution).basis,
  }));
  return { finish: { finishAt, seconds, criticalPath: seconds === null ? [] : criticalPath }, stuck: remaining.stuck };
}

/** The expected and the cautious finish of a task. */
export function finishForecast(snapshot: TimedSnapshot, estimates: StepEstimates): FinishForecast {
  const { taskId, state, now: asOf, paused, steps } = snapshot;
  const expected = finishOutlook(snapshot, { estimates, caution: 'expected' });
  const stuck = new Set(expected.stuck);
  const unmeasured = (step: TimedStep) => !isFinished(step.state) && estimates.of(step.namedStepId, 'expected').basis !== 'step';
  return {
    ...{ taskId, state, asOf, paused },
    expected: expected.finish,
    cautious: finishOutlook(snapshot, { estimates, caution: 'cautious' }).finish,
    stuckSteps: steps.filter(({ stepId }) => stuck.has(stepId)).map(({ name }) => name),
    unmeasuredSteps: steps.filter(unmeasured).map(({ name }) => name),
  };
}

function secondsLeft(step: TimedStep, { estimates, caution, factors = {} }: FinishTerms): number {
  if (isFinished(step.state)) return 0;
  const { wait, run } = estimates.of(step.namedStepId, caution);
  const whole = run * (Object.hasOwn(factors, step.name) ? factors[step.name]! : 1);
  if (step.runningFor !== null) return Math.max(0, whole - step.runningFor);
  const waited = step.readyIn === null ? 0 : Math.max(0, -step.readyIn);
  return Math.max(0, wait - waited) + whole;
}
