import type { Provider } from '@nestjs/common';
import { AnalyticsReader } from './analytics.reader.js';
import { AnalyticsStore } from './analytics.store.js';
import { AnnotationStore } from './annotation.store.js';
import { BottleneckStore } from './bottleneck.store.js';
import { BulkStore } from './bulk.store.js';
import { CommitNotice } from './commit.notice.js';
import { DeadLetterReader } from './dead-letter.reader.js';
import { DependentSystemStore } from './dependent-system.store.js';
import { EventFeedStore } from './event-feed.store.js';
import { HealthReader } from './health.reader.js';
import { HistoryReader } from './history.reader.js';
import { JobStore } from './job.store.js';
import { LifecycleSettingsReader } from './lifecycle.settings.reader.js';
import { LimitFunctions } from './limit.functions.js';
import { OperationStore } from './operation.store.js';
import { ProgressReader } from './progress.reader.js';
import { QueueFiguresStore } from './queue-figures.store.js';
import { RetentionStore } from './retention.store.js';
import { SchemaIdentity } from './schema.identity.js';
import { StepReader } from './step.reader.js';
import { StalenessStore } from './staleness.store.js';
import { TaskBatchReader } from './task-batch.reader.js';
import { TaskGraphReader } from './task-graph.reader.js';
import { TaskOutlineReader } from './task-outline.reader.js';
import { TaskNoteReader } from './task-note.reader.js';
import { TaskListReader } from './task-list.reader.js';
import { TaskHistoryReader } from './task-history.reader.js';
import { TaskReader } from './task.reader.js';
import { TaskWriter } from './task.writer.js';
import { TaskerFunctions } from './tasker.functions.js';
import { TransactionGuard } from './transaction.guard.js';
import { WakeListener } from './wake.listener.js';
import { WorkerFunctions } from './worker.functions.js';
import { WorkerReader } from './worker.reader.js';

/** Who speaks to the database. */
export const DATABASE: Provider[] = [
  TaskerFunctions,
  WorkerFunctions,
  LimitFunctions,
  TaskReader,
  TaskListReader,
  TaskNoteReader,
  TaskBatchReader,
  TaskOutlineReader,
  StepReader,
  TaskGraphReader,
  ProgressReader,
  HealthReader,
  HistoryReader,
  TaskHistoryReader,
  WorkerReader,
  TaskWriter,
  OperationStore,
  BulkStore,
  JobStore,
  EventFeedStore,
  LifecycleSettingsReader,
  RetentionStore,
  StalenessStore,
  BottleneckStore,
  QueueFiguresStore,
  AnalyticsStore,
  AnalyticsReader,
  DeadLetterReader,
  AnnotationStore,
  DependentSystemStore,
  SchemaIdentity,
  TransactionGuard,
  CommitNotice,
  WakeListener,
];
