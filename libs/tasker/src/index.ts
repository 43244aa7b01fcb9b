/** Entry point `nestjs-tasker`. */
export { TaskerModule } from './tasker.module.js';
export type {
  AnalyticsOptions,
  BackoffOptions,
  BottlenecksOptions,
  CacheCapabilitySet,
  CacheDetector,
  CacheOptions,
  DefinitionsOptions,
  DatabaseOptions,
  DependencyGraphOptions,
  Duration,
  EnvironmentOptions,
  ExecutionOptions,
  IdentityOptions,
  LimitOptions,
  IdentityRequest,
  LimitsOptions,
  PriorityOptions,
  RateOptions,
  TaskerAsyncOptions,
  TelemetryOptions,
  MetricsOptions,
  MetricsExportOptions,
  TaskerOptions,
  TaskerRootOptions,
  TaskerStructure,
  RetentionOptions,
  StalenessOptions,
  WorkerOptions,
} from './tasker.options.js';

export { Orchestrator } from './orchestration/orchestrator.js';
export { DurableEvents, type GivenUpEvent, type GivenUpSelection, type SubscriberLag } from './orchestration/delivery/durable.events.js';
export type { LimitView } from './orchestration/shared.limits.js';
export type { AdmissionRefusal, AdmissionRequest, StepAdmission } from './orchestration/step.admission.js';
export type { Acting, CompletingActing, ExplainedActing, LimitActing, RetryActing } from './orchestration/acting.js';
export type { BulkActing, BulkProgress, BulkResult, TaskSelection } from './orchestration/bulk.contract.js';
export type { StepReference } from './database/operation.store.js';
export type { CreateOptions, NamedTaskRequest, TaskRequest } from './orchestration/task-request.js';
export { TaskAnnotations, type AnnotationQuery, type StoredAnnotation } from './orchestration/task.annotations.js';
export { DependentSystems, type SystemLink } from './orchestration/dependent.systems.js';
export type { DeadLetterList, DeadLetterQuery } from './orchestration/dead.letters.js';
export type { AttemptRecord, DeadLetter, DeadLetterKind, FailedStep, OpenAction } from './orchestration/dead-letter.view.js';
export type { StaleTask } from './orchestration/stale.task.js';
export type { StaleCount, StaleTaskList, StaleTaskQuery } from './orchestration/stale.tasks.js';
export type { StaleKind } from './database/staleness.store.js';
export type { ArchivedTask } from './orchestration/task.archive.js';
export type { TaskList, TaskListQuery } from './orchestration/task-list.js';
export type { StepError, StepView, TaskSummary, TaskView } from './orchestration/task-view.js';
export type { WorkflowSummary } from './orchestration/workflow.summary.js';
export type { ExecutionStatus, HealthStatus, RecommendedAction } from './orchestration/execution.words.js';
export type { ExecutionContext, NextAction, PendingReason, ReenqueueReason } from './orchestration/execution.context.js';
export type { BlockingReason, StepReadiness } from './orchestration/step.readiness.js';
export type { SystemCircuit } from './orchestration/task.progress.js';
export type { Circuit } from './database/progress.reader.js';
export type {
  Cause,
  ClaimDetail,
  EndDetail,
  FailureDetail,
  LimitKind,
  MovingReason,
  NoWorker,
  ParentsDetail,
  PauseDetail,
  StepExplanation,
  StepMention,
  StepReason,
  StepReasons,
  TaskExplanation,
  TaskFacts,
  TaskReason,
  TaskReasons,
  TellingStep,
  UnblockingAction,
} from './orchestration/explanation.js';

