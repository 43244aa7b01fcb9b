import type { Provider } from '@nestjs/common';
import { AftermathOfActions } from './action.aftermath.js';
import { AnnotationRunner } from './annotation.runner.js';
import { AttemptLog } from './attempt.log.js';
import { BulkOperations } from './bulk.operations.js';
import { ClaimRecovery } from './claim.recovery.js';
import { DeadLetterResolution } from './dead-letter.resolution.js';
import { DeadLetters } from './dead.letters.js';
import { DeadlineKeeper } from './deadline.keeper.js';
import { DefinitionIndex } from './definition.index.js';
import { DeliveryLog } from './delivery/delivery.log.js';
import { DurableDelivery } from './delivery/durable.delivery.js';
import { DurableEvents } from './delivery/durable.events.js';
import { EntryEvents } from './delivery/entry.events.js';
import { FeedTrimJob } from './delivery/feed-trim.job.js';
import { DependentSystems } from './dependent.systems.js';
import { DuplicateJudge } from './duplicate.judge.js';
import { LeaseKeeper } from './lease.keeper.js';
import { CreationNews } from './news/creation.news.js';
import { CallNews } from './news/call.news.js';
import { EngineNews } from './news/engine.news.js';
import { HistoryNews } from './news/history.news.js';
import { NewsDemand } from './news/news.demand.js';
import { HistoryFollower } from './live/history.follower.js';
import { LiveChanges } from './live/live.changes.js';
import { TaskFollower } from './live/task.follower.js';
import { Orchestrator } from './orchestrator.js';
import { RecurringJobs } from './recurring.jobs.js';
import { RestWait } from './rest.wait.js';
import { RestWatch } from './rest.watch.js';
import { ResultByHand } from './result.by-hand.js';
import { RetentionJob } from './retention.job.js';
import { SharedLimits } from './shared.limits.js';
import { StaleTasks } from './stale.tasks.js';
import { StalenessJob } from './staleness.job.js';
import { AdmissionGate } from './step.admission.js';
import { StepExecutor } from './step.executor.js';
import { StepOperations } from './step.operations.js';
import { StepRunner } from './step.runner.js';
import { TaskAnnotations } from './task.annotations.js';
import { TaskArchive } from './task.archive.js';
import { TaskCreator } from './task.creator.js';
import { TaskExplainer } from './task.explainer.js';
import { TaskHistory } from './task.history.js';
import { TaskIntake } from './task.intake.js';
import { TaskLists } from './task.lists.js';
import { TaskOutlines } from './task.outlines.js';
import { TaskOperations } from './task.operations.js';
import { TaskIds } from './task.ids.js';
import { TaskPlanner } from './task.planner.js';
import { TaskProgress } from './task.progress.js';
import { TaskWorker } from './task.worker.js';
import { WorkerRowsJob } from './worker-rows.job.js';
import { WorkerHost } from './worker.host.js';
import { WorkerRoster } from './worker.roster.js';

/** What happens next. */
export const ORCHESTRATION: Provider[] = [
  AttemptLog,
  DefinitionIndex,
  AdmissionGate,
  StepExecutor,
  StepRunner,
  ClaimRecovery,
  RestWatch,
  NewsDemand,
  EngineNews,
  CallNews,
  CreationNews,
  HistoryNews,
  TaskWorker,
  LeaseKeeper,
  WorkerHost,
  DeadlineKeeper,
  AnnotationRunner,
  DuplicateJudge,
  TaskIds,
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
  DeliveryLog,
  EntryEvents,
  DurableDelivery,
  DurableEvents,
  FeedTrimJob,
  RetentionJob,
  StalenessJob,
  WorkerRowsJob,
  RecurringJobs,
  DeadLetters,
  DeadLetterResolution,
  TaskHistory,
  WorkerRoster,
  StaleTasks,
  TaskArchive,
  TaskLists,
  TaskOutlines,
  TaskAnnotations,
  DependentSystems,
  SharedLimits,
  HistoryFollower,
  TaskFollower,
  LiveChanges,
  Orchestrator,
];
