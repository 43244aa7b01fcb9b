import type { BottleneckAnalytics } from '../../analysis/bottleneck.analytics.js';
import type { AnalyticsScope } from '../../database/analytics.figures.js';
import type { PerformanceAnswer } from '../calls/analytics.calls.js';
import { snaked } from './snake.case.js';

/** Figures of performance, as REST shows them (specification: surface §1.8). */
export function presentPerformance({ performanceTrends, scope, ...answer }: PerformanceAnswer) {
  const { lastHour, last4Hours, last24Hours } = performanceTrends;
  return {
    ...snaked(answer),
    scope: presentScope(scope),
    performance_trends: { last_hour: snaked(lastHour), last_4_hours: snaked(last4Hours), last_24_hours: snaked(last24Hours) },
  };
}

/** What is slow, fails and waits, as REST shows it. `recommendations` are the sentences; their figures stand beside them, in the same order. */
export function presentBottlenecks({ recommendations, scope, ...answer }: BottleneckAnalytics) {
  return {
    ...snaked(answer),
    scope: presentScope(scope),
    recommendations: recommendations.map(({ message }) => message),
    recommendation_details: recommendations.map(snaked),
  };
}

function presentScope({ namespace, name, version }: AnalyticsScope) {
  return { namespace: namespace ?? null, name: name ?? null, version: version ?? null };
}
