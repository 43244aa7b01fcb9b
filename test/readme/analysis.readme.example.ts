import type { AnalyticsService, GraphAnalysis } from 'nestjs-tasker';

/** What holds tasks up, and when one will be finished. */
export async function lookedAt(analytics: AnalyticsService, graphs: GraphAnalysis, taskId: string) {
  // #region look
  const { performanceTrends } = await analytics.performance({ namespace: 'shop' }); // throughput, rates, p50 p95 p99; wait, execute, overhead
  const { recommendations } = await analytics.bottlenecks({ name: 'process_order' }, { period: 48 }); // each with its figure
  const { expected } = await graphs.expectedFinish(taskId); // from measured durations, along the critical path
  const { savedSeconds } = await graphs.whatIf(taskId, { charge_payment: 0.5 }); // charging twice as fast
  // #endregion
  return { performanceTrends, recommendations, expected, savedSeconds };
}
