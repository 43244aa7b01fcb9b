import { Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { openDatabase } from './database/database.opener.js';
import { EngineDatabase } from './database/engine.database.js';
import { TaskReader } from './database/task.reader.js';
import { TaskWriter } from './database/task.writer.js';
import { TaskerFunctions } from './database/tasker.functions.js';
import { TransactionGuard } from './database/transaction.guard.js';
import { WakeListener } from './database/wake.listener.js';
import { WorkerFunctions } from './database/worker.functions.js';
import { HandlerExplorer } from './definitions/handler.explorer.js';
import { HandlerFactory } from './definitions/handler.factory.js';
import { ClaimRecovery } from './orchestration/claim.recovery.js';
import { DefinitionIndex } from './orchestration/definition.index.js';
import { EngineSettings } from './orchestration/engine.settings.js';
import { LeaseKeeper } from './orchestration/lease.keeper.js';
import { Orchestrator } from './orchestration/orchestrator.js';
import { RestWatch } from './orchestration/rest.watch.js';
import { StepExecutor } from './orchestration/step.executor.js';
import { StepRunner } from './orchestration/step.runner.js';
import { TaskCreator } from './orchestration/task.creator.js';
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
];

const DATABASE: Provider[] = [
  { provide: EngineDatabase, inject: [TASKER_SETTINGS], useFactory: ({ database }: TaskerSettings) => openDatabase(database) },
  { provide: getDataSourceToken('tasker'), inject: [EngineDatabase], useFactory: ({ dataSource }: EngineDatabase) => dataSource },
  TaskerFunctions,
  WorkerFunctions,
  TaskReader,
  TaskWriter,
  TransactionGuard,
  WakeListener,
];

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
  TaskCreator,
  Orchestrator,
];

/** The engine without any transport: what `TaskerModule` builds on. */
@Module({
  imports: [DiscoveryModule],
  providers: [...SETTINGS, ...DATABASE, ...DEFINITIONS, ...ORCHESTRATION],
  exports: [Orchestrator, HandlerFactory, getDataSourceToken('tasker')],
})
export class TaskerEngineModule extends ConfigurableEngineModule {}
