import type { AnalyticsScope, BlockedStep, ErrorFigures, SlowStep, SlowTask } from '../database/analytics.figures.js';
import type { CacheInfo } from './analytics.cache.js';
import type { AttemptTimes, TimeFigures } from './performance.analytics.js';
import type { Recommendation } from './recommendation.js';

/** How much was looked at. */
export interface ScopeSummary {
  /** Tasks created in the period. */
  readonly totalTasks: number;
  /** Names of tasks created in the period; the same name in two namespaces counts twice. */
  readonly uniqueTaskTypes: number;
  readonly timeSpanHours: number;
}

/** A step of a definition, as answers name it. */
export interface StepPlace {
  readonly namespace: string;
  readonly taskName: string;
  readonly version: string;
  readonly stepName: string;
}

/** What the attempts of a step took of the time. */
export interface StepLoad extends StepPlace {
  /** Attempts that ended in the period. */
  readonly attempts: number;
  readonly completed: number;
  readonly failed: number;
  /** Seconds of all completed attempts, waits included. */
  readonly totalSeconds: number;
  /** From claim to end. */
  readonly durations: TimeFigures;
  readonly times: AttemptTimes;
  /** Of the steps that needed more than one attempt and ended for good: percent that completed; null without one. */
  readonly retrySuccessRate: number | null;
}

/** Failures of one class; `lastMessage` is without what `telemetry.filterParameters` hides. */
export interface ErrorPattern extends ErrorFigures {
  /** Percent of all failures of the hours that are looked at. */
  readonly share: number;
}

/** How tasks and attempts fail. */
export interface ErrorPatterns {
  /** Tasks created in the period that are in error at this moment. */
  readonly totalErrors: number;
  /** Those in percent of the tasks created in the period. */
  readonly recentErrorRate: number;
  /** Attempts that failed in the period, and those after which there was no further one. */
  readonly failedAttempts: number;
  readonly givenUpAttempts: number;
  /** At most ten, the most frequent first. Counted by full hours. */
  readonly commonErrorTypes: readonly ErrorPattern[];
  /** Of the steps that needed more than one attempt and ended for good in the period: percent that completed; null without one. */
  readonly retrySuccessRate: number | null;
  /** Steps that needed more than one attempt and ended for good. */
  readonly retriedSteps: number;
}

/** Steps that wait for others at this moment, whenever their tasks were created. */
export interface DependencyBottlenecks {
  /** Dependencies that are not fulfilled. */
  readonly blockingDependencies: number;
  /** Steps that wait for them. */
  readonly blockedSteps: number;
  /** Seconds since the request of their tasks; null without one. */
  readonly avgWaitTime: number | null;
  readonly longestWaitTime: number | null;
  /** At most three. */
  readonly mostBlockedSteps: readonly BlockedStep[];
  /** There were more unfinished steps than are looked at: the figures are those of `lookedAt` of them. */
  readonly sampled: boolean;
  readonly lookedAt: number;
}

/** How many tasks took how long. */
export interface DistributionBucket {
  readonly range: '0-10s' | '10-30s' | '30s+';
  readonly count: number;
}

/** How long tasks took that completed in the period, from request to rest. */
export interface PerformanceDistribution {
  /** Seconds; null when none completed. */
  readonly percentiles: Pick<TimeFigures, 'p50' | 'p95' | 'p99'>;
  readonly distributionBuckets: readonly DistributionBucket[];
}

/** An answer of `AnalyticsService.bottlenecks` (specification: engine core §7.4). */
export interface BottleneckAnalytics {
  readonly scopeSummary: ScopeSummary;
  readonly bottleneckAnalysis: {
    /** At most ten tasks that came to rest complete or in error, from request to rest. */
    readonly slowestTasks: readonly SlowTask[];
    /** At most ten completed attempts, from claim to end. */
    readonly slowestSteps: readonly SlowStep[];
    /** At most ten steps of definitions, those that took most of the time first. */
    readonly busiestSteps: readonly StepLoad[];
    readonly errorPatterns: ErrorPatterns;
    readonly dependencyBottlenecks: DependencyBottlenecks;
  };
  readonly performanceDistribution: PerformanceDistribution;
  /** Where the time of all attempts of the period goes. */
  readonly stepTimes: AttemptTimes;
  /** At most five, what matters most first; none when the figures give no reason for one. */
  readonly recommendations: readonly Recommendation[];
  readonly scope: AnalyticsScope;
  readonly analysisPeriodHours: number;
  /** Where the period begins: at a full minute, ten minutes or hour. */
  readonly since: Date;
  /** Everything that was committed until then is counted. Null: the history was never counted to its end, and the figures are of a part of it. */
  readonly asOf: Date | null;
  readonly generatedAt: Date;
  readonly cacheInfo: CacheInfo;
}
