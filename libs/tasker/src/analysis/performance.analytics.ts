import type { AnalyticsScope, DurationFigures, WindowFigures } from '../database/analytics.figures.js';
import type { CacheInfo } from './analytics.cache.js';
import { percentOf, roundedTo } from './figure.rounding.js';
import type { TelemetryInsights } from './telemetry.insights.js';

/** How much there is, and how well it goes. */
export interface SystemOverview {
  /** Tasks that are pending or in progress. */
  readonly activeTasks: number;
  /** Namespaces with a task. */
  readonly totalNamespaces: number;
  /** Names with a task; the same name in two namespaces counts twice. */
  readonly uniqueTaskTypes: number;
  /** Of the tasks created in the last hour that are complete or in error: the share that is complete, 0 to 1; 1 when there are none. */
  readonly systemHealthScore: number;
}

/** How long something took, in seconds; null when nothing was measured. Percentiles are right to 4.5 %. */
export interface TimeFigures {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Where the time of attempts goes, in seconds: one after the other they make the time from ready to recorded. */
export interface AttemptTimes {
  /** The step could have been claimed, and was not yet. */
  readonly wait: TimeFigures;
  /** Its handler ran. */
  readonly execute: TimeFigures;
  /** Average of the rest between claim and recorded outcome; null when nothing was measured. */
  readonly overhead: number | null;
}

/** Figures of a window that ends now. */
export interface PerformanceTrend {
  /** Where the window begins: at a full minute, ten minutes or hour. */
  readonly since: Date;
  /** Tasks created in the window. */
  readonly taskThroughput: number;
  /** Of those, how many are complete at this moment. */
  readonly completionCount: number;
  /** Of those, how many are in error at this moment. */
  readonly errorCount: number;
  /** `completionCount` in percent of `taskThroughput`. */
  readonly completionRate: number;
  readonly errorRate: number;
  /** Average seconds of tasks that completed in the window, from request to rest; null without one. */
  readonly avgTaskDuration: number | null;
  /** Average seconds of attempts that completed in the window, from claim to end; null without one. */
  readonly avgStepDuration: number | null;
  /** Attempts that completed in the window. */
  readonly stepThroughput: number;
  readonly taskDurations: TimeFigures;
  readonly stepTimes: AttemptTimes;
}

/** An answer of `AnalyticsService.performance` (specification: engine core §7.4). */
export interface PerformanceAnalytics {
  readonly systemOverview: SystemOverview;
  readonly performanceTrends: {
    readonly lastHour: PerformanceTrend;
    readonly last4Hours: PerformanceTrend;
    readonly last24Hours: PerformanceTrend;
  };
  readonly telemetryInsights: TelemetryInsights;
  /** What was asked for; empty: everything. */
  readonly scope: AnalyticsScope;
  /**
   * Everything that was committed until then is counted. Null: the history was never counted to its end, and the figures are of a part of it
   * (`activeTasks` counts tasks whose ends are not counted).
   */
  readonly asOf: Date | null;
  readonly generatedAt: Date;
  readonly cacheInfo: CacheInfo;
}

/** The score of tasks that are complete and in error (specification: engine core §2.6). */
export function healthScore({ complete, error }: { readonly complete: number; readonly error: number }): number {
  return complete + error === 0 ? 1 : roundedTo(3, complete / (complete + error));
}

/** A window as it is shown. */
export function trendOf({ since, tasks, steps }: WindowFigures): PerformanceTrend {
  return {
    since,
    taskThroughput: tasks.created,
    completionCount: tasks.complete,
    errorCount: tasks.error,
    completionRate: percentOf(tasks.complete, tasks.created),
    errorRate: percentOf(tasks.error, tasks.created),
    avgTaskDuration: seconds(tasks.durations.average),
    avgStepDuration: seconds(steps.durations.average),
    stepThroughput: steps.completed,
    taskDurations: timesOf(tasks.durations),
    stepTimes: attemptTimes(steps),
  };
}

/** Where the time of attempts goes. */
export function attemptTimes(steps: Pick<WindowFigures['steps'], 'waits' | 'runs' | 'overheadAverage'>): AttemptTimes {
  return { wait: timesOf(steps.waits), execute: timesOf(steps.runs), overhead: seconds(steps.overheadAverage) };
}

/** Durations without their buckets. */
export function timesOf({ average, p50, p95, p99 }: DurationFigures): TimeFigures {
  return { average: seconds(average), p50: seconds(p50), p95: seconds(p95), p99: seconds(p99) };
}

/** To the microsecond: many steps take less than a millisecond. */
export function seconds(value: number | null): number | null {
  return value === null ? null : roundedTo(6, value);
}
