import type { BlockedFigures, DurationFigures, StepFigures } from '../database/analytics.figures.js';
import type {
  BottleneckAnalytics,
  DependencyBottlenecks,
  ErrorPatterns,
  PerformanceDistribution,
  StepLoad,
} from './bottleneck.analytics.js';
import { failuresOf, type BottleneckFigures } from './bottleneck.figures.js';
import { percentOf, roundedTo } from './figure.rounding.js';
import { attemptTimes, seconds, timesOf } from './performance.analytics.js';
import { recommendations } from './recommendation.rules.js';

const MOST_CLASSES = 10;

/** What is told of them, without that which belongs to the question. */
export type BottleneckReport = Omit<BottleneckAnalytics, 'scope' | 'generatedAt' | 'cacheInfo'>;

/** Puts figures of the last `hours` hours together as an answer. */
export function bottleneckReport(figures: BottleneckFigures, hours: number): BottleneckReport {
  const { window, slowestTasks, slowestSteps, busiestSteps } = figures;
  return {
    scopeSummary: { totalTasks: window.tasks.created, uniqueTaskTypes: window.taskTypes, timeSpanHours: hours },
    bottleneckAnalysis: {
      slowestTasks,
      slowestSteps,
      busiestSteps: busiestSteps.map(stepLoad),
      errorPatterns: errorPatterns(figures),
      dependencyBottlenecks: dependencyBottlenecks(figures.blocked),
    },
    performanceDistribution: distributionOf(window.tasks.durations),
    stepTimes: attemptTimes(window.steps),
    recommendations: recommendations(figures),
    analysisPeriodHours: hours,
    since: window.since,
    asOf: window.asOf,
  };
}

function stepLoad(step: StepFigures): StepLoad {
  const { namespace, taskName, version, stepName, attempts, completed, failed, totalSeconds } = step;
  return {
    ...{ namespace, taskName, version, stepName, attempts, completed, failed },
    totalSeconds: roundedTo(6, totalSeconds),
    durations: timesOf(step.durations),
    times: attemptTimes(step),
    retrySuccessRate: retrySuccessRate(step),
  };
}

function errorPatterns({ window: { tasks, steps }, errors }: BottleneckFigures): ErrorPatterns {
  const counted = failuresOf(errors);
  return {
    totalErrors: tasks.error,
    recentErrorRate: percentOf(tasks.error, tasks.created),
    failedAttempts: steps.failed,
    givenUpAttempts: steps.givenUp,
    // Not of the failed attempts of the window, which begins to the minute: classes are counted by full hours.
    commonErrorTypes: errors.slice(0, MOST_CLASSES).map((error) => ({ ...error, share: percentOf(error.failures, counted) })),
    retrySuccessRate: retrySuccessRate(steps),
    retriedSteps: steps.retried,
  };
}

/** Percent of the steps that needed more than one attempt; null without one. */
export function retrySuccessRate({ retried, recovered }: { readonly retried: number; readonly recovered: number }): number | null {
  return retried === 0 ? null : percentOf(recovered, retried);
}

function dependencyBottlenecks(blocked: BlockedFigures): DependencyBottlenecks {
  return {
    blockingDependencies: blocked.openDependencies,
    blockedSteps: blocked.waitingSteps,
    avgWaitTime: seconds(blocked.averageWait),
    longestWaitTime: seconds(blocked.longestWait),
    mostBlockedSteps: blocked.mostBlocked.map((step) => ({ ...step, averageWait: roundedTo(6, step.averageWait) })),
    sampled: blocked.sampled,
    lookedAt: blocked.looked,
  };
}

function distributionOf({ p50, p95, p99, buckets: [under10, under30, over30] }: DurationFigures): PerformanceDistribution {
  return {
    percentiles: { p50: seconds(p50), p95: seconds(p95), p99: seconds(p99) },
    distributionBuckets: [
      { range: '0-10s', count: under10 },
      { range: '10-30s', count: under30 },
      { range: '30s+', count: over30 },
    ],
  };
}
