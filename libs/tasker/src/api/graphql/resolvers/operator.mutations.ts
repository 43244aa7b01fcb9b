import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import type { JsonObject } from '../../../model/json.js';
import type { TaskSelection } from '../../../orchestration/bulk.contract.js';
import { whileConnected } from '../../access/connected.client.js';
import { graphqlRequest } from '../../access/sent.credentials.js';
import { NoteCalls } from '../../calls/note.calls.js';
import { OperatorCalls } from '../../calls/operator.calls.js';
import { RootMutation, type GraphqlCall } from '../contract/root.field.js';
import { TaskerAnnotation, TaskerMadeLink } from '../schema/note.type.js';
import { TaskerBulkResult } from '../schema/operator.type.js';
import { payload, payloadOf } from '../schema/payload.js';
import { present, taskIdOf } from '../schema/present.js';
import { TaskerJson } from '../schema/scalars.js';
import { TaskerBulkInput, TaskerRetryTaskInput } from '../schema/task.inputs.js';
import { taskNode, TaskerTask } from '../schema/task.type.js';
import { words } from '../schema/words.js';
import { TaskLoaders } from '../task.loaders.js';

const TaskerBulkPayload = payloadOf('TaskerBulkPayload', 'What a bulk action did.', { result: () => TaskerBulkResult });
const TaskerAnnotationPayload = payloadOf('TaskerAnnotationPayload', 'The note as it is stored.', { annotation: () => TaskerAnnotation });
const TaskerLinkPayload = payloadOf('TaskerLinkPayload', 'The link.', { link: () => TaskerMadeLink });
const TaskerDeadLetterPayload = payloadOf('TaskerDeadLetterPayload', 'The task as its resolution has left it.', { task: () => TaskerTask });
const TaskerDeadLetterAction = words('TaskerDeadLetterAction', ['retry', 'resolve'], 'What becomes of a task that needs a person.');

@ArgsType()
class BulkArgs {
  @Field(() => TaskerBulkInput)
  input: TaskerBulkInput;
}

/** Puts a note on a task. */
@InputType({ description: 'A note for a task.' })
export class TaskerAnnotateTaskInput {
  @Field(() => ID)
  taskId: string;

  @Field()
  type: string;

  @Field(() => TaskerJson, { description: 'A JSON object.' })
  annotation: JsonObject;
}

@ArgsType()
class AnnotateArgs {
  @Field(() => TaskerAnnotateTaskInput)
  input: TaskerAnnotateTaskInput;
}

/** Decides about a task that needs a person. */
@InputType({ description: 'Decides about a task that needs a person.' })
export class TaskerResolveDeadLetterInput extends TaskerRetryTaskInput {
  @Field(() => TaskerDeadLetterAction)
  action: 'retry' | 'resolve';
}

@ArgsType()
class ResolveDeadLetterArgs {
  @Field(() => TaskerResolveDeadLetterInput)
  input: TaskerResolveDeadLetterInput;
}

/** Two things that are the same. */
@InputType({ description: 'The same thing under its ids in two systems.' })
export class TaskerLinkSystemsInput {
  @Field()
  systemA: string;

  @Field()
  idA: string;

  @Field()
  systemB: string;

  @Field()
  idB: string;
}

@ArgsType()
class LinkArgs {
  @Field(() => TaskerLinkSystemsInput)
  input: TaskerLinkSystemsInput;
}

type BulkAction = Parameters<OperatorCalls['bulk']>[1]['action'];

/** Mutations of those who look after all tasks. */
@Injectable()
export class OperatorMutations {
  constructor(
    private readonly operators: OperatorCalls,
    private readonly notes: NoteCalls,
    private readonly loaders: TaskLoaders,
  ) {}

