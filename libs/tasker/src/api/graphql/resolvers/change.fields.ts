import { Parent } from '@nestjs/graphql';
import { Below } from '../contract/below.js';
import { NestedField, NestedFields } from '../contract/nested.field.js';
import { TaskerChange } from '../schema/change.type.js';
import { taskNode, TaskerTask } from '../schema/task.type.js';
import { TaskLoaders, type Loading } from '../task.loaders.js';

/** Fields of a change that lead to others. */
@NestedFields(() => TaskerChange)
export class ChangeFields {
  constructor(private readonly loaders: TaskLoaders) {}

  @NestedField('TaskerChange', {
    type: () => TaskerTask,
    nullable: true,
    permission: 'tasker.task:show',
    cost: 100,
    description: 'The task as it is when this is read; null when it is gone.',
  })
  async task(@Parent() { taskId }: TaskerChange, @Below() loading: Loading): Promise<TaskerTask | null> {
    const found = taskId === null ? null : await this.loaders.task(taskId, loading);
    return found === null ? null : taskNode(found.view);
  }
}
