import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity.js';

/** What the watch found about an unfinished task that does not move. The row goes when the task rests. */
@Entity({ schema: 'tasker', name: 'task_bottlenecks', synchronize: false })
export class TaskBottleneck {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** Of the worst bottleneck; null while the task moves, and while nothing is severe enough. */
  @Column({ type: 'text', nullable: true })
  severity: 'Low' | 'Medium' | 'High' | 'Critical' | null;

  @Column({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  @Column({ type: 'integer', name: 'impact_score' })
  impactScore: number;

  @Column({ type: 'timestamptz', name: 'found_at' })
  foundAt: Date;

  /** Severities that `task.bottleneck_detected` was published with, in that order. */
  @Column({ type: 'text', array: true })
  told: string[];

  @ManyToOne(() => Task, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