  @RootMutation({
    type: () => TaskerBulkPayload,
    args: () => BulkArgs,
    permission: ['tasker.task:bulk', 'tasker.task:cancel'],
    description: 'cancelTask for every task that matches.',
    cost: 2_000,
  })
  cancelTasks({ input }: BulkArgs, call: GraphqlCall): Promise<object> {
    return this.bulk('cancel', input, call);
  }

  @RootMutation({
    type: () => TaskerBulkPayload,
    args: () => BulkArgs,
    permission: ['tasker.task:bulk', 'tasker.task:retry'],
    description: 'retryTask for every task that matches.',
    cost: 2_000,
  })
  retryTasks({ input }: BulkArgs, call: GraphqlCall): Promise<object> {
    return this.bulk('retry', input, call);
  }

  @RootMutation({
    type: () => TaskerBulkPayload,
    args: () => BulkArgs,
    permission: ['tasker.task:bulk', 'tasker.task:resolve'],
    description: 'resolveTask for every task that matches.',
    cost: 2_000,
  })
  resolveTasks({ input }: BulkArgs, call: GraphqlCall): Promise<object> {
    return this.bulk('resolve', input, call);
  }

  @RootMutation({
    type: () => TaskerBulkPayload,
    args: () => BulkArgs,
    permission: ['tasker.task:bulk', 'tasker.task:pause'],
    description: 'pauseTask for every task that matches.',
    cost: 2_000,
  })
  pauseTasks({ input }: BulkArgs, call: GraphqlCall): Promise<object> {
    return this.bulk('pause', input, call);
  }

  @RootMutation({
    type: () => TaskerBulkPayload,
    args: () => BulkArgs,
    permission: ['tasker.task:bulk', 'tasker.task:resume'],
    description: 'resumeTask for every task that matches.',
    cost: 2_000,
  })
  resumeTasks({ input }: BulkArgs, call: GraphqlCall): Promise<object> {
    return this.bulk('resume', input, call);
  }

  @RootMutation({
    type: () => TaskerAnnotationPayload,
    args: () => AnnotateArgs,
    permission: 'tasker.annotation:create',
    description: 'Puts a note on a task; its type comes into being with it.',
  })
  annotateTask({ input: { taskId, type, annotation } }: AnnotateArgs, { caller }: GraphqlCall): Promise<object> {
    return payload(async () => ({ annotation: await this.notes.add(caller, taskIdOf(taskId), { type, annotation }) }));
  }

  @RootMutation({
    type: () => TaskerDeadLetterPayload,
    args: () => ResolveDeadLetterArgs,
    permission: 'tasker.dead_letter:resolve',
    description: 'Retries or resolves a task that needs a person.',
  })
  resolveDeadLetter({ input }: ResolveDeadLetterArgs, call: GraphqlCall): Promise<object> {
    const { taskId, ...acting } = present(input);
    return payload(async () => {
      const task = await this.operators.resolveDeadLetter(call.caller, taskIdOf(taskId), acting);
      this.loaders.know(task, call);
      return { task: taskNode(task) };
    });
  }

  @RootMutation({
    type: () => TaskerLinkPayload,
    args: () => LinkArgs,
    permission: 'tasker.annotation:create',
    description: 'Says that two things are the same; finds the link where it is known.',
  })
  linkSystems({ input: { systemA, idA, systemB, idB } }: LinkArgs, { caller }: GraphqlCall): Promise<object> {
    return payload(async () => ({ link: await this.notes.link(caller, { system: systemA, id: idA }, { system: systemB, id: idB }) }));
  }

  /** Ends between two batches when the client disconnects. */
  private bulk(action: BulkAction, input: TaskerBulkInput, { caller, context }: GraphqlCall): Promise<object> {
    const { selection, ...acting } = present(input);
    const { status, ...same } = present(selection);
    const meant: TaskSelection = status === undefined ? same : { ...same, state: status };
    return whileConnected(graphqlRequest(context), (signal) =>
      payload(async () => ({ result: await this.operators.bulk(caller, { action, selection: meant }, { ...acting, signal }) })),
    );
  }
}
