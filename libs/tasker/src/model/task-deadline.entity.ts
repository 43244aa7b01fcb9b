import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** When the time of a task is over. Only tasks with a limit have one, until they are found finished. */
@Entity({ schema: 'tasker', name: 'task_deadlines', synchronize: false })
export class TaskDeadline {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @Column({ type: 'timestamptz', name: 'deadline_at' })
  deadlineAt: Date;

  /** The limit in seconds, where the time was counted anew; null: it counts from the creation of the task. */
  @Column({ type: 'double precision', name: 'limit_seconds', nullable: true })
  limitSeconds: number | null;

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
