import { Args, Parent } from '@nestjs/graphql';
import { HistoryCalls } from '../../calls/history.calls.js';
import { Below } from '../contract/below.js';
import { NestedField, NestedFields } from '../contract/nested.field.js';
import { inGraphqlTerms } from '../in-graphql.terms.js';
import type { LoadedTask } from '../loaded.task.js';
import { pageOf, type Page } from '../schema/connection.js';
import { TaskerTransitionConnection, transitionNode } from '../schema/history.type.js';
import { pageTerms } from '../schema/page.args.js';
import { TaskerStep } from '../schema/step.type.js';
import { taskNode, TaskerTask } from '../schema/task.type.js';
import { TaskLoaders, type Loading } from '../task.loaders.js';
import { HistoryArgs } from './task-insight.fields.js';

/** Fields of a step that lead to others. */
@NestedFields(() => TaskerStep)
export class StepFields {
  constructor(
    private readonly loaders: TaskLoaders,
    private readonly histories: HistoryCalls,
  ) {}

  @NestedField('TaskerStep', {
    type: () => TaskerTask,
    nullable: true,
    permission: 'tasker.task:show',
    description: 'The task that it is a step of.',
  })
  async task(@Parent() { taskId }: TaskerStep, @Below() loading: Loading): Promise<TaskerTask | null> {
    const found = await this.loaders.task(taskId, loading);
    if (found === null) return null;
    this.loaders.budget(loading).takeNodes(1);
    return taskNode(found.view);
  }

  @NestedField('TaskerStep', {
    type: () => [TaskerStep],
    nullable: true,
    permission: 'tasker.workflow_step:index',
    description: 'Steps that it depends on; null where they are more than 256.',
  })
  parents(@Parent() step: TaskerStep, @Below() loading: Loading): Promise<readonly TaskerStep[] | null> {
    return this.relatives(step, loading, (task) => task.parents(step.stepId));
  }

  @NestedField('TaskerStep', {
    type: () => [TaskerStep],
    nullable: true,
    permission: 'tasker.workflow_step:index',
    description: 'Steps that depend on it; null where they are more than 256.',
  })
  children(@Parent() step: TaskerStep, @Below() loading: Loading): Promise<readonly TaskerStep[] | null> {
    return this.relatives(step, loading, (task) => task.children(step.stepId));
  }

  @NestedField('TaskerStep', {
    type: () => [TaskerStep],
    nullable: true,
    permission: 'tasker.workflow_step:index',
    description: 'Steps with exactly the same parents; null where they are more than 256.',
  })
  siblings(@Parent() step: TaskerStep, @Below() loading: Loading): Promise<readonly TaskerStep[] | null> {
    return this.relatives(step, loading, (task) => task.siblings(step.stepId));
  }

  @NestedField('TaskerStep', {
    type: () => TaskerTransitionConnection,
    permission: 'tasker.workflow_step:show',
    alone: true,
    cost: 100,
    description: 'What has happened to it, in order.',
  })
  async transitions(
    @Parent() { taskId, stepId }: TaskerStep,
    @Below() { caller }: Loading,
    @Args({ type: () => HistoryArgs }) { sortOrder, ...page }: HistoryArgs,
  ): Promise<Page<object>> {
    const query = { ...pageTerms(page), ...(sortOrder == null ? {} : { sortOrder }) };
    const { records, nextCursor } = await inGraphqlTerms(() => this.histories.ofStep(caller, { taskId, step: stepId }, query));
    return pageOf(records.map(transitionNode), { nextCursor, after: page.after });
  }

  /** Each look at the relatives of a step counts, found or not. Once the answer holds too much, which it says, the others are left out. */
  private async relatives(
    { taskId }: TaskerStep,
    loading: Loading,
    of: (task: LoadedTask) => readonly TaskerStep[] | null,
  ): Promise<readonly TaskerStep[] | null> {
    const budget = this.loaders.budget(loading);
    if (budget.isSpent) return null;
    budget.takeNodes(1);
    const task = await this.loaders.task(taskId, loading);
    return task === null ? [] : of(task);
  }
}
