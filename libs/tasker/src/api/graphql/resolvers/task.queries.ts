import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID } from '@nestjs/graphql';
import type { TaskState } from '../../../model/states.js';
import type { TaskListQuery } from '../../../orchestration/task-list.js';
import { StepCalls } from '../../calls/step.calls.js';
import { TaskCalls } from '../../calls/task.calls.js';
import { RootQuery, type GraphqlCall } from '../contract/root.field.js';
import { inGraphqlTerms, orNull } from '../in-graphql.terms.js';
import { asksFor } from '../operation/operation.walk.js';
import { pageOf, type Page } from '../schema/connection.js';
import { filterOf, TaskerTaskFilter } from '../schema/filter.input.js';
import { PageArgs, pageTerms } from '../schema/page.args.js';
import { stepOf, taskIdOf } from '../schema/present.js';
import { stepNode, TaskerStep } from '../schema/step.type.js';
import { taskNode, TaskerTask, TaskerTaskConnection } from '../schema/task.type.js';
import { TaskerSortOrder, TaskerStatus, TaskerTaskSort } from '../schema/words.js';
import { TaskLoaders } from '../task.loaders.js';

/** A page of tasks in an order. */
@ArgsType()
class SortedPageArgs extends PageArgs {
  @Field(() => TaskerTaskSort, { nullable: true, description: 'Default requested_at.' })
  sortBy?: 'task_id' | 'requested_at';

  @Field(() => TaskerSortOrder, { nullable: true, description: 'Default desc: the newest first.' })
  sortOrder?: 'asc' | 'desc';
}

@ArgsType()
class TasksArgs extends SortedPageArgs {
  @Field(() => TaskerTaskFilter, { nullable: true })
  filter?: TaskerTaskFilter;
}

@ArgsType()
class TasksByStatusArgs extends SortedPageArgs {
  @Field(() => TaskerStatus)
  status: TaskState;
}

@ArgsType()
class TaskArgs {
  @Field(() => ID)
  taskId: string;
}

@ArgsType()
class StepArgs extends TaskArgs {
  @Field(() => ID, { description: 'Its place in the task, or its name.' })
  stepId: string;
}

/** Queries about tasks and steps. */
@Injectable()
export class TaskQueries {
  constructor(
    private readonly taskCalls: TaskCalls,
    private readonly stepCalls: StepCalls,
    private readonly loaders: TaskLoaders,
  ) {}

  @RootQuery({
    type: () => TaskerTaskConnection,
    args: () => TasksArgs,
    permission: 'tasker.task:index',
    description: 'A page of tasks, the newest first.',
  })
  tasks({ filter, ...page }: TasksArgs, call: GraphqlCall): Promise<Page<TaskerTask>> {
    return this.page(filterOf(filter), page, call);
  }

  @RootQuery({
    type: () => TaskerTaskConnection,
    args: () => TasksByStatusArgs,
    permission: 'tasker.task:index',
    description: 'A page of the tasks in a state, the newest first.',
  })
  tasksByStatus({ status, ...page }: TasksByStatusArgs, call: GraphqlCall): Promise<Page<TaskerTask>> {
    return this.page({ state: status }, page, call);
  }

  @RootQuery({
    type: () => TaskerTask,
    nullable: true,
    args: () => TaskArgs,
    permission: 'tasker.task:show',
    description: 'One task; null when there is none.',
  })
  task({ taskId }: TaskArgs, call: GraphqlCall): Promise<TaskerTask | null> {
    return orNull(async () => {
      const found = await this.taskCalls.get(call.caller, taskIdOf(taskId));
      this.loaders.know(found, call);
      return taskNode(found);
    });
  }

  @RootQuery({
    type: () => TaskerStep,
    nullable: true,
    args: () => StepArgs,
    permission: 'tasker.workflow_step:show',
    description: 'One step of a task; null when there is none.',
  })
  step({ taskId, stepId }: StepArgs, call: GraphqlCall): Promise<TaskerStep | null> {
    return orNull(async () => {
      const task = taskIdOf(taskId);
      const found = await this.stepCalls.get(call.caller, { taskId: task, step: stepOf(stepId) });
      return stepNode(task, found, this.loaders.budget(call));
    });
  }

  private async page(filter: TaskListQuery, { sortBy = 'requested_at', sortOrder = 'desc', ...page }: SortedPageArgs, call: GraphqlCall) {
    const total = asksFor(call.info, 'totalCount') ? { total: true } : {};
    const query: TaskListQuery = { ...filter, sortBy, sortOrder, ...pageTerms(page), ...total };
    const list = await inGraphqlTerms(() => this.taskCalls.list(call.caller, query));
    return pageOf(list.tasks.map(taskNode), { nextCursor: list.nextCursor, after: page.after, total: list.total });
  }
}
