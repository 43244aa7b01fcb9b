import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { TaskerJson } from './scalars.js';

/** Who acts on a step, and why. */
@InputType({ description: 'Who acts on a step, and why.' })
export class TaskerStepActionInput {
  @Field(() => ID)
  taskId: string;

  @Field(() => ID, { description: 'Its place in the task, or its name.' })
  stepId: string;

  @Field(() => String, { nullable: true, description: 'Why; stands in the history. Required to resolve or complete a step.' })
  reason?: string;

  @Field(() => String, { nullable: true, description: 'Who; only without authentication, else it is the caller.' })
  actor?: string;
}

/** Lets a failed step run again. */
@InputType({ description: 'Lets a failed step run again.' })
export class TaskerRetryStepInput extends TaskerStepActionInput {
  @Field(() => Int, { nullable: true, description: 'Attempts more. Default: as many as were declared.' })
  attempts?: number;
}

/** Completes a step. */
@InputType({ description: 'Completes a step with a result.' })
export class TaskerCompleteStepInput extends TaskerStepActionInput {
  @Field(() => TaskerJson, { nullable: true, description: 'What its handler might have returned. Default {}.' })
  results?: unknown;
}

/** What of a step is changed. */
@InputType({ description: 'What of a step is changed, while it is pending or in error; at least one of both.' })
export class TaskerUpdateStepInput extends TaskerStepActionInput {
  @Field(() => Int, { nullable: true, description: 'Attempts in total.' })
  retryLimit?: number;

  @Field(() => TaskerJson, { nullable: true, description: 'What it is run with; null: the context of its task again.' })
  inputs?: unknown;
}
