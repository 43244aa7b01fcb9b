import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** An unfinished task that somebody should look at. The row goes when the reason is gone or the task rests. */
@Entity({ schema: 'tasker', name: 'task_warnings', synchronize: false })
export class TaskWarning {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** Nobody claims a due step, the task is too old, or a step loses the workers that run it. */
  @PrimaryColumn({ type: 'text' })
  kind: 'waiting' | 'lifetime' | 'lost_attempts';

  /** 0 where the task is meant. */
  @PrimaryColumn({ type: 'integer', name: 'workflow_step_id', default: 0 })
  workflowStepId: number;

  /** When the step became due, the lifetime began, the latest attempt was lost. */
  @Column({ type: 'timestamptz' })
  since: Date;

  @Column({ type: 'timestamptz', name: 'noticed_at' })
  noticedAt: Date;

  /** When its event was published. */
  @Column({ type: 'timestamptz', name: 'told_at', nullable: true })
  toldAt: Date | null;

  /** The limit that was passed. */
  @Column({ type: 'jsonb' })
  detail: Record<string, unknown>;

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
