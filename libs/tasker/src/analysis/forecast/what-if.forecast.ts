import { InvalidRequestError, type FieldIssue } from '../../model/errors.js';
import { suggestion } from '../../model/near-names.js';
import type { TimedSnapshot } from '../task.snapshot.js';
import { finishOutlook, type Finish } from './finish.forecast.js';
import type { StepEstimates } from './step.estimates.js';

/** By what the duration of a step is multiplied, by the name of the step: 0.5 is twice as fast. From 0 to 1,000,000. */
export type StepFactors = Readonly<Record<string, number>>;

const LARGEST_FACTOR = 1_000_000;
/** Unknown names that near ones are looked for. */
const MOST_SUGGESTED = 10;

/** What changes when steps take longer or shorter. */
export interface WhatIfForecast {
  readonly taskId: string;
  /** The moment that everything counts from, by the clock of the database. */
  readonly asOf: Date;
  /** The expected finish as things are. */
  readonly before: Finish;
  /** The expected finish with the factors. */
  readonly after: Finish;
  /** How much sooner that is; negative: later; null when nobody knows when the task is finished. */
  readonly savedSeconds: number | null;
  /** Names of steps that decide the finish only with the factors, in their order. */
  readonly becomesCritical: readonly string[];
  /** Names of steps that decide it no longer. */
  readonly noLongerCritical: readonly string[];
}

/** @throws InvalidRequestError naming every factor that cannot be used */
export function whatIfForecast(snapshot: TimedSnapshot, estimates: StepEstimates, factors: StepFactors): WhatIfForecast {
  refuseUnusable(snapshot, factors);
  const before = finishOutlook(snapshot, { estimates, caution: 'expected' }).finish;
  const after = finishOutlook(snapshot, { estimates, caution: 'expected', factors }).finish;
  return {
    ...{ taskId: snapshot.taskId, asOf: snapshot.now, before, after },
    savedSeconds: before.seconds === null || after.seconds === null ? null : before.seconds - after.seconds,
    becomesCritical: beside(after, before),
    noLongerCritical: beside(before, after),
  };
}

function beside(one: Finish, other: Finish): string[] {
  const shared = new Set(other.criticalPath.map(({ stepId }) => stepId));
  return one.criticalPath.filter(({ stepId }) => !shared.has(stepId)).map(({ name }) => name);
}

function refuseUnusable({ steps }: TimedSnapshot, factors: unknown): void {
  if (typeof factors !== 'object' || factors === null || Array.isArray(factors))
    refuse([{ path: 'factors', message: 'must be an object' }]);
  const given = Object.entries(factors);
  if (given.length === 0) refuse([{ path: 'factors', message: 'must name at least one step' }]);
  const names = new Set(steps.map(({ name }) => name));
  // Each unknown name is compared with all others: what names more steps than there are could cost minutes.
  if (given.length > names.size) refuse([{ path: 'factors', message: `must name steps of the task, which has ${names.size}` }]);
  let suggested = 0;
  const issues = given.flatMap(([name, factor]): FieldIssue[] => {
    const path = `factors.${name}`;
    if (!names.has(name)) {
      const near = suggested < MOST_SUGGESTED ? suggestion(name, names) : '';
      suggested += 1;
      return [{ path, message: `the task has no such step${near}` }];
    }
    const usable = typeof factor === 'number' && factor >= 0 && factor <= LARGEST_FACTOR;
    return usable ? [] : [{ path, message: `must be a number from 0 to ${LARGEST_FACTOR}` }];
  });
  if (issues.length > 0) refuse(issues);
}

function refuse(issues: FieldIssue[]): never {
  throw new InvalidRequestError(issues);
}