export { TaskHandler } from './definitions/task-handler.decorator.js';
export { StepHandler, type StepClassDecorator, type StepMethodDecorator } from './definitions/step-handler.decorator.js';
export type {
  GeneratedTaskOptions,
  ListedStep,
  StepBackoff,
  StepClassOptions,
  StepOptions,
  TaskDefinitionOptions,
  TaskHandlerOptions,
  YamlTaskOptions,
} from './definitions/step.options.js';
export type { ExecutedStep, ExecutedTask, PriorStep, Sequence, StepExecution, StepLogger } from './definitions/step-execution.js';
export type {
  AddedStep,
  NewTask,
  PlannedStep,
  RestedSequence,
  RestedStep,
  RestedTaskView,
  StepList,
  TaskAnnotation,
  TaskHandlerHooks,
} from './definitions/task-hooks.js';
export type { StoredRetention, StoredStaleness, TaskRetention, TaskStaleness } from './definitions/lifecycle.settings.js';
export { BaseStepHandler } from './definitions/handlers/base.step-handler.js';
export { ApiStepHandler, type ApiStepExecution } from './definitions/handlers/api.step-handler.js';
export { ApiResponse } from './definitions/handlers/api.response.js';
export { HttpClient } from './definitions/handlers/http.client.js';
export type { RequestOptions } from './definitions/handlers/request.options.js';
export type { ApiConfig, ApiDefaults, ApiSsl } from './definitions/handlers/api.settings.js';
export type { ApiOutcome } from './definitions/handlers/response.mapping.js';
export type {
  CamelCase,
  ContextOf,
  ResultOfMember,
  ResultsOf,
  SnakeCase,
  StepHandlerClass,
  StepMap,
  StepMethod,
  StepName,
  StepResult,
  Stored,
  TaskResults,
  UnknownStep,
} from './definitions/step-types.js';
export {
  HandlerFactory,
  type HandlerHealth,
  type HandlerStatistics,
  type NamespaceDetails,
  type NamespaceListener,
  type NamespaceRecord,
  type RegistrationListener,
  type RemovalListener,
  type RegistrationOptions,
} from './definitions/handler.factory.js';
export type { HandlerRegistryEvent } from './definitions/handler.registry.log.js';
export { EventCatalog } from './events/catalog/event.catalog.js';
export type { EventInfo } from './events/catalog/event.info.js';
export type { EventCategory } from './events/catalog/engine.event.js';
export type { EngineEventName } from './events/catalog/engine.events.js';
export type { EventPayload, TaskerEvents } from './events/catalog/tasker.events.js';
export { eventJson, type EventJson } from './events/event.json.js';
export { EventBus, EventBus as TaskerEventBus, type Listening, type SubscribeOptions } from './events/event.bus.js';
export { EventRefusedError, type EventRefusalReason } from './events/event.refusal.js';
export type { ListenerFailure, ListenerStatistics } from './events/listener.statistics.js';
export { BaseSubscriber } from './events/base.subscriber.js';
export { SubscriberRegistry, type RegisteredSubscriber, type SubscriberOptions } from './events/subscriber.registry.js';
export { SubscriberRefusedError, type SubscriberRefusalReason } from './events/subscriber.refusal.js';
export type { SubscriberRegistryStatistics, SubscriberStatistics } from './events/subscriber.statistics.js';
export type {
  CoreAttributes,
  ErrorMetrics,
  ErrorType,
  EventOrPayload,
  PerformanceMetrics,
  StepAttributes,
  TimingMetrics,
} from './events/subscriber.facts.js';
export { OnTaskerEvent, type TaskerEventOptions, type TaskerEventPattern } from './events/on-tasker-event.decorator.js';
export { CustomEventCatalog, type CatalogedEvent } from './events/custom-event.catalog.js';
export type { CustomEventDeclaration } from './events/custom-event.js';
export type { DurableEvent, EventDelivery } from './events/durable.event.js';
export type { TaskerEvent, TaskerEventListener } from './events/tasker.event.js';
export type { JsonObject, JsonSchema } from './model/json.js';
export type { RegisteredTask, StepInvoker, StepTemplate, TaskDefinition } from './definitions/task-definition.js';
export type { TaskLookup } from './definitions/task.lookup.error.js';

export { PRIORITY_NAMES } from './model/priority.names.js';
export { RESTING_TASK_STATES, STEP_MOVES, STEP_STATES, TASK_MOVES, TASK_STATES, type StepState, type TaskState } from './model/states.js';
export {
  ConfigurationError,
  DuplicateTaskError,
  InvalidRequestError,
  NotFoundError,
  PermanentError,
  ProceduralError,
  RetryableError,
  StateTransitionError,
  TaskBusyError,
  TaskerError,
  WaitTimeoutError,
  type FieldIssue,
} from './model/errors.js';

