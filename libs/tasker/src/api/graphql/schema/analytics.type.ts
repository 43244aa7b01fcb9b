import { id, is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';

const Times = objectOf('TaskerTimeFigures', 'Seconds; null without a measurement.', {
  average: maybe(number()),
  p50: maybe(number()),
  p95: maybe(number()),
  p99: maybe(number()),
});

const AttemptTimes = objectOf('TaskerAttemptTimes', 'Where the time of attempts goes.', {
  wait: is(() => Times, 'The step could have been claimed, and was not yet.'),
  execute: is(() => Times, 'Its handler ran.'),
  overhead: maybe(number('Average of the rest.')),
});

const Trend = objectOf('TaskerPerformanceTrend', 'The figures of a window.', {
  since: moment(),
  taskThroughput: whole('Tasks created.'),
  completionCount: whole(),
  errorCount: whole(),
  completionRate: number('Percent.'),
  errorRate: number('Percent.'),
  avgTaskDuration: maybe(number('Seconds.')),
  avgStepDuration: maybe(number('Seconds.')),
  stepThroughput: whole('Attempts that completed.'),
  taskDurations: is(() => Times),
  stepTimes: is(() => AttemptTimes),
});

const Trends = objectOf('TaskerPerformanceTrends', 'Three windows.', {
  lastHour: is(() => Trend),
  last4Hours: is(() => Trend),
  last24Hours: is(() => Trend),
});

const Overview = objectOf('TaskerSystemOverview', 'What is there.', {
  activeTasks: whole(),
  totalNamespaces: whole(),
  uniqueTaskTypes: whole(),
  systemHealthScore: number('0 to 1.'),
});

const Scope = objectOf('TaskerAnalyticsScope', 'What was asked for; empty: everything.', {
  namespace: maybe(text()),
  name: maybe(text()),
  version: maybe(text()),
});

const CacheInfo = objectOf('TaskerCacheInfo', 'How an answer came about.', {
  cached: truth(),
  cacheKey: maybe(text()),
  ttlSeconds: maybe(number()),
  baseTtlSeconds: maybe(number()),
});

/** How tasks and steps are doing. */
export const TaskerPerformance = objectOf('TaskerPerformance', 'How tasks and steps are doing.', {
  systemOverview: is(() => Overview),
  performanceTrends: is(() => Trends),
  telemetryInsights: maybe(json('Of the process; null for a caller that is confined to namespaces.')),
  scope: is(() => Scope),
  asOf: maybe(moment('Everything that was committed until then is counted.')),
  generatedAt: moment(),
  cacheInfo: is(() => CacheInfo),
});

const ScopeSummary = objectOf('TaskerScopeSummary', 'What the period holds.', {
  totalTasks: whole(),
  uniqueTaskTypes: whole(),
  timeSpanHours: number(),
});

const SlowTask = objectOf('TaskerSlowTask', 'A task that took long.', {
  taskId: id(),
  taskName: text(),
  namespaceName: text(),
  version: text(),
  durationSeconds: number(),
  stepCount: whole(),
  completedSteps: whole(),
  errorSteps: whole(),
  createdAt: moment(),
  completedAt: moment(),
  initiator: text(),
  sourceSystem: text(),
});

const SlowStep = objectOf('TaskerSlowStep', 'An attempt that took long.', {
  workflowStepId: id(),
  taskId: id(),
  stepName: text(),
  taskName: text(),
  namespaceName: text(),
  version: text(),
  durationSeconds: number(),
  attempts: whole(),
  createdAt: moment(),
  completedAt: moment(),
  retryable: truth(),
  stepStatus: text(),
});

const StepLoad = objectOf('TaskerStepLoad', 'The attempts of a step of a definition.', {
  namespace: text(),
  taskName: text(),
  version: text(),
  stepName: text(),
  attempts: whole(),
  completed: whole(),
  failed: whole(),
  totalSeconds: number(),
  durations: is(() => Times),
  times: is(() => AttemptTimes),
  retrySuccessRate: maybe(number('Percent.')),
});

const ErrorPattern = objectOf('TaskerErrorPattern', 'Failures of one class.', {
  errorClass: text(),
  failures: whole(),
  permanent: whole(),
  steps: whole(),
  stepName: text(),
  lastAt: moment(),
  lastMessage: maybe(text()),
  share: number('Percent of all failures.'),
});

const ErrorPatterns = objectOf('TaskerErrorPatterns', 'What fails.', {
  totalErrors: whole(),
  recentErrorRate: number('Percent.'),
  failedAttempts: whole(),
  givenUpAttempts: whole(),
  commonErrorTypes: many(is(() => ErrorPattern)),
  retrySuccessRate: maybe(number('Percent.')),
  retriedSteps: whole(),
});

const BlockedStep = objectOf('TaskerBlockedStep', 'Steps that wait for others.', {
  stepName: text(),
  taskName: text(),
  namespace: text(),
  version: text(),
  steps: whole(),
  averageWait: number('Seconds.'),
});

const DependencyBottlenecks = objectOf('TaskerDependencyBottlenecks', 'What waits.', {
  blockingDependencies: whole(),
  blockedSteps: whole(),
  avgWaitTime: maybe(number('Seconds.')),
  longestWaitTime: maybe(number('Seconds.')),
  mostBlockedSteps: many(is(() => BlockedStep)),
  sampled: truth(),
  lookedAt: whole(),
});

const BottleneckAnalysis = objectOf('TaskerBottleneckAnalysis', 'What is slow, what fails and what waits.', {
  slowestTasks: many(is(() => SlowTask)),
  slowestSteps: many(is(() => SlowStep)),
  busiestSteps: many(is(() => StepLoad)),
  errorPatterns: is(() => ErrorPatterns),
  dependencyBottlenecks: is(() => DependencyBottlenecks),
});

const Bucket = objectOf('TaskerDistributionBucket', 'Durations of a range.', { range: text(), count: whole() });

const Distribution = objectOf('TaskerPerformanceDistribution', 'How durations are distributed.', {
  percentiles: is(() => Times),
  distributionBuckets: many(is(() => Bucket)),
});

const TellingFigure = objectOf('TaskerTellingFigure', 'The figure that a recommendation follows from.', {
  name: text(),
  value: number(),
  unit: text(),
  threshold: number(),
});

const StepPlace = objectOf('TaskerStepPlace', 'A step of a definition.', {
  namespace: text(),
  taskName: text(),
  version: text(),
  stepName: text(),
});

const Recommendation = objectOf('TaskerRecommendation', 'What to do.', {
  code: text(),
  message: text(),
  figure: is(() => TellingFigure),
  about: maybe(is(() => StepPlace)),
});

/** What holds tasks and steps up. */
export const TaskerBottleneckAnalytics = objectOf('TaskerBottleneckAnalytics', 'What is slow, what fails and what waits.', {
  scopeSummary: is(() => ScopeSummary),
  bottleneckAnalysis: is(() => BottleneckAnalysis),
  performanceDistribution: is(() => Distribution),
  stepTimes: is(() => AttemptTimes),
  recommendations: many(is(() => Recommendation)),
  scope: is(() => Scope),
  analysisPeriodHours: number(),
  since: moment(),
  asOf: maybe(moment()),
  generatedAt: moment(),
  cacheInfo: is(() => CacheInfo),
});
