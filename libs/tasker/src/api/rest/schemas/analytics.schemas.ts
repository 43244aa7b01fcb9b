import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { BOTTLENECK_PARTS } from './bottleneck.schemas.js';
import { count, integer, listOf, moment, nullable, number, object, truth, word } from './schema.words.js';

const SECONDS = nullable(number('Seconds; null when nothing was measured.'));

const TREND = object('Figures of a window that ends now.', {
  since: moment('Where the window begins.'),
  task_throughput: count('Tasks created in the window.'),
  completion_count: count('Of those, how many are complete at this moment.'),
  error_count: count('Of those, how many are in error at this moment.'),
  completion_rate: number('Percent.'),
  error_rate: number('Percent.'),
  avg_task_duration: SECONDS,
  avg_step_duration: SECONDS,
  step_throughput: count('Attempts that completed in the window.'),
  task_durations: ref('TimeFigures'),
  step_times: ref('AttemptTimes'),
});

const GROUP = object('How a group of answers is used.', {
  group: word(),
  hits: count(),
  misses: count(),
  ttl_seconds: nullable(number('What the last answer was kept for; null: none was.')),
  hit_rate: number('From 0 to 1.'),
  generation_seconds: number(),
  access_frequency: number(),
});

const INSIGHTS = object('How the telemetry of the process that answers is doing, since it began.', {
  instance: word('`<host>-<pid>`'),
  uptime_seconds: number(),
  trace_stats: object('Spans.', { active: truth(), active_spans: count(), started_spans: count(), failures: count() }),
  event_stats: object('Events.', {
    listeners: count(),
    delivered: count(),
    failed: count(),
    dropped: count(),
    waiting: count(),
    refused: count(),
  }),
  export_stats: listOf(
    object('Exports of metrics in one format.', {
      format: word(),
      completed: count(),
      failed: count(),
      last_error: nullable(word()),
      last_ended_at: moment(),
    }),
  ),
  cache_stats: object('Answers that are kept.', {
    strategy: word(),
    store: word(),
    instance: word(),
    utilization: nullable(number('Share of the room in use; null: unknown.')),
    failures: object('Of the store.', { timeouts: count(), errors: count(), garbage: count(), refused: count() }),
    groups: listOf(GROUP),
  }),
});

const SCOPE = object('What the figures are about; null: everything.', {
  namespace: nullable(word()),
  name: nullable(word()),
  version: nullable(word()),
});

const AS_OF = nullable(moment('What was committed until then is counted; null: the history was never counted to its end.'));

/** Figures. */
export const ANALYTICS_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...BOTTLENECK_PARTS,
  PerformanceAnalytics: object('How tasks and steps did.', {
    system_overview: object('How much there is, and how well it goes.', {
      active_tasks: count('Tasks that are pending or in progress.'),
      total_namespaces: count('Namespaces with a task.'),
      unique_task_types: count('Names with a task.'),
      system_health_score: number('Share of the last hour that is complete, of what is complete or in error; from 0 to 1.'),
    }),
    performance_trends: object('By windows.', {
      last_hour: ref('PerformanceTrend'),
      last_4_hours: ref('PerformanceTrend'),
      last_24_hours: ref('PerformanceTrend'),
    }),
    telemetry_insights: {
      anyOf: [ref('TelemetryInsights'), { type: 'null' }],
      description: 'Null for a caller that is confined to namespaces: it counts for all of them.',
    },
    scope: SCOPE,
    as_of: AS_OF,
    generated_at: moment(),
    cache_info: ref('CacheInfo'),
  }),
  BottleneckAnalytics: object('What is slow, what fails and what waits.', {
    scope_summary: object('How much was looked at.', { total_tasks: count(), unique_task_types: count(), time_span_hours: number() }),
    bottleneck_analysis: object('What holds tasks up.', {
      slowest_tasks: listOf(ref('SlowTask'), 'At most ten.'),
      slowest_steps: listOf(ref('SlowStep'), 'At most ten.'),
      busiest_steps: listOf(ref('StepLoad'), 'At most ten.'),
      error_patterns: ref('ErrorPatterns'),
      dependency_bottlenecks: ref('DependencyBottlenecks'),
    }),
    performance_distribution: object('How long tasks took that completed in the period.', {
      percentiles: object('Seconds; right to 4.5 %.', { p50: SECONDS, p95: SECONDS, p99: SECONDS }),
      distribution_buckets: listOf(object('How many took how long.', { range: word('`0-10s`, `10-30s` or `30s+`.'), count: count() })),
    }),
    step_times: ref('AttemptTimes'),
    recommendations: listOf(word(), 'At most five sentences, what matters most first.'),
    recommendation_details: listOf(ref('Recommendation'), 'The same, in the same order, with their figures.'),
    scope: SCOPE,
    analysis_period_hours: integer(),
    since: moment('Where the period begins.'),
    as_of: AS_OF,
    generated_at: moment(),
    cache_info: ref('CacheInfo'),
  }),
  PerformanceTrend: TREND,
  TelemetryInsights: INSIGHTS,
  TimeFigures: object('How long something took, in seconds; percentiles are right to 4.5 %.', {
    average: SECONDS,
    p50: SECONDS,
    p95: SECONDS,
    p99: SECONDS,
  }),
  AttemptTimes: object('Where the time of attempts goes.', { wait: ref('TimeFigures'), execute: ref('TimeFigures'), overhead: SECONDS }),
  CacheInfo: object('How the answer came about.', {
    cached: truth('It was made before it was asked for.'),
    cache_key: nullable(word('Null: it is not kept.')),
    ttl_seconds: nullable(number('For how long it is kept.')),
    base_ttl_seconds: nullable(number()),
  }),
};
