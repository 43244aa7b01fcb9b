import type { BlockedFigures, ErrorFigures, SlowStep, SlowTask, StepFigures, WindowFigures } from '../database/analytics.figures.js';

/** What the rows say about a period. */
export interface BottleneckFigures {
  readonly window: WindowFigures;
  readonly slowestTasks: readonly SlowTask[];
  readonly slowestSteps: readonly SlowStep[];
  readonly busiestSteps: readonly StepFigures[];
  readonly errors: readonly ErrorFigures[];
  readonly blocked: BlockedFigures;
}

/** Failures of all classes together. */
export function failuresOf(errors: readonly ErrorFigures[]): number {
  return errors.reduce((sum, { failures }) => sum + failures, 0);
}