export { isTaskerRoute } from './api/rest/tasker.route.js';
export { TaskerExceptionFilter } from './api/rest/tasker-exception.filter.js';

export { TaskerMetrics, type MetricsPage } from './telemetry/metrics/tasker.metrics.js';
export { MetricsPort } from './telemetry/metrics/metrics.port.js';
export type { Labels, MetricContent, MetricLine, MetricsRegistry, RegisteredMetric } from './telemetry/metrics/metrics.library.js';
export { ParameterFilter } from './events/parameter.filter.js';
export type { ContentFilter } from './events/secret.filter.js';
export {
  MetricsExporter,
  type ExportEnd,
  type ExportRequest,
  type MetricsExporterOptions,
} from './telemetry/exporters/metrics.exporter.js';
export type { MetricSample, MetricsSnapshot, SnapshotMetric } from './telemetry/exporters/metrics.snapshot.js';
export { PluginRegistry } from './telemetry/exporters/plugin.registry.js';
export type { RegisteredExporter, RegisterOptions } from './telemetry/exporters/registered.exporter.js';
export type { PluginStatistics } from './telemetry/exporters/plugin.statistics.js';
export { ExportFailedError, PluginRefusedError, UnknownFormatError } from './telemetry/exporters/plugin.errors.js';
export { MetricsExports, type ExportTerms, type MetricsExport } from './telemetry/exporters/metrics.exports.js';
export type { ExportStatistics } from './telemetry/exporters/export.counts.js';
export type { CsvExportOptions } from './telemetry/exporters/csv.exporter.js';
export type { JsonExportOptions } from './telemetry/exporters/json.exporter.js';

export { validateJaeger, type JaegerValidation } from './telemetry/validation/jaeger.validation.js';
export { VALIDATION_WORKFLOWS } from './telemetry/validation/validation.workflows.js';
export { ValidationReport, type Found, type ReportStyle, type ValidationCheck } from './telemetry/validation/validation.report.js';
export type { ValidationEngine } from './telemetry/validation/validation.engine.js';
export { validatePrometheus, type PrometheusValidation } from './telemetry/validation/prometheus.validator.js';

export { analyzeTemplate } from './analysis/graph/template.analyzer.js';
export type * from './analysis/graph/template.analysis.js';
export type { RemainingTime } from './analysis/graph/remaining.time.js';
export type * from './analysis/graph/task-graph.analysis.js';

export { CacheFetcher, type CacheFetchOptions, type CacheStatistics, type Fetched } from './cache/cache.fetcher.js';
export type { CacheKey } from './cache/cache.key.js';
export type { CacheGroupStatistics } from './cache/cache.statistics.js';
export type { StoreFailures } from './cache/guarded.store.js';
export { CacheStrategy, type CacheStrategyName, type CacheStrategyView } from './cache/cache.strategy.js';
export { CacheCapabilities, type SomeCapabilities } from './cache/cache.capabilities.js';
export type { CapabilitySource, DetectedCapabilities } from './cache/capability.detection.js';
export type { LockingStore } from './cache/locking.store.js';

export { AnalyticsService } from './analysis/analytics.service.js';
export type { AnalyticsQuestion, BottleneckQuestion } from './analysis/analytics.request.js';
export type { CacheInfo } from './analysis/analytics.cache.js';
export type {
  AttemptTimes,
  PerformanceAnalytics,
  PerformanceTrend,
  SystemOverview,
  TimeFigures,
} from './analysis/performance.analytics.js';
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
} from './analysis/bottleneck.analytics.js';
export type { Recommendation, RecommendationCode, TellingFigure } from './analysis/recommendation.js';
export type { EventStats, ExportStats, TelemetryInsights, TraceStats } from './analysis/telemetry.insights.js';
export type { AnalyticsScope, BlockedStep, ErrorFigures, HealthFigures, SlowStep, SlowTask } from './database/analytics.figures.js';

export { GraphAnalysis } from './analysis/graph.analysis.js';
export type { Finish, FinishForecast, ForecastStep } from './analysis/forecast/finish.forecast.js';
export type { EstimateBasis } from './analysis/forecast/step.estimates.js';
export type { StepFactors, WhatIfForecast } from './analysis/forecast/what-if.forecast.js';
