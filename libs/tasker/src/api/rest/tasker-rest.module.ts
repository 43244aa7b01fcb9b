import { Module, type Type } from '@nestjs/common';
import { AnnotationsController, AnnotationTypesController, TaskAnnotationsController } from './annotations.controller.js';
import { ArchivedTasksController } from './archived-tasks.controller.js';
import { DeadLettersController, StaleTasksController } from './attention.controller.js';
import { CircuitsController, LimitsController, WorkersController } from './cluster.controller.js';
import { HistoryController } from './history.controller.js';
import { SystemLinksController } from './system-links.controller.js';
import { AnalyticsController } from './analytics.controller.js';
import { CallerTrace } from './caller.trace.js';
import { DiagramAnswer } from './diagram.answer.js';
import { DiagramsController } from './diagrams.controller.js';
import { HandlersController } from './handlers.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveEvents } from './live/live.events.js';
import { MetricsController } from './metrics.controller.js';
import { PageLinks } from './page.links.js';
import { RequestCorrelation } from './request.correlation.js';
import { StepActionsController } from './step-actions.controller.js';
import { StepsController } from './steps.controller.js';
import { TaskActionsController } from './task-actions.controller.js';
import { TaskAnalysisController } from './task-analysis.controller.js';
import { TaskAnswers } from './task.answers.js';
import { TaskInsightController } from './task-insight.controller.js';
import { TaskRequests } from './task.requests.js';
import { TasksBulkController } from './tasks-bulk.controller.js';
import { TasksController } from './tasks.controller.js';

/** Express takes the first route that fits: `/tasks/bulk` stands before `/tasks/:task_id`. */
const CONTROLLERS: Type[] = [
  MetricsController,
  AnalyticsController,
  HandlersController,
  DiagramsController,
  TaskAnalysisController,
  LiveController,
  HistoryController,
  TaskAnnotationsController,
  AnnotationsController,
  AnnotationTypesController,
  SystemLinksController,
  DeadLettersController,
  StaleTasksController,
  WorkersController,
  LimitsController,
  CircuitsController,
  ArchivedTasksController,
  TasksBulkController,
  StepActionsController,
  StepsController,
  TaskActionsController,
  TaskInsightController,
  TasksController,
];

/** The REST routes. TaskerModule mounts it below `api.path`. */
@Module({
  controllers: CONTROLLERS,
  providers: [CallerTrace, DiagramAnswer, LiveEvents, PageLinks, RequestCorrelation, TaskAnswers, TaskRequests],
})
export class TaskerRestModule {}
