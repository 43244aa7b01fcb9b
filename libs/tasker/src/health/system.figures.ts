import type { HealthFigures } from '../database/analytics.figures.js';

/** Figures of everything that the room of analytics gives; null where `analytics` is false. */
export abstract class SystemFigures {
  abstract counts(): Promise<HealthFigures | null>;
  /** Tasks created in the last hour and what became of them. */
  abstract lastHour(): Promise<RecentFigures | null>;
}

/** What became of the tasks created in a time. */
export interface RecentFigures {
  readonly taskThroughput: number;
  readonly completionCount: number;
  readonly errorCount: number;
  readonly stepThroughput: number;
  /** Seconds; null where nothing was completed. */
  readonly avgTaskDuration: number | null;
  readonly avgStepDuration: number | null;
}
