import { Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { ANALYTICS } from './analysis/analytics.providers.js';
import { AnalyticsService } from './analysis/analytics.service.js';
import { AnalyticsSettings } from './analysis/analytics.settings.js';
import { AccessControl } from './auth/access.control.js';
import { AUTH } from './auth/auth.providers.js';
import { AuthSettings } from './auth/auth.settings.js';
import { TelemetryCounters } from './analysis/telemetry.insights.js';
import { BottleneckSettings } from './analysis/bottleneck.settings.js';
import { BottleneckWatch } from './analysis/bottleneck.watch.js';
import { DiagramSettings } from './analysis/diagram/diagram.settings.js';
import { DiagramSource } from './analysis/diagram/diagram.source.js';
import { TaskDiagrams } from './analysis/diagram/task.diagrams.js';
import { GraphAnalysis } from './analysis/graph.analysis.js';
import { DependencyGraphSettings } from './analysis/graph/dependency-graph.settings.js';
import { CacheFetcher } from './cache/cache.fetcher.js';
import { CACHE } from './cache/cache.providers.js';
import { CacheSettings } from './cache/cache.settings.js';
import { CacheStrategy } from './cache/cache.strategy.js';
import { RollupJob } from './analysis/rollup.job.js';
import { openDatabase } from './database/database.opener.js';
import { EngineDatabase } from './database/engine.database.js';
import { GraphqlSettings } from './api/graphql/graphql.settings.js';
import { TaskBatchReader } from './database/task-batch.reader.js';
import { TaskNoteReader } from './database/task-note.reader.js';
import { StepReader } from './database/step.reader.js';
import { TaskReader } from './database/task.reader.js';
import { DefinitionSettings } from './definitions/definition.settings.js';
import { HandlerExplorer } from './definitions/handler.explorer.js';
import { HandlerFactory } from './definitions/handler.factory.js';
import { SubscriberExplorer } from './definitions/subscriber.explorer.js';
import { CustomEventCatalog } from './events/custom-event.catalog.js';
import { EventSettings, FilterSettings } from './events/event.settings.js';
import { EventBus } from './events/event.bus.js';
import { RegistryRoll } from './events/registry.roll.js';
import { SubscriberRegistry } from './events/subscriber.registry.js';
import { ParameterFilter } from './events/parameter.filter.js';
import { DurableEvents } from './orchestration/delivery/durable.events.js';
import { DependentSystems } from './orchestration/dependent.systems.js';
import { EngineSettings } from './orchestration/engine.settings.js';
import { Orchestrator } from './orchestration/orchestrator.js';
import { TaskOutlines } from './orchestration/task.outlines.js';
import { HEALTH } from './health/health.providers.js';
import { HealthSettings } from './health/health.settings.js';
import { HealthStatus } from './health/health.status.js';
import { Readiness } from './health/readiness.js';
import { SystemFigures } from './health/system.figures.js';
import { TaskerHealthIndicator } from './health/tasker.health-indicator.js';
import { WorkerLoop } from './health/worker.loop.js';
import { TaskWorker } from './orchestration/task.worker.js';
import { LiveChanges } from './orchestration/live/live.changes.js';
import { LiveSettings } from './orchestration/live/live.settings.js';
import { FurtherJobs } from './orchestration/recurring.job.js';
import { TaskAnnotations } from './orchestration/task.annotations.js';
import { ConfigurableEngineModule, TASKER_OPTIONS, TaskerApiStructure } from './tasker.module-definition.js';
import type { TaskerOptions } from './tasker.options.js';
import { MetricsPort } from './telemetry/metrics/metrics.port.js';
import { TaskerMetrics } from './telemetry/metrics/tasker.metrics.js';
import { MetricsExports } from './telemetry/exporters/metrics.exports.js';
import { PluginRegistry } from './telemetry/exporters/plugin.registry.js';
import { ScheduledExports } from './telemetry/exporters/scheduled.exports.js';
import { PinoScope } from './telemetry/logging/pino.scope.js';
import { TracerInstaller } from './telemetry/tracing/tracer.installer.js';
import { TelemetrySettings } from './telemetry/telemetry.settings.js';
import { taskerSettings, type TaskerSettings } from './tasker.settings.js';
import { DATABASE } from './database/database.providers.js';
import { EVENTS } from './events/event.providers.js';
import { ORCHESTRATION } from './orchestration/orchestration.providers.js';
import { TELEMETRY } from './telemetry/telemetry.providers.js';

const TASKER_SETTINGS = Symbol('TaskerSettings');

const SETTINGS: Provider[] = [
  {
    provide: TASKER_SETTINGS,
    inject: [TASKER_OPTIONS, TaskerApiStructure],
    useFactory: (options: TaskerOptions, structure: TaskerApiStructure) => taskerSettings(options, { api: structure.mounted }),
  },
  { provide: EngineSettings, useExisting: TASKER_SETTINGS },
  { provide: DefinitionSettings, inject: [TASKER_SETTINGS], useFactory: ({ definitions }: TaskerSettings) => definitions },
  { provide: EventSettings, inject: [TASKER_SETTINGS], useFactory: ({ events }: TaskerSettings) => events },
  { provide: FilterSettings, inject: [TASKER_SETTINGS], useFactory: ({ filter }: TaskerSettings) => filter },
  { provide: TelemetrySettings, inject: [TASKER_SETTINGS], useFactory: ({ telemetry }: TaskerSettings) => telemetry },
  { provide: DependencyGraphSettings, inject: [TASKER_SETTINGS], useFactory: ({ dependencyGraph }: TaskerSettings) => dependencyGraph },
  { provide: BottleneckSettings, inject: [TASKER_SETTINGS], useFactory: ({ bottlenecks }: TaskerSettings) => ({ watch: bottlenecks }) },
  { provide: DiagramSettings, inject: [TASKER_SETTINGS], useFactory: ({ diagrams }: TaskerSettings) => diagrams },
  { provide: AnalyticsSettings, inject: [TASKER_SETTINGS], useFactory: ({ analytics }: TaskerSettings) => ({ terms: analytics }) },
  { provide: AuthSettings, inject: [TASKER_SETTINGS], useFactory: ({ auth }: TaskerSettings) => auth },
  { provide: GraphqlSettings, inject: [TASKER_SETTINGS], useFactory: ({ graphql }: TaskerSettings) => graphql },
  { provide: HealthSettings, inject: [TASKER_SETTINGS], useFactory: ({ health }: TaskerSettings) => ({ health }) },
  { provide: LiveSettings, inject: [TASKER_SETTINGS], useFactory: ({ live }: TaskerSettings) => ({ live }) },
  { provide: CacheSettings, inject: [TASKER_SETTINGS], useFactory: ({ cache }: TaskerSettings) => cache },
];

const CONNECTION: Provider[] = [
  { provide: EngineDatabase, inject: [TASKER_SETTINGS], useFactory: ({ database }: TaskerSettings) => openDatabase(database) },
  { provide: getDataSourceToken('tasker'), inject: [EngineDatabase], useFactory: ({ dataSource }: EngineDatabase) => dataSource },
];

const DEFINITIONS: Provider[] = [SubscriberExplorer, HandlerExplorer, HandlerFactory];

/** What rooms that may not import each other need of each other. */
const BETWEEN_ROOMS: Provider[] = [
  {
    provide: TelemetryCounters,
    inject: [TracerInstaller, MetricsExports],
    useFactory: (tracer: TracerInstaller, exports: MetricsExports): TelemetryCounters => ({
      traces: () => ({
        active: tracer.active,
        activeSpans: tracer.counts.active,
        startedSpans: tracer.counts.started,
        failures: tracer.counts.failures,
      }),
      exports: () => exports.statistics().map(({ lastDurationMs: _, ...counts }) => counts),
    }),
  },
  {
    provide: DiagramSource,
    inject: [TaskOutlines, Orchestrator],
    useFactory: (outlines: TaskOutlines, orchestrator: Orchestrator): DiagramSource => ({
      task: (taskId) => outlines.of(taskId),
      context: (taskId) => outlines.contextOf(taskId),
      reasons: async (taskId) => (await orchestrator.explain(taskId)).steps,
    }),
  },
  {
    provide: WorkerLoop,
    inject: [TaskWorker, EngineSettings],
    useFactory: (worker: TaskWorker, { worker: settings }: EngineSettings): WorkerLoop => ({
      now: () => (settings === null ? null : { workerId: worker.workerId, isRunning: worker.isRunning }),
    }),
  },
  {
    provide: SystemFigures,
    inject: [AnalyticsService, AnalyticsSettings],
    useFactory: (analytics: AnalyticsService, { terms }: AnalyticsSettings): SystemFigures => ({
      counts: async () => (terms === null ? null : analytics.systemHealth()),
      lastHour: async () => {
        if (terms === null) return null;
        const { taskThroughput, completionCount, errorCount, stepThroughput, ...hour } = (await analytics.performance()).performanceTrends
          .lastHour;
        const { avgTaskDuration, avgStepDuration } = hour;
        return { taskThroughput, completionCount, errorCount, stepThroughput, avgTaskDuration, avgStepDuration };
      },
    }),
  },
  {
    provide: FurtherJobs,
    inject: [ScheduledExports, BottleneckWatch, RollupJob],
    useFactory: ({ jobs }: ScheduledExports, watch: BottleneckWatch, rollup: RollupJob) => ({ list: [...jobs, watch, rollup] }),
  },
  {
    provide: RegistryRoll,
    inject: [EventBus, HandlerFactory, SubscriberRegistry, PluginRegistry],
    useFactory: (bus: EventBus, ...[handlers, subscribers, plugins]: [HandlerFactory, SubscriberRegistry, PluginRegistry]) =>
      new RegistryRoll(bus, [
        { registryName: 'handler_factory', entries: () => handlers.list().length },
        { registryName: 'subscriber_registry', entries: () => subscribers.all().length },
        { registryName: 'plugin_registry', entries: () => plugins.all().length },
      ]),
  },
];

/** The engine without any transport: what `TaskerModule` builds on. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    ...SETTINGS,
    ...CONNECTION,
    ...DATABASE,
    ...EVENTS,
    ...DEFINITIONS,
    ...CACHE,
    ...AUTH,
    ...ORCHESTRATION,
    ...ANALYTICS,
    ...TELEMETRY,
    ...HEALTH,
    ...BETWEEN_ROOMS,
  ],
  exports: [
    Orchestrator,
    AnalyticsService,
    GraphAnalysis,
    TaskDiagrams,
    DurableEvents,
    HandlerFactory,
    EventBus,
    SubscriberRegistry,
    CustomEventCatalog,
    TaskAnnotations,
    DependentSystems,
    LiveChanges,
    TaskerHealthIndicator,
    TaskerMetrics,
    MetricsPort,
    TelemetrySettings,
    ParameterFilter,
    CacheFetcher,
    CacheStrategy,
    PinoScope,
    // Of the API: not in the index.
    LiveSettings,
    HealthSettings,
    HealthStatus,
    Readiness,
    AnalyticsSettings,
    AccessControl,
    TaskReader,
    StepReader,
    TaskBatchReader,
    TaskNoteReader,
    GraphqlSettings,
    PluginRegistry,
    MetricsExports,
    getDataSourceToken('tasker'),
  ],
})
export class TaskerEngineModule extends ConfigurableEngineModule {}
