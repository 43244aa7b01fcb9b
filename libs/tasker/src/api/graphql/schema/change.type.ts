import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { LiveChange } from '../../../orchestration/live/live.change.js';
import type { TaskState } from '../../../model/states.js';
import { TaskerDateTime, TaskerJson } from './scalars.js';
import { TaskerStatus, words } from './words.js';

const KINDS = ['task_created', 'task_changed', 'step_changed', 'reset'] as const;
type Kind = (typeof KINDS)[number];

const TaskerChangeKind = words(
  'TaskerChangeKind',
  KINDS,
  'task_created; task_changed and step_changed: a transition; reset: changes may have been left out, read anew what you show.',
);

/** What a change says of a step. */
@ObjectType({ description: 'What a change says of a step.' })
export class TaskerStepChange {
  @Field(() => ID)
  stepId: number;

  @Field()
  name: string;

  @Field(() => Int)
  attempt: number;

  @Field(() => TaskerDateTime, { nullable: true, description: 'When the attempt began that has ended.' })
  startedAt: Date | null;

  @Field(() => String, { nullable: true })
  workerId: string | null;

  @Field(() => TaskerJson, { nullable: true, description: 'Why the attempt failed, with what is sensitive masked.' })
  error: unknown;
}

/** Something that was committed to the history of a task. */
@ObjectType({
  description: 'Something that was committed to the history of a task or of one of its steps. Of a reset, all but kind and cursor is null.',
})
export class TaskerChange {
  @Field(() => TaskerChangeKind)
  kind: Kind;

  @Field({ description: '`after` of a later subscription to the same: it goes on behind this change.' })
  cursor: string;

  @Field(() => ID, { nullable: true })
  taskId: string | null;

  @Field(() => String, { nullable: true })
  namespace: string | null;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => TaskerDateTime, { nullable: true })
  at: Date | null;

  @Field(() => TaskerStatus, {
    nullable: true,
    description: 'Null: the task was created. The same as toStatus: a person acted without changing it.',
  })
  fromStatus: TaskState | null;

  @Field(() => TaskerStatus, { nullable: true })
  toStatus: TaskState | null;

  @Field(() => TaskerStatus, { nullable: true, description: 'Of the task when this was read.' })
  taskStatus: TaskState | null;

  @Field(() => String, { nullable: true })
  actor: string | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => TaskerJson, { nullable: true })
  metadata: unknown;

  @Field(() => TaskerStepChange, { nullable: true, description: 'Null: of the task itself.' })
  step: TaskerStepChange | null;
}

const NOTHING = {
  ...{ taskId: null, namespace: null, name: null, version: null, at: null, fromStatus: null, toStatus: null, taskStatus: null },
  ...{ actor: null, reason: null, metadata: null, step: null },
};

/** A change as an object of the schema. */
export function changeNode(change: LiveChange): TaskerChange {
  const kind = change.kind.replace('.', '_') as Kind;
  if (change.kind === 'reset') return { ...NOTHING, kind, cursor: change.cursor };
  const { from: fromStatus, to: toStatus, taskState: taskStatus, ...same } = change;
  return { ...same, kind, fromStatus, toStatus, taskStatus };
}
