import { describe, expect, it } from 'vitest';
import { attemptFigures, bottleneckFigures, durations, errorFigures, stepFigures } from '../../../../test/support/bottleneck.figures.js';
import { bottleneckReport } from './bottleneck.report.js';
import { durationWords } from './duration.words.js';
import { healthScore, trendOf } from './performance.analytics.js';

describe('the report of a period', () => {
  it('in which nothing happened has zeros where it counts and nothing where it measures', () => {
    const report = bottleneckReport(bottleneckFigures(), 24);
    expect(report).toMatchObject({
      scopeSummary: { totalTasks: 0, uniqueTaskTypes: 1, timeSpanHours: 24 },
      bottleneckAnalysis: {
        errorPatterns: { totalErrors: 0, recentErrorRate: 0, commonErrorTypes: [], retrySuccessRate: null, retriedSteps: 0 },
        dependencyBottlenecks: { blockingDependencies: 0, avgWaitTime: null, mostBlockedSteps: [] },
      },
      performanceDistribution: { percentiles: { p50: null, p95: null, p99: null } },
      stepTimes: { wait: { average: null }, overhead: null },
      recommendations: [],
    });
  });

  it('says of each class which share of all failures it is, and tells ten of them', () => {
    const errors = Array.from({ length: 12 }, (_, place) => errorFigures(`E${place}`, place === 0 ? 89 : 1));
    const { commonErrorTypes } = bottleneckReport(bottleneckFigures({ errors }), 24).bottleneckAnalysis.errorPatterns;
    expect(commonErrorTypes).toHaveLength(10);
    expect(commonErrorTypes.slice(0, 2)).toMatchObject([{ errorClass: 'E0', share: 89 }, { errorClass: 'E1', share: 1 }]); // prettier-ignore
  });

  it('has rates of tasks and retries in percent, and the time of each step split', () => {
    const pay = stepFigures('pay', {
      ...attemptFigures({ attempts: 9, completed: 6, failed: 3, retried: 3, recovered: 2 }),
      totalSeconds: 12.3456789,
      durations: durations(6, 2),
      waits: durations(6, 0.5),
      runs: durations(6, 1.75),
      overheadAverage: 0.25,
    });
    const figures = bottleneckFigures({ tasks: { created: 8, error: 1 }, steps: { retried: 3, recovered: 2 }, busiestSteps: [pay] });
    const { bottleneckAnalysis } = bottleneckReport(figures, 24);
    expect(bottleneckAnalysis.errorPatterns).toMatchObject({ totalErrors: 1, recentErrorRate: 12.5, retrySuccessRate: 66.67 });
    const same = (value: number) => ({ average: value, p50: value, p95: value, p99: value });
    expect(bottleneckAnalysis.busiestSteps).toEqual([
      {
        ...{ namespace: 'shop', taskName: 'order', version: '1.0.0', stepName: 'pay', attempts: 9, completed: 6, failed: 3 },
        ...{ totalSeconds: 12.345679, durations: same(2), retrySuccessRate: 66.67 },
        times: { wait: same(0.5), execute: same(1.75), overhead: 0.25 },
      },
    ]);
  });

  it('has the buckets of task durations with their ranges', () => {
    const figures = bottleneckFigures({ tasks: { durations: durations(6, 20, { buckets: [3, 2, 1] }) } });
    expect(bottleneckReport(figures, 24).performanceDistribution.distributionBuckets).toEqual([
      { range: '0-10s', count: 3 },
      { range: '10-30s', count: 2 },
      { range: '30s+', count: 1 },
    ]);
  });
});

describe('a trend', () => {
  it('has rates of the tasks created in its window', () => {
    const { window } = bottleneckFigures({
      tasks: { created: 3, complete: 2, error: 1 },
      steps: { completed: 7, durations: durations(7, 0.0004) },
    });
    expect(trendOf(window)).toMatchObject({
      ...{ taskThroughput: 3, completionCount: 2, errorCount: 1, completionRate: 66.67, errorRate: 33.33 },
      ...{ avgTaskDuration: null, avgStepDuration: 0.0004, stepThroughput: 7 },
    });
  });

  it.each([
    [0, 0, 1],
    [3, 0, 1],
    [0, 2, 0],
    [2, 1, 0.667],
  ])('%i complete and %i in error score %f', (complete, error, score) => {
    expect(healthScore({ complete, error })).toBe(score);
  });
});

it.each([
  [0, '0 ms'],
  [0.0004, '0.4 ms'],
  [1, '1 s'],
  [59.94, '59.9 s'],
  [90, '1.5 min'],
  [7_260, '2.02 h'],
  [172_800, '2 d'],
])('%f seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});
