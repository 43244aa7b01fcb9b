import { AnalyticsService, type AnalyticsScope, type AttemptTimes, type TimeFigures } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type EngineApp } from '../../support/engine.js';
import { RecordedLogs } from '../../support/recorded.logs.js';
import { mean, percentile, recounted } from '../../support/recounted.analytics.js';
import { useSession } from '../../support/session.js';
import { ANALYSED } from '../../support/workflows/analysed.workflows.js';

const FRESH = { fresh: true };
/** What is told of a distribution is right to this. */
const RIGHT = 1.045;
/** Answers are told in full microseconds. */
const ROUNDED = 0.000_000_5;
const SCOPES: AnalyticsScope[] = [
  {},
  { namespace: 'shop' },
  { namespace: 'bank' },
  { name: 'order' },
  { namespace: 'shop', name: 'order', version: '1.0.0' },
];

function expectTimes(told: TimeFigures, values: readonly number[]): void {
  const average = mean(values);
  if (average === null) return expect(told).toEqual({ average: null, p50: null, p95: null, p99: null });
  expect(told.average).toBeCloseTo(average, 5);
  for (const [key, share] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const) {
    // The finest place is a tenth of a millisecond wide.
    const expected = Math.max(percentile(values, share)!, 0.0001);
    expect(told[key], key).toBeGreaterThanOrEqual(expected / RIGHT - ROUNDED);
    expect(told[key], key).toBeLessThanOrEqual(expected * RIGHT + ROUNDED);
  } // prettier-ignore
}

function expectSplit(told: AttemptTimes, { waits, runs, stepSeconds }: { waits: number[]; runs: number[]; stepSeconds: number[] }): void {
  expectTimes(told.wait, waits);
  expectTimes(told.execute, runs);
  expect(runs).toHaveLength(stepSeconds.length);
  expect(told.overhead).toBeCloseTo(mean(stepSeconds)! - mean(runs)!, 4);
}

/** Which of those that took the same comes first is left open. */
function expectSlowest<T extends { durationSeconds: number }>(
  told: readonly T[],
  rows: { id: string; seconds: number }[],
  idOf: (one: T) => string,
) {
  const seconds = new Map(rows.map((row) => [row.id, row.seconds]));
  expect(told.map((one) => seconds.get(idOf(one)))).toEqual(rows.slice(0, 10).map((row) => row.seconds));
  for (const one of told) expect(one.durationSeconds).toBeCloseTo(seconds.get(idOf(one))!, 3);
}

