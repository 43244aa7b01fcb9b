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

export type { ApiStructure, DiagramsOptions, GraphqlOptions, HealthOptions, HealthThresholdsOptions, LiveOptions } from './api.options.js';

export { Orchestrator } from './orchestration/orchestrator.js';
export { DurableEvents, type GivenUpEvent, type GivenUpSelection, type SubscriberLag } from './orchestration/delivery/durable.events.js';
export type { LimitView } from './orchestration/shared.limits.js';
export type { AdmissionRefusal, AdmissionRequest, StepAdmission } from './orchestration/step.admission.js';
export type {
  Acting,
  CompletingActing,
  ExplainedActing,
  InputsActing,
  LimitActing,
  RetryActing,
  StepChangeActing,
} from './orchestration/acting.js';
export type { BulkActing, BulkProgress, BulkResult, TaskSelection } from './orchestration/bulk.contract.js';
export type { StepReference } from './database/operation.store.js';
export type { CreateOptions, NamedTaskRequest, TaskRequest } from './orchestration/task-request.js';
export {
  TaskAnnotations,
  type AnnotationList,
  type AnnotationQuery,
  type AnnotationType,
  type StoredAnnotation,
} from './orchestration/task.annotations.js';
export { TaskerHealthIndicator, type TaskerHealthResult } from './health/tasker.health-indicator.js';
export type { CheckResult } from './health/readiness.js';
export { LiveChanges, type LiveTermsOfStream } from './orchestration/live/live.changes.js';
export type { LiveChange, LiveError, LiveReset, LiveStep, LiveTransition } from './orchestration/live/live.change.js';
export type { LiveFilter } from './orchestration/live/live.filter.js';
export { LiveStream } from './orchestration/live/live.stream.js';
export { DependentSystems, type SystemLink } from './orchestration/dependent.systems.js';
export type { DeadLetterList, DeadLetterQuery, DeadLetterSelection } from './orchestration/dead.letters.js';
export type { DeadLetterActing } from './orchestration/dead-letter.resolution.js';
export type { HistoryRecord } from './orchestration/history.view.js';
export type { History, HistoryQuery } from './orchestration/task.history.js';
export type { TaskChange } from './orchestration/task.change.js';
export type { WorkerList, WorkerQuery, WorkerView } from './orchestration/worker.roster.js';
export type { WorkerState } from './database/worker.reader.js';
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
export * from './events/index.js';
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

export * from './auth/index.js';
export { Caller } from './api/access/caller.js';
export { RequirePermission, type RequiredPermission } from './api/access/require-permission.decorator.js';
export { TaskerAuthGuard } from './api/access/tasker-auth.guard.js';

export { isTaskerRoute } from './api/rest/tasker.route.js';
export { OpenApiDocument } from './api/rest/openapi/open-api.document.js';
export { TaskerExceptionFilter } from './api/rest/tasker-exception.filter.js';

export * from './telemetry/index.js';

export * from './analysis/index.js';

export { CacheFetcher, type CacheFetchOptions, type CacheStatistics, type Fetched } from './cache/cache.fetcher.js';
export type { CacheKey } from './cache/cache.key.js';
export type { CacheGroupStatistics } from './cache/cache.statistics.js';
export type { StoreFailures } from './cache/guarded.store.js';
export { CacheStrategy, type CacheStrategyName, type CacheStrategyView } from './cache/cache.strategy.js';
export { CacheCapabilities, type SomeCapabilities } from './cache/cache.capabilities.js';
export type { CapabilitySource, DetectedCapabilities } from './cache/capability.detection.js';
export type { LockingStore } from './cache/locking.store.js';

export type { AnalyticsScope, BlockedStep, ErrorFigures, HealthFigures, SlowStep, SlowTask } from './database/analytics.figures.js';
