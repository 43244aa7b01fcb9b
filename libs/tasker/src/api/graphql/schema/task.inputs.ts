import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { TaskState } from '../../../model/states.js';
import { TaskerDateTime, TaskerJson } from './scalars.js';
import { TaskerStatus } from './words.js';

/** What a task is created with. */
@InputType({ description: 'What a task is created with.' })
export class TaskerCreateTaskInput {
  @Field()
  name: string;

  @Field(() => String, { nullable: true, description: 'Default `default`.' })
  namespace?: string;

  @Field(() => String, {
    nullable: true,
    description: 'An exact version, a range, or latest. Default: the highest that is not a pre-release.',
  })
  version?: string;

  @Field(() => TaskerJson, { description: 'Input of the workflow: a JSON object.' })
  context: Record<string, unknown>;

  @Field(() => String, { nullable: true, description: 'Default: the caller, where it is known.' })
  initiator?: string;

  @Field(() => String, { nullable: true })
  sourceSystem?: string;

  @Field(() => String, { nullable: true })
  reason?: string;

  @Field(() => [String], { nullable: true })
  tags?: string[];

  @Field(() => Int, { nullable: true, description: 'Higher runs first.' })
  priority?: number;

  @Field(() => String, { nullable: true })
  correlationId?: string;

  @Field(() => [String], { nullable: true, description: 'Steps to leave out: each must be skippable.' })
  bypassSteps?: string[];

  @Field(() => String, { nullable: true, description: 'Makes a repeated request harmless.' })
  idempotencyKey?: string;
}

/** Who acts on a task, and why. */
@InputType({ description: 'Who acts on a task, and why.' })
export class TaskerTaskActionInput {
  @Field(() => ID)
  taskId: string;

  @Field(() => String, { nullable: true, description: 'Why; stands in the history.' })
  reason?: string;

  @Field(() => String, { nullable: true, description: 'Who; only without authentication, else it is the caller.' })
  actor?: string;
}

/** Lets failed steps run again. */
@InputType({ description: 'Lets failed steps of a task run again.' })
export class TaskerRetryTaskInput extends TaskerTaskActionInput {
  @Field(() => Int, { nullable: true, description: 'Attempts more. Default: as many as were declared.' })
  attempts?: number;
}

/** What of a task is changed. */
@InputType({ description: 'What of a task is changed; at least one of both.' })
export class TaskerUpdateTaskInput {
  @Field(() => ID)
  taskId: string;

  @Field(() => String, { nullable: true, description: 'Why it was requested.' })
  reason?: string;

  @Field(() => [String], { nullable: true, description: 'In place of all that it has.' })
  tags?: string[];

  @Field(() => String, { nullable: true, description: 'Who; only without authentication.' })
  actor?: string;
}

/** Which tasks a bulk action means. */
@InputType({ description: 'Which tasks a bulk action means; a task must match every key that is given.' })
export class TaskerTaskSelection {
  @Field(() => String, { nullable: true })
  namespace?: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  version?: string;

  @Field(() => [TaskerStatus], { nullable: true, description: 'The task is in one of these states.' })
  status?: TaskState[];

  @Field(() => [String], { nullable: true, description: 'The task has all of these tags.' })
  tags?: string[];

  @Field(() => TaskerDateTime, { nullable: true })
  createdAfter?: Date;

  @Field(() => TaskerDateTime, { nullable: true })
  createdBefore?: Date;

  @Field(() => Boolean, { nullable: true })
  paused?: boolean;
}

/** A bulk action. */
@InputType({ description: 'An action on all tasks that match.' })
export class TaskerBulkInput {
  @Field(() => TaskerTaskSelection)
  selection: TaskerTaskSelection;

  @Field(() => Int, {
    nullable: true,
    description: 'How many tasks are expected to match: nothing is done when it is another number. Required when the selection is empty.',
  })
  expected?: number;

  @Field(() => Boolean, { nullable: true, description: 'Only counts. Default false.' })
  dryRun?: boolean;

  @Field(() => String, { nullable: true, description: 'Why; required unless it is a dry run.' })
  reason?: string;

  @Field(() => String, { nullable: true, description: 'Who; only without authentication.' })
  actor?: string;
}
