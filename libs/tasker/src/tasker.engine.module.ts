import { Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { AnnotationStore } from './database/annotation.store.js';
import { openDatabase } from './database/database.opener.js';
import { DependentSystemStore } from './database/dependent-system.store.js';
import { EngineDatabase } from './database/engine.database.js';
import { TaskReader } from './database/task.reader.js';
import { TaskWriter } from './database/task.writer.js';
import { TaskerFunctions } from './database/tasker.functions.js';
import { TransactionGuard } from './database/transaction.guard.js';
import { WakeListener } from './database/wake.listener.js';
import { WorkerFunctions } from './database/worker.functions.js';
import { DefinitionSettings } from './definitions/definition.settings.js';
import { HandlerExplorer } from './definitions/handler.explorer.js';
import { HandlerFactory } from './definitions/handler.factory.js';
import { CustomEventCatalog } from './events/custom-event.catalog.js';
import { EventBus } from './events/event.bus.js';
import { AnnotationRunner } from './orchestration/annotation.runner.js';
import { ClaimRecovery } from './orchestration/claim.recovery.js';
import { DeadlineKeeper } from './orchestration/deadline.keeper.js';
import { DefinitionIndex } from './orchestration/definition.index.js';
import { DependentSystems } from './orchestration/dependent.systems.js';
import { DuplicateJudge } from './orchestration/duplicate.judge.js';
import { EngineSettings } from './orchestration/engine.settings.js';
import { LeaseKeeper } from './orchestration/lease.keeper.js';
import { Orchestrator } from './orchestration/orchestrator.js';
import { RestWatch } from './orchestration/rest.watch.js';
import { RestWait } from './orchestration/rest.wait.js';
import { StepExecutor } from './orchestration/step.executor.js';
import { StepRunner } from './orchestration/step.runner.js';
import { TaskAnnotations } from './orchestration/task.annotations.js';
import { TaskCreator } from './orchestration/task.creator.js';
import { TaskIntake } from './orchestration/task.intake.js';
import { TaskPlanner } from './orchestration/task.planner.js';
import { TaskWorker } from './orchestration/task.worker.js';
import { WorkerHost } from './orchestration/worker.host.js';
import { ConfigurableEngineModule, TASKER_OPTIONS, TaskerApiStructure } from './tasker.module-definition.js';
import type { TaskerOptions } from './tasker.options.js';
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
];

const DATABASE: Provider[] = [
  { provide: EngineDatabase, inject: [TASKER_SETTINGS], useFactory: ({ database }: TaskerSettings) => openDatabase(database) },
  { provide: getDataSourceToken('tasker'), inject: [EngineDatabase], useFactory: ({ dataSource }: EngineDatabase) => dataSource },
  TaskerFunctions,
  WorkerFunctions,
  TaskReader,
  TaskWriter,
  AnnotationStore,
  DependentSystemStore,
  TransactionGuard,
  WakeListener,
];

const EVENTS: Provider[] = [EventBus, CustomEventCatalog];

const DEFINITIONS: Provider[] = [HandlerExplorer, HandlerFactory];

const ORCHESTRATION: Provider[] = [
  DefinitionIndex,
  StepExecutor,
  StepRunner,
  ClaimRecovery,
  RestWatch,
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
  TaskAnnotations,
  DependentSystems,
  Orchestrator,
];

/** The engine without any transport: what `TaskerModule` builds on. */
@Module({
  imports: [DiscoveryModule],
  providers: [...SETTINGS, ...DATABASE, ...EVENTS, ...DEFINITIONS, ...ORCHESTRATION],
  exports: [Orchestrator, HandlerFactory, EventBus, CustomEventCatalog, TaskAnnotations, DependentSystems, getDataSourceToken('tasker')],
})
export class TaskerEngineModule extends ConfigurableEngineModule {}
