import {
  AnalyticsService,
  ConfigurationError,
  EventBus,
  InvalidRequestError,
  MetricsExports,
  NotFoundError,
  type HealthFigures,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';
import { ANALYSED } from '../../support/workflows/analysed.workflows.js';

const analyticsOf = ({ module }: EngineApp) => module.get(AnalyticsService, { strict: false });
/** Undefined while the counts are those of before. */
const undefinedIf = (now: HealthFigures, before: HealthFigures) =>
  now.countedAt.getTime() === before.countedAt.getTime() ? undefined : now;
const LATER = { analytics: { interval: '1d' as const } };

describe('answers of AnalyticsService', () => {
  const engine = useEngine();

  it('are kept: the second asker is given that of the first, moments as moments, and the telemetry of now', async () => {
    const app = await engine.app([ANALYSED.refund], LATER);
    const analytics = analyticsOf(app);
    await app.run(ANALYSED.refund);
    const first = await analytics.bottlenecks();
    expect(first.cacheInfo).toMatchObject({ cached: false, baseTtlSeconds: 120 });
    expect(first.scopeSummary.totalTasks).toBe(1);
    await app.run(ANALYSED.refund);
    const second = await analytics.bottlenecks();
    expect(second).toEqual({ ...first, cacheInfo: { ...first.cacheInfo, cached: true } });
    const [task] = second.bottleneckAnalysis.slowestTasks;
    for (const moment of [second.since, second.asOf, second.generatedAt, task!.createdAt, task!.completedAt])
      expect(moment).toBeInstanceOf(Date);

    const trends = await analytics.performance();
    expect(trends.cacheInfo).toMatchObject({ cached: false, baseTtlSeconds: 90 });
    app.module.get(EventBus, { strict: false }).subscribe('task.*', () => undefined);
    const again = await analytics.performance();
    expect(again.performanceTrends).toEqual(trends.performanceTrends);
    expect(again.telemetryInsights.eventStats.listeners).toBe(trends.telemetryInsights.eventStats.listeners + 1);
    expect(again.telemetryInsights.cacheStats).toMatchObject({ strategy: 'local_only', failures: {} });
  });

  it('have the telemetry of the process that gives them: exports by format, spans where an SDK makes some', async () => {
    const app = await engine.app([], { ...LATER, worker: false });
    await app.module.get(MetricsExports, { strict: false }).exportNow('csv');
    const { telemetryInsights } = await analyticsOf(app).performance();
    expect(telemetryInsights.exportStats).toEqual([
      { format: 'csv', completed: 1, failed: 0, lastError: null, lastEndedAt: expect.any(Date) },
    ]);
    expect(telemetryInsights.traceStats).toEqual({ active: false, activeSpans: 0, startedSpans: 0, failures: 0 });
  });

  it('that are asked for fresh are those of this moment, and are not kept', async () => {
    const app = await engine.app([ANALYSED.refund], LATER);
    const analytics = analyticsOf(app);
    await analytics.performance();
    await app.run(ANALYSED.refund);
    const fresh = await analytics.performance({}, { fresh: true });
    expect(fresh.performanceTrends.lastHour).toMatchObject({ taskThroughput: 1, completionCount: 1, stepThroughput: 1 });
    expect(fresh.cacheInfo).toEqual({ cached: false, cacheKey: null, ttlSeconds: null, baseTtlSeconds: null });
    expect((await analytics.performance()).performanceTrends.lastHour.taskThroughput).toBe(0);
  });

  it('belong to their scope and period: namespace and name are not name and version, whatever they are called', async () => {
    const definitions = [
      workflow('shop', { only: {} }, { namespace: 'default', version: '1.0.0' }),
      workflow('1.0.0', { only: {} }, { namespace: 'shop', version: '1.0.0' }),
    ];
    const app = await engine.app(definitions, LATER);
    const analytics = analyticsOf(app);
    await app.orchestrator.createTasks([1, 2, 3].map(() => ({ name: 'shop', context: {} })));
    await app.orchestrator.createTask({ namespace: 'shop', name: '1.0.0', context: {} });
    const total = async (scope: object, period?: number) =>
      (await analytics.bottlenecks(scope, period === undefined ? {} : { period })).scopeSummary;
    expect(await total({ namespace: 'shop', name: '1.0.0' })).toMatchObject({ totalTasks: 1 });
    expect(await total({ name: 'shop', version: '1.0.0' })).toMatchObject({ totalTasks: 3 });
    expect(await total({ name: '1.0.0' })).toMatchObject({ totalTasks: 1 });
    expect(await total({ namespace: 'shop' })).toMatchObject({ totalTasks: 1 });
    expect(await total({}, 24)).toEqual({ totalTasks: 4, uniqueTaskTypes: 2, timeSpanHours: 24 });
    expect(await total({}, 2)).toMatchObject({ timeSpanHours: 2 });
  });

  it('about nothing that was ever asked for are zeros where they count and nothing where they measure', async () => {
    const app = await engine.app([ANALYSED.refund], LATER);
    const { systemOverview, performanceTrends } = await analyticsOf(app).performance();
    expect(systemOverview).toEqual({ activeTasks: 0, totalNamespaces: 0, uniqueTaskTypes: 0, systemHealthScore: 1 });
    expect(performanceTrends.last24Hours).toMatchObject({ taskThroughput: 0, completionRate: 0, errorRate: 0, avgTaskDuration: null, avgStepDuration: null }); // prettier-ignore
    const { bottleneckAnalysis, recommendations, performanceDistribution } = await analyticsOf(app).bottlenecks({ name: 'refund' });
    expect(bottleneckAnalysis).toMatchObject({
      slowestTasks: [],
      slowestSteps: [],
      busiestSteps: [],
      errorPatterns: { commonErrorTypes: [] },
    });
    expect([recommendations, performanceDistribution.percentiles]).toEqual([[], { p50: null, p95: null, p99: null }]);
  });

  it('about a scope that no definition is in are refused, with what may have been meant', async () => {
    const app = await engine.app([ANALYSED.order, ANALYSED.bankOrder], LATER);
    const analytics = analyticsOf(app);
    const refused = async (scope: object, message: string) => {
      for (const ask of [() => analytics.performance(scope), () => analytics.bottlenecks(scope)]) {
        await expect(ask()).rejects.toThrow(message);
        await expect(ask()).rejects.toBeInstanceOf(NotFoundError);
      }
    };
    await refused({ namespace: 'shopp' }, "no task definition has namespace 'shopp'; did you mean 'shop'?");
    await refused({ namespace: 'shop', name: 'oder' }, "no task definition has namespace 'shop', name 'oder'; did you mean 'order'?");
    await refused({ name: 'order', version: '9.9.9' }, "no task definition has name 'order', version '9.9.9'");
    // Known to the database only.
    const other = await engine.app([ANALYSED.refund], LATER);
    await other.run(ANALYSED.refund);
    expect((await analytics.bottlenecks({ name: 'refund' })).scopeSummary.totalTasks).toBe(1);
  });

  it('refuse what cannot be asked before anything is read', async () => {
    const app = await engine.app([], { ...LATER, worker: false });
    const analytics = analyticsOf(app);
    await engine.rows('drop function tasker.window_figures');
    for (const period of [0, -1, 1e9, 1.5]) await expect(analytics.bottlenecks({}, { period })).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(analytics.performance({ version: '1.0.0' })).rejects.toThrow('version: a version is one of a name');
    await expect(analytics.performance('shop' as never)).rejects.toThrow('the scope must be an object');
    await expect(analytics.performance()).rejects.toThrow('window_figures');
  });

  it('reach as far back as analytics.retention says', async () => {
    const app = await engine.app([], { analytics: { interval: '1d', retention: '48h' }, worker: false });
    expect((await analyticsOf(app).bottlenecks({}, { period: 48 })).analysisPeriodHours).toBe(48);
    await expect(analyticsOf(app).bottlenecks({}, { period: 49 })).rejects.toThrow('must be a whole number of hours from 1 to 48');
  });

  it('count what is older than analytics.maxAge, and leave younger figures alone; also where no worker runs', async () => {
    const [eager, patient] = await Promise.all([
      engine.app([ANALYSED.refund], { analytics: { interval: '1d', maxAge: 0 }, cache: false }),
      engine.app([ANALYSED.refund], { analytics: { interval: '1d', maxAge: '1h' }, cache: false, worker: false }),
    ]);
    const throughput = async (app: EngineApp) => (await analyticsOf(app).performance()).performanceTrends.lastHour.taskThroughput;
    await eager.run(ANALYSED.refund);
    expect(await throughput(patient)).toBe(1);
    await eager.run(ANALYSED.refund);
    expect([await throughput(patient), await throughput(eager), await throughput(patient)]).toEqual([1, 2, 2]);
    await engine.rows("update tasker.analytics_marks set as_of = as_of - interval '61 minutes'");
    await eager.run(ANALYSED.refund);
    expect(await throughput(patient)).toBe(3);
  });

  it('count tasks and steps by state, together with other processes', async () => {
    const app = await engine.app([ANALYSED.refund], LATER);
    const analytics = analyticsOf(app);
    const before = await analytics.systemHealth();
    await app.run(ANALYSED.refund);
    const other = await engine.app([], { ...LATER, worker: false });
    expect(await analyticsOf(other).systemHealth()).toEqual(before);
    // What was counted may be kept for twenty times what it took.
    const now = await eventually(async () => undefinedIf(await analytics.systemHealth({ fresh: true }), before), { what: 'new counts' });
    expect(now).toMatchObject({ totalTasks: before.totalTasks + 1, completeTasks: before.completeTasks + 1, pendingSteps: 0 });
    expect(now.countedAt.getTime()).toBeGreaterThan(before.countedAt.getTime());
    await expect(analytics.systemHealth({ period: 1 } as object)).rejects.toThrow('period: unknown key');
  });

  it('are refused where analytics is off, and nothing is counted there', async () => {
    const app = await engine.app([ANALYSED.refund], { analytics: false });
    await app.run(ANALYSED.refund);
    await expect(analyticsOf(app).performance()).rejects.toThrow('AnalyticsService.performance(): analytics is off in this process');
    await expect(analyticsOf(app).bottlenecks()).rejects.toBeInstanceOf(ConfigurationError);
    await expect(analyticsOf(app).systemHealth()).rejects.toBeInstanceOf(ConfigurationError);
    expect(await engine.rows('select from tasker.analytics_marks where as_of is not null')).toEqual([]);
  });
});
