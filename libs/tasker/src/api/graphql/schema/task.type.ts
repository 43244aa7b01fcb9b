import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import type { TaskState } from '../../../model/states.js';
import type { TaskSummary } from '../../../orchestration/task-view.js';
import { connectionOf } from './connection.js';
import { TaskerDateTime } from './scalars.js';
import { TaskerStatus } from './words.js';

/** Where a task stands, counted from its steps. */
@ObjectType({ description: 'Where a task stands, counted from its steps.' })
export class TaskerWorkflowSummary {
  @Field(() => Int)
  totalSteps: number;

  @Field(() => Int, { description: 'Complete or resolved.' })
  completed: number;

  @Field(() => Int)
  pending: number;

  @Field(() => Int)
  inProgress: number;

  @Field(() => Int)
  failed: number;

  @Field(() => Int, { description: 'May be claimed now.' })
  ready: number;

  @Field(() => Float, { description: 'From 0 to 100, two decimals.' })
  completionPercentage: number;

  @Field()
  status: string;

  @Field()
  health: string;

  @Field()
  recommendedAction: string;
}

/** One run of a workflow. */
@ObjectType({ description: 'One run of a workflow.' })
export class TaskerTask {
  @Field(() => ID)
  taskId: string;

  @Field()
  namespace: string;

  @Field()
  name: string;

  @Field()
  version: string;

  @Field({ description: '`namespace.name@version`' })
  fullName: string;

  @Field(() => TaskerStatus)
  status: TaskState;

  @Field({ description: 'Every step ended well.' })
  complete: boolean;

  @Field(() => Int)
  priority: number;

  @Field()
  initiator: string;

  @Field()
  sourceSystem: string;

  @Field()
  reason: string;

  @Field(() => [String])
  tags: readonly string[];

  @Field(() => [String])
  bypassSteps: readonly string[];

  @Field()
  correlationId: string;

  @Field(() => TaskerDateTime)
  requestedAt: Date;

  @Field(() => TaskerDateTime, { nullable: true })
  finishedAt: Date | null;

  @Field(() => TaskerDateTime, { nullable: true, description: 'Since when nothing of it is claimed; null when it is not paused.' })
  pausedAt: Date | null;

  @Field(() => String, { nullable: true })
  pausedBy: string | null;

  @Field(() => String, { nullable: true })
  pauseReason: string | null;

  @Field(() => Int)
  incompleteSteps: number;
}

/** A page of tasks. */
export const TaskerTaskConnection = connectionOf(TaskerTask, { counted: true });

/** A task as an object of the schema. What a view has beyond a summary is read again where it is asked for. */
export function taskNode(task: TaskSummary): TaskerTask {
  const { taskId, namespace, name, version, state, priority, initiator, sourceSystem, reason, tags, bypassSteps, correlationId } = task;
  const { requestedAt, finishedAt, pausedAt, pausedBy, pauseReason, incompleteSteps } = task;
  return {
    ...{ taskId, namespace, name, version, priority, initiator, sourceSystem, reason, tags, bypassSteps, correlationId },
    ...{ requestedAt, finishedAt, pausedAt, pausedBy, pauseReason, incompleteSteps },
    fullName: `${namespace}.${name}@${version}`,
    status: state,
    complete: state === 'complete',
  };
}