describe('answers about a history of real runs', () => {
  const session = useSession();
  let app: EngineApp;
  const analytics = () => app.module.get(AnalyticsService, { strict: false });

  /** Tasks of the last hour, of three hours ago and of twenty hours ago, of every kind. */
  beforeAll(async () => {
    app = await startApp(Object.values(ANALYSED), { database: { url: session.url }, logs: new RecordedLogs() });
    for (const age of ['20 hours', '3 hours', '0 hours']) {
      const tasks = [];
      for (let place = 0; place < 6; place++) tasks.push({ name: 'order', namespace: 'shop', context: { busy: place % 4 } });
      tasks.push(...Array.from({ length: 3 }, () => ({ name: 'order', namespace: 'shop', context: { card: 'bad' } })));
      tasks.push(...Array.from({ length: 4 }, () => ({ name: 'order', namespace: 'bank', context: {} })));
      if (age === '0 hours') tasks.push(...Array.from({ length: 5 }, () => ({ name: 'refund', namespace: 'shop', context: {} })));
      const created = await app.orchestrator.createTasks(tasks);
      await Promise.all(created.map((task) => app.orchestrator.waitForTask(task, { timeout: '30s' })));
      await shift(created.map(({ taskId }) => taskId), age); // prettier-ignore
    }
    await app.orchestrator.createTasks(Array.from({ length: 4 }, () => ({ name: 'audit', namespace: 'bank', context: {} })));
  });

  afterAll(() => app.close());

  async function shift(taskIds: string[], age: string): Promise<void> {
    for (const change of [
      'tasks set requested_at = requested_at - $2::interval, finished_at = finished_at - $2::interval',
      'task_transitions set created_at = created_at - $2::interval',
      'workflow_step_transitions set created_at = created_at - $2::interval, started_at = started_at - $2::interval',
    ]) {
      await session.rows(`update tasker.${change} where task_id = any ($1)`, [taskIds, age]);
    }
  }

  it('performance: every window of every scope has the counts of its rows, their averages, and percentiles to 4.5 %', async () => {
    for (const scope of SCOPES) {
      const told = await analytics().performance(scope, FRESH);
      const { active, namespaces, types } = await recounted(session, scope);
      const overview = { activeTasks: active, totalNamespaces: namespaces, uniqueTaskTypes: types };
      expect(told.systemOverview).toMatchObject(overview);
      for (const trend of Object.values(told.performanceTrends)) {
        const rows = await recounted(session, { ...scope, since: trend.since });
        const [complete, error] = [rows.inState('complete'), rows.inState('error')];
        expect(trend).toMatchObject({ taskThroughput: rows.created, completionCount: complete, errorCount: error });
        expect(trend.completionRate).toBeCloseTo((100 * complete) / rows.created, 2);
        expect(trend.errorRate).toBeCloseTo((100 * error) / rows.created, 2);
        expect(trend.stepThroughput).toBe(rows.stepSeconds.length);
        expect([trend.avgTaskDuration, trend.avgStepDuration]).toEqual([
          trend.taskDurations.average,
          expect.closeTo(mean(rows.stepSeconds)!, 5),
        ]);
        expectTimes(trend.taskDurations, rows.taskSeconds);
        expectSplit(trend.stepTimes, rows);
      }
      const { lastHour, last4Hours, last24Hours } = told.performanceTrends;
      expect(told.systemOverview.systemHealthScore).toBeCloseTo(
        lastHour.completionCount / (lastHour.completionCount + lastHour.errorCount),
        3,
      );
      expect(lastHour.taskThroughput).toBeLessThan(last4Hours.taskThroughput);
      expect(last4Hours.taskThroughput).toBeLessThan(last24Hours.taskThroughput);
    }
  });

  it('bottlenecks: slowest, errors by class, success of retries, distribution and load of steps are those of the rows', async () => {
    for (const scope of SCOPES) {
      for (const period of [1, 4, 24]) {
        const told = await analytics().bottlenecks(scope, { period, ...FRESH });
        const rows = await recounted(session, { ...scope, since: told.since });
        expect(told.scopeSummary).toEqual({ totalTasks: rows.created, uniqueTaskTypes: rows.recentTypes, timeSpanHours: period });
        const { slowestTasks, slowestSteps, busiestSteps, errorPatterns } = told.bottleneckAnalysis;
        expectSlowest(slowestTasks, rows.slowTasks, ({ taskId }) => taskId);
        expectSlowest(slowestSteps, rows.slowSteps, ({ taskId, workflowStepId }) => `${taskId}:${workflowStepId}`);
        expect(errorPatterns).toMatchObject({
          totalErrors: rows.inState('error'),
          failedAttempts: rows.failed,
          givenUpAttempts: rows.givenUp,
        });
        expect([errorPatterns.retriedSteps, errorPatterns.retrySuccessRate]).toEqual([
          rows.retried,
          rows.retried === 0 ? null : expect.closeTo((100 * rows.recovered) / rows.retried, 2),
        ]);
        const loads = busiestSteps.map((step) => [`${step.namespace}/${step.taskName}/${step.stepName}`, step.attempts]);
        expect(Object.fromEntries(loads)).toEqual(rows.stepLoads);
        const { percentiles, distributionBuckets } = told.performanceDistribution;
        expectTimes({ ...percentiles, average: mean(rows.taskSeconds) }, rows.taskSeconds);
        expect(distributionBuckets.map(({ count }) => count)).toEqual([rows.taskSeconds.length, 0, 0]);
        expectSplit(told.stepTimes, rows);
      }
    }
  });

  it('errors: each class has its failures, its share, its step and what was said last, without what must not be shown', async () => {
    const { commonErrorTypes } = (await analytics().bottlenecks({}, FRESH)).bottleneckAnalysis.errorPatterns;
    const { classes, failed } = await recounted(session);
    expect(Object.fromEntries(commonErrorTypes.map(({ errorClass, failures }) => [errorClass, failures]))).toEqual(classes);
    expect(commonErrorTypes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100, 1);
    const [busy, declined] = commonErrorTypes;
    expect(busy).toMatchObject({ errorClass: 'RetryableError', stepName: 'pay', steps: 1, lastMessage: 'gateway is busy' });
    expect(declined).toMatchObject({
      permanent: 9,
      share: expect.closeTo((100 * 9) / failed, 1),
      lastMessage: 'declined: password=[FILTERED]',
    });
  });

  it('dependencies: the steps that wait at this moment, for how many others, and those that wait most', async () => {
    const { dependencyBottlenecks } = (await analytics().bottlenecks({ namespace: 'bank' }, FRESH)).bottleneckAnalysis;
    expect(dependencyBottlenecks).toMatchObject({ blockedSteps: 8, blockingDependencies: 12, sampled: false });
    const place = { namespace: 'bank', taskName: 'audit', version: '1.0.0', steps: 4 };
    expect(dependencyBottlenecks.mostBlockedSteps).toMatchObject([
      { ...place, stepName: 'check' },
      { ...place, stepName: 'sign' },
    ]);
    const shop = (await analytics().bottlenecks({ namespace: 'shop' }, FRESH)).bottleneckAnalysis.dependencyBottlenecks;
    expect(shop).toMatchObject({ blockedSteps: 0, blockingDependencies: 0, avgWaitTime: null, mostBlockedSteps: [] });
  });

  it('recommendations: name the class and step that these runs fail with, and the figure says why', async () => {
    const { recommendations } = await analytics().bottlenecks({ namespace: 'shop' }, FRESH);
    const rows = await recounted(session, { namespace: 'shop' });
    const errorRate = Number(((100 * rows.inState('error')) / rows.created).toFixed(2));
    const pay = { namespace: 'shop', taskName: 'order', version: '1.0.0', stepName: 'pay' };
    expect(recommendations.map(({ code }) => code)).toEqual(expect.arrayContaining(['tasks_fail', 'one_error_dominates']));
    expect(recommendations[0]).toMatchObject({ code: 'tasks_fail', figure: { value: errorRate, threshold: 5 }, about: pay });
  });
});
