import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** A task that rests in error and needs a person. The row goes when the task leaves that state. */
@Entity({ schema: 'tasker', name: 'dead_letters', synchronize: false })
export class DeadLetter {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @Column({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @Column({ type: 'timestamptz', name: 'failed_at' })
  failedAt: Date;

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
