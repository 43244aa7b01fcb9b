import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** A task that has come to rest and whose notes are still to be written by its definition. */
@Entity({ schema: 'tasker', name: 'annotation_hooks', synchronize: false })
export class AnnotationHook {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @Column({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  /** From when on a process may take it. */
  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt: Date;

  /** Attempts begun. */
  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
