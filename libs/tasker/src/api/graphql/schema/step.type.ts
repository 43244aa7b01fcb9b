import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { StepState } from '../../../model/states.js';
import { SATISFYING_STEP_STATES } from '../../../model/states.js';
import type { StepError, StepView } from '../../../orchestration/task-view.js';
import { TaskerDateTime, TaskerJson } from './scalars.js';
import { TaskerStatus } from './words.js';

/** What went wrong in the latest failed attempt. */
@ObjectType({ description: 'What went wrong in the latest failed attempt.' })
export class TaskerStepError {
  @Field()
  message: string;

  @Field({ description: 'Name of the class that was thrown.' })
  errorClass: string;

  @Field(() => String, { nullable: true })
  errorCode: string | null;

  @Field(() => Int)
  attempt: number;

  @Field({ description: 'No further attempt is made for it.' })
  permanent: boolean;

  @Field({ description: 'It is so only because the attempts were used up.' })
  exhausted: boolean;

  @Field(() => [String])
  backtrace: readonly string[];

  @Field(() => TaskerJson)
  context: unknown;
}

/** One unit of work of a task. */
@ObjectType({ description: 'One unit of work of a task.' })
export class TaskerStep {
  @Field(() => ID)
  taskId: string;

  @Field(() => ID, { description: 'Its place in its task: unique in the task only.' })
  stepId: number;

  @Field()
  name: string;

  @Field(() => Int)
  namedStepId: number;

  @Field(() => TaskerStatus)
  status: StepState;

  @Field(() => Int, { description: 'Attempts that were started.' })
  attempts: number;

  @Field(() => Int, { description: 'Attempts in total: the first one counts.' })
  retryLimit: number;

  @Field()
  retryable: boolean;

  @Field()
  skippable: boolean;

  @Field()
  queue: string;

  @Field(() => Int)
  priority: number;

  @Field({ description: 'What depends on it may go on.' })
  processed: boolean;

  @Field({ description: 'An attempt runs.' })
  inProcess: boolean;

  @Field(() => TaskerDateTime, { nullable: true, description: 'From when it may be claimed.' })
  readyAt: Date | null;

  @Field(() => TaskerDateTime, { nullable: true })
  claimedAt: Date | null;

  @Field(() => TaskerDateTime, { nullable: true })
  lastAttemptedAt: Date | null;

  @Field(() => TaskerDateTime, { nullable: true })
  processedAt: Date | null;

  @Field(() => Int, { nullable: true })
  backoffRequestSeconds: number | null;

  @Field(() => TaskerJson, { nullable: true })
  inputs: unknown;

  @Field(() => TaskerJson, { nullable: true })
  results: unknown;

  @Field(() => TaskerStepError, { nullable: true })
  error: TaskerStepError | null;

  @Field(() => [ID])
  parentStepIds: readonly number[];

  @Field(() => [ID])
  childStepIds: readonly number[];

  @Field(() => Int)
  parentCount: number;

  @Field(() => Int)
  childCount: number;

  @Field({ description: 'It waits for no other step.' })
  isRootStep: boolean;

  @Field({ description: 'No other step waits for it.' })
  isLeafStep: boolean;
}

/** Counts what an answer holds, and gives it. */
export interface ContentCounter {
  content<T>(value: T): T;
  ids(list: readonly number[]): readonly number[];
}

/** A step of a task as an object of the schema. What it holds of any size is counted each time that it is asked for, under every name. */
export function stepNode(taskId: string, step: StepView, counter: ContentCounter): TaskerStep {
  const { stepId, name, namedStepId, state, attempts, retryLimit, retryable, skippable, queue, priority, error, parentIds, childIds } =
    step;
  const { readyAt, claimedAt, lastAttemptedAt, processedAt, backoffRequestSeconds, inputs = null, results = null } = step;
  return {
    ...{ taskId, stepId, name, namedStepId, attempts, retryLimit, retryable, skippable, queue, priority },
    ...{ readyAt, claimedAt, lastAttemptedAt, processedAt, backoffRequestSeconds },
    status: state,
    processed: (SATISFYING_STEP_STATES as readonly StepState[]).includes(state),
    inProcess: state === 'in_progress',
    // Properties of its own, and no class: what a host puts before fields may copy it by its keys.
    get inputs() {
      return counter.content(inputs);
    },
    get results() {
      return counter.content(results);
    },
    get error() {
      return errorNode(counter.content(error));
    },
    get parentStepIds() {
      return counter.ids(parentIds);
    },
    get childStepIds() {
      return counter.ids(childIds);
    },
    parentCount: parentIds.length,
    childCount: childIds.length,
    isRootStep: parentIds.length === 0,
    isLeafStep: childIds.length === 0,
  };
}

function errorNode(error: StepError | null): TaskerStepError | null {
  if (error === null) return null;
  const { errorCode = null, exhausted = false, backtrace = [], context = {} } = error;
  return { ...error, errorCode, exhausted, backtrace, context };
}
