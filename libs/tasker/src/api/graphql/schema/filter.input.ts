import { Field, InputType } from '@nestjs/graphql';
import type { TaskState } from '../../../model/states.js';
import type { TaskListQuery } from '../../../orchestration/task-list.js';
import { present } from './present.js';
import { TaskerDateTime } from './scalars.js';
import { TaskerStatus } from './words.js';

/** A value at a path of the context. */
@InputType({ description: 'A value at a path of the context that the definition declares `searchable`.' })
export class TaskerContextTerm {
  @Field({ description: '`order.customer_id`' })
  path: string;

  @Field({ description: 'A number or a boolean as its JSON text.' })
  value: string;
}

/** What the tasks that live changes are told of have in common. */
@InputType({ description: 'Which tasks; all conditions hold together, and what is left out does not narrow.' })
export class TaskerChangeFilter {
  @Field(() => TaskerStatus, { nullable: true })
  status?: TaskState;

  @Field({ nullable: true })
  namespace?: string;

  @Field({ nullable: true })
  name?: string;

  @Field({ nullable: true })
  version?: string;

  @Field(() => [String], { nullable: true, description: 'Tags all of which the task has.' })
  tags?: string[];

  @Field({ nullable: true })
  initiator?: string;

  @Field({ nullable: true })
  sourceSystem?: string;

  @Field(() => TaskerDateTime, { nullable: true, description: 'Requested at this moment or later.' })
  requestedAfter?: Date;

  @Field(() => TaskerDateTime, { nullable: true, description: 'Requested before this moment.' })
  requestedBefore?: Date;
}

/** Which tasks a list has. */
@InputType({ description: 'Which tasks; all conditions hold together, and what is left out does not narrow.' })
export class TaskerTaskFilter extends TaskerChangeFilter {
  @Field(() => [TaskerContextTerm], { nullable: true })
  context?: TaskerContextTerm[];
}

/** The same as the engine reads it. */
export function filterOf(filter: TaskerTaskFilter = {}): TaskListQuery {
  const { status, context, ...same } = present(filter);
  return {
    ...same,
    ...(status === undefined ? {} : { state: status }),
    ...(context === undefined ? {} : { context: Object.fromEntries(context.map(({ path, value }) => [path, value])) }),
  };
}
