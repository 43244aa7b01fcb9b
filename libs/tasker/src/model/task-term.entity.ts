import { Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** One thing that a task can be found by besides its row; a task without any has no row here. */
@Entity({ schema: 'tasker', name: 'task_terms', synchronize: false })
export class TaskTerm {
  /** `tag`, `initiator`, `source_system`, `context.<path>`, or `misplaced`: the task's id does not say when it was created. */
  @PrimaryColumn({ type: 'text' })
  key: string;

  /** Of a text of more than 200 characters its beginning and its hash; of `misplaced` the moment of the creation. */
  @PrimaryColumn({ type: 'text' })
  value: string;

  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
