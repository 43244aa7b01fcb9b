import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID } from '@nestjs/graphql';
import { graphqlRequest } from '../../access/sent.credentials.js';
import { LiveCalls, type LiveQuestion } from '../../calls/live.calls.js';
import { RootSubscription, type GraphqlCall } from '../contract/root.field.js';
import { inGraphqlTerms } from '../in-graphql.terms.js';
import { changeNode, TaskerChange } from '../schema/change.type.js';
import { filterOf, TaskerChangeFilter } from '../schema/filter.input.js';
import { taskIdOf } from '../schema/present.js';

@ArgsType()
class TaskChangedArgs {
  @Field(() => ID)
  taskId: string;

  @Field(() => String, { nullable: true, description: '`cursor` of a change: goes on behind it. Default: from now on.' })
  after?: string;
}

@ArgsType()
class TasksChangedArgs {
  @Field(() => TaskerChangeFilter, { nullable: true })
  filter?: TaskerChangeFilter;

  @Field(() => String, {
    nullable: true,
    description: '`cursor` of a change with the same filter: goes on behind it. Default: from now on.',
  })
  after?: string;
}

/** Live changes. A subscription completes at shutdown, when the credentials of its caller expire, and after `live.maxDuration`. */
@Injectable()
export class LiveSubscriptions {
  constructor(private readonly live: LiveCalls) {}

  @RootSubscription({
    type: () => TaskerChange,
    args: () => TaskChangedArgs,
    permission: 'tasker.task:show',
    description: 'What happens to a task and its steps.',
  })
  taskChanged({ taskId, after }: TaskChangedArgs, call: GraphqlCall): Promise<AsyncIterableIterator<TaskerChange>> {
    return inGraphqlTerms(() => this.changes({ taskId: taskIdOf(taskId) }, after, call));
  }

  @RootSubscription({
    type: () => TaskerChange,
    args: () => TasksChangedArgs,
    permission: 'tasker.task:show',
    description: 'What happens to the tasks that match; without a filter, to all of them.',
  })
  tasksChanged({ filter, after }: TasksChangedArgs, call: GraphqlCall): Promise<AsyncIterableIterator<TaskerChange>> {
    return inGraphqlTerms(() => this.changes(filterOf(filter) as LiveQuestion, after, call));
  }

  private async changes(question: LiveQuestion, after: string | undefined, { caller, context }: GraphqlCall) {
    const stream = await this.live.watch(caller, question, { after, request: graphqlRequest(context) });
    return new ChangeNodes(stream);
  }
}

/** The changes of a stream as objects of the schema; whoever ends this ends the stream. */
class ChangeNodes implements AsyncIterableIterator<TaskerChange> {
  constructor(private readonly stream: Awaited<ReturnType<LiveCalls['watch']>>) {}

  async next(): Promise<IteratorResult<TaskerChange>> {
    const { done, value } = await this.stream.next();
    return done === true ? { done, value: undefined } : { done: false, value: changeNode(value) };
  }

  async return(): Promise<IteratorResult<TaskerChange>> {
    await this.stream.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
