import { Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { AnnotationStore } from './database/annotation.store.js';
import { openDatabase } from './database/database.opener.js';
import { BulkStore } from './database/bulk.store.js';
import { DeadLetterReader } from './database/dead-letter.reader.js';
import { LimitFunctions } from './database/limit.functions.js';
import { DependentSystemStore } from './database/dependent-system.store.js';
import { EngineDatabase } from './database/engine.database.js';
import { JobStore } from './database/job.store.js';
import { LifecycleSettingsReader } from './database/lifecycle.settings.reader.js';
import { OperationStore } from './database/operation.store.js';
import { ProgressReader } from './database/progress.reader.js';
import { RetentionStore } from './database/retention.store.js';
import { StalenessStore } from './database/staleness.store.js';
import { TaskReader } from './database/task.reader.js';
import { TaskWriter } from './database/task.writer.js';
import { TaskerFunctions } from './database/tasker.functions.js';
import { TransactionGuard } from './database/transaction.guard.js';
import { WakeListener } from './database/wake.listener.js';
import { WorkerFunctions } from './database/worker.functions.js';
import { DefinitionSettings } from './definitions/definition.settings.js';
import { HandlerExplorer } from './definitions/handler.explorer.js';
import { HandlerFactory } from './definitions/handler.factory.js';
import { ChangeTeller } from './events/change.teller.js';
import { CustomEventCatalog } from './events/custom-event.catalog.js';
import { EngineInstruments } from './events/engine.instruments.js';
import { EventSettings, FilterSettings } from './events/event.settings.js';
import { EventBus } from './events/event.bus.js';
import { AftermathOfActions } from './orchestration/action.aftermath.js';
import { AnnotationRunner } from './orchestration/annotation.runner.js';
import { BulkOperations } from './orchestration/bulk.operations.js';
import { ClaimRecovery } from './orchestration/claim.recovery.js';
import { DeadLetters } from './orchestration/dead.letters.js';
import { DeadlineKeeper } from './orchestration/deadline.keeper.js';
import { DefinitionIndex } from './orchestration/definition.index.js';
import { DependentSystems } from './orchestration/dependent.systems.js';
import { DuplicateJudge } from './orchestration/duplicate.judge.js';
import { EngineSettings } from './orchestration/engine.settings.js';
import { LeaseKeeper } from './orchestration/lease.keeper.js';
import { EngineNews } from './orchestration/news/engine.news.js';
import { Orchestrator } from './orchestration/orchestrator.js';
import { RecurringJobs } from './orchestration/recurring.jobs.js';
import { RetentionJob } from './orchestration/retention.job.js';
import { RestWatch } from './orchestration/rest.watch.js';
import { RestWait } from './orchestration/rest.wait.js';
import { ResultByHand } from './orchestration/result.by-hand.js';
import { StaleTasks } from './orchestration/stale.tasks.js';
import { StalenessJob } from './orchestration/staleness.job.js';
import { SharedLimits } from './orchestration/shared.limits.js';
import { AdmissionGate } from './orchestration/step.admission.js';
import { StepExecutor } from './orchestration/step.executor.js';
import { StepOperations } from './orchestration/step.operations.js';
import { StepRunner } from './orchestration/step.runner.js';
import { TaskArchive } from './orchestration/task.archive.js';
import { TaskAnnotations } from './orchestration/task.annotations.js';
import { TaskCreator } from './orchestration/task.creator.js';
import { TaskExplainer } from './orchestration/task.explainer.js';
import { TaskIntake } from './orchestration/task.intake.js';
import { TaskOperations } from './orchestration/task.operations.js';
import { TaskPlanner } from './orchestration/task.planner.js';
import { TaskProgress } from './orchestration/task.progress.js';
import { TaskWorker } from './orchestration/task.worker.js';
import { WorkerHost } from './orchestration/worker.host.js';
import { ConfigurableEngineModule, TASKER_OPTIONS, TaskerApiStructure } from './tasker.module-definition.js';
import type { TaskerOptions } from './tasker.options.js';
import { TelemetrySettings } from './telemetry/telemetry.settings.js';
import { taskerSettings, type TaskerSettings } from './tasker.settings.js';

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
];

const DATABASE: Provider[] = [
  { provide: EngineDatabase, inject: [TASKER_SETTINGS], useFactory: ({ database }: TaskerSettings) => openDatabase(database) },
  { provide: getDataSourceToken('tasker'), inject: [EngineDatabase], useFactory: ({ dataSource }: EngineDatabase) => dataSource },
  TaskerFunctions,
  WorkerFunctions,
  LimitFunctions,
  TaskReader,
  ProgressReader,
  TaskWriter,
  OperationStore,
  BulkStore,
  JobStore,
  LifecycleSettingsReader,
  RetentionStore,
  StalenessStore,
  DeadLetterReader,
  AnnotationStore,
  DependentSystemStore,
  TransactionGuard,
  WakeListener,
];

const EVENTS: Provider[] = [EventBus, CustomEventCatalog, ChangeTeller, EngineInstruments];

const DEFINITIONS: Provider[] = [HandlerExplorer, HandlerFactory];

const ORCHESTRATION: Provider[] = [
  DefinitionIndex,
  AdmissionGate,
  StepExecutor,
  StepRunner,
  ClaimRecovery,
  RestWatch,
  EngineNews,
  TaskWorker,
  LeaseKeeper,
  WorkerHost,
  DeadlineKeeper,
  AnnotationRunner,
  DuplicateJudge,
  TaskPlanner,
  TaskCreator,
  TaskIntake,
  RestWait,
  TaskExplainer,
  TaskProgress,
  AftermathOfActions,
  TaskOperations,
  ResultByHand,
  StepOperations,
  BulkOperations,
  RetentionJob,
  StalenessJob,
  RecurringJobs,
  DeadLetters,
  StaleTasks,
  TaskArchive,
  TaskAnnotations,
  DependentSystems,
  SharedLimits,
  Orchestrator,
];

/** The engine without any transport: what `TaskerModule` builds on. */
@Module({
  imports: [DiscoveryModule],
  providers: [...SETTINGS, ...DATABASE, ...EVENTS, ...DEFINITIONS, ...ORCHESTRATION],
  exports: [Orchestrator, HandlerFactory, EventBus, CustomEventCatalog, TaskAnnotations, DependentSystems, getDataSourceToken('tasker')],
})
export class TaskerEngineModule extends ConfigurableEngineModule {}
