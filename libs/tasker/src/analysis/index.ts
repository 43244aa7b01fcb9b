/** What the room gives to users of the package. */
export { analyzeTemplate } from './graph/template.analyzer.js';
export type * from './graph/template.analysis.js';
export type { RemainingTime } from './graph/remaining.time.js';
export type * from './graph/task-graph.analysis.js';
export { AnalyticsService } from './analytics.service.js';
export type { AnalyticsQuestion, BottleneckQuestion } from './analytics.request.js';
export type { CacheInfo } from './analytics.cache.js';
export type { AttemptTimes, PerformanceAnalytics, PerformanceTrend, SystemOverview, TimeFigures } from './performance.analytics.js';
export type {
  BottleneckAnalytics,
  DependencyBottlenecks,
  DistributionBucket,
  ErrorPattern,
  ErrorPatterns,
  PerformanceDistribution,
  ScopeSummary,
  StepLoad,
  StepPlace,
} from './bottleneck.analytics.js';
export type { Recommendation, RecommendationCode, TellingFigure } from './recommendation.js';
export type { EventStats, ExportStats, TelemetryInsights, TraceStats } from './telemetry.insights.js';
export { GraphAnalysis } from './graph.analysis.js';
export { TaskDiagrams } from './diagram/task.diagrams.js';
export type { Diagram, DiagramEdge, DiagramFacts, DiagramNode, DiagramTone } from './diagram/diagram.js';
export type { ChangedStep, DeclaredEdge, DefinitionDifference, FieldChange } from './diagram/definition.difference.js';
export { diagramMermaid } from './diagram/diagram.mermaid.js';
export { diagramSvg } from './diagram/diagram.svg.js';
export { DIAGRAM_POLICY, diagramHtml } from './diagram/diagram.html.js';
export type { Finish, FinishForecast, ForecastStep } from './forecast/finish.forecast.js';
export type { EstimateBasis } from './forecast/step.estimates.js';
export type { StepFactors, WhatIfForecast } from './forecast/what-if.forecast.js';
