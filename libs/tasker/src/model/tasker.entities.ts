import { AnalyticsError } from './analytics-error.entity.js';
import { AnalyticsMark } from './analytics-mark.entity.js';
import { AnalyticsSlowest } from './analytics-slowest.entity.js';
import { AnalyticsStep } from './analytics-step.entity.js';
import { AnalyticsTask } from './analytics-task.entity.js';
import { AnalyticsTotal } from './analytics-total.entity.js';
import { AnnotationHook } from './annotation-hook.entity.js';
import { AnnotationType } from './annotation-type.entity.js';
import { ArchivedTaskRecord } from './archived-task.entity.js';
import { DeadLetter } from './dead-letter.entity.js';
import { DependentSystemObjectMap } from './dependent-system-object-map.entity.js';
import { DependentSystem } from './dependent-system.entity.js';
import { EventConsumer } from './event-consumer.entity.js';
import { EventCursor } from './event-cursor.entity.js';
import { EventDelivery } from './event-delivery.entity.js';
import { EventFeedEntry } from './event-feed-entry.entity.js';
import { JobLeaseRecord } from './job-lease.entity.js';
import { Lane } from './lane.entity.js';
import { LimitKey } from './limit-key.entity.js';
import { LimitSlot } from './limit-slot.entity.js';
import { LimitWait } from './limit-wait.entity.js';
import { Limit } from './limit.entity.js';
import { NamedStep } from './named-step.entity.js';
import { NamedTaskNamedStep } from './named-task-named-step.entity.js';
import { NamedTask } from './named-task.entity.js';
import { StepDagRelationship } from './step-dag-relationship.entity.js';
import { TaskAnnotation } from './task-annotation.entity.js';
import { TaskDeadline } from './task-deadline.entity.js';
import { TaskNamespace } from './task-namespace.entity.js';
import { TaskTransition } from './task-transition.entity.js';
import { TaskBottleneck } from './task-bottleneck.entity.js';
import { TaskTerm } from './task-term.entity.js';
import { TaskWarning } from './task-warning.entity.js';
import { Task } from './task.entity.js';
import { Worker } from './worker.entity.js';
import { WorkflowStepEdge } from './workflow-step-edge.entity.js';
import { WorkflowStepHistory } from './workflow-step-history.entity.js';
import { WorkflowStepTransition } from './workflow-step-transition.entity.js';
import { WorkflowStep } from './workflow-step.entity.js';

/** Every entity and view of the engine, for the `entities` of a DataSource. */
export const taskerEntities = [
  TaskNamespace,
  NamedTask,
  NamedStep,
  NamedTaskNamedStep,
  DependentSystem,
  DependentSystemObjectMap,
  Lane,
  Limit,
  LimitKey,
  Task,
  WorkflowStep,
  TaskTransition,
  WorkflowStepTransition,
  TaskAnnotation,
  AnnotationType,
  TaskDeadline,
  AnnotationHook,
  DeadLetter,
  TaskTerm,
  TaskWarning,
  TaskBottleneck,
  ArchivedTaskRecord,
  JobLeaseRecord,
  EventConsumer,
  EventCursor,
  EventFeedEntry,
  EventDelivery,
  AnalyticsMark,
  AnalyticsTotal,
  AnalyticsTask,
  AnalyticsStep,
  AnalyticsError,
  AnalyticsSlowest,
  LimitSlot,
  LimitWait,
  Worker,
  WorkflowStepEdge,
  StepDagRelationship,
  WorkflowStepHistory,
];
