import { Args, ArgsType, Field, Int, Parent } from '@nestjs/graphql';
import { InvalidRequestError } from '../../../model/errors.js';
import type { StoredAnnotation } from '../../../orchestration/task.annotations.js';
import { Below } from '../contract/below.js';
import { NestedField, NestedFields } from '../contract/nested.field.js';
import { TaskerAnnotation } from '../schema/note.type.js';
import { TaskerJson } from '../schema/scalars.js';
import { TaskerStep } from '../schema/step.type.js';
import { TaskerTask, TaskerWorkflowSummary } from '../schema/task.type.js';
import { TaskLoaders, type Loading } from '../task.loaders.js';

@ArgsType()
class AnnotationsArgs {
  @Field(() => Int, { nullable: true, description: 'How many of each task, 1 to 100. Default 20; all of them: the query `annotations`.' })
  first?: number;
}

/** Fields of a task that are read for all tasks of a list at once. */
@NestedFields(() => TaskerTask)
export class TaskFields {
  constructor(private readonly loaders: TaskLoaders) {}

  @NestedField('TaskerTask', { type: () => TaskerJson, nullable: true, description: 'Input of the workflow.' })
  async context(@Parent() { taskId }: TaskerTask, @Below() loading: Loading): Promise<unknown> {
    return this.loaders.budget(loading).content((await this.loaders.context(taskId, loading)) ?? null);
  }

  @NestedField('TaskerTask', {
    type: () => TaskerJson,
    nullable: true,
    permission: 'tasker.workflow_step:index',
    description: 'Results of completed steps by their names.',
  })
  async results(@Parent() { taskId }: TaskerTask, @Below() loading: Loading): Promise<unknown> {
    const found = await this.loaders.task(taskId, loading);
    return this.loaders.budget(loading).content(found?.view.results ?? null);
  }

  @NestedField('TaskerTask', {
    type: () => [TaskerStep],
    permission: 'tasker.workflow_step:index',
    description: 'Its steps in the order of their places.',
  })
  async steps(@Parent() { taskId }: TaskerTask, @Below() loading: Loading): Promise<readonly TaskerStep[]> {
    const found = await this.loaders.task(taskId, loading);
    return found?.steps() ?? [];
  }

  @NestedField('TaskerTask', { type: () => TaskerWorkflowSummary, nullable: true, description: 'Where it stands, counted from its steps.' })
  async workflowSummary(@Parent() { taskId }: TaskerTask, @Below() loading: Loading): Promise<unknown> {
    return (await this.loaders.task(taskId, loading))?.view.summary ?? null;
  }

  @NestedField('TaskerTask', {
    type: () => [TaskerAnnotation],
    permission: 'tasker.annotation:index',
    description: 'Its first notes, in the order of writing.',
  })
  async annotations(
    @Parent() { taskId }: TaskerTask,
    @Below() loading: Loading,
    @Args({ type: () => AnnotationsArgs }) { first }: AnnotationsArgs,
  ): Promise<readonly StoredAnnotation[]> {
    const limit = first ?? 20;
    if (limit < 1 || limit > 100) throw new InvalidRequestError([{ path: 'first', message: 'must be a whole number from 1 to 100' }]);
    const notes = await this.loaders.notes(taskId, limit, loading);
    const budget = this.loaders.budget(loading);
    budget.takeNodes(notes.length);
    return notes.map((note) => ({ ...note, annotation: budget.content(note.annotation) }));
  }
}
