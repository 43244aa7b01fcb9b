import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import type { TaskState } from './states.js';
import { Task } from './task.entity.js';

/** A move of a task from one state to another. Appended, never changed, never read to find the current state. */
@Entity({ schema: 'tasker', name: 'task_transitions', synchronize: false })
export class TaskTransition {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @PrimaryGeneratedColumn('identity', { type: 'bigint', name: 'task_transition_id', generatedIdentity: 'ALWAYS' })
  taskTransitionId: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'text', name: 'from_state' })
  fromState: TaskState;

  @Column({ type: 'text', name: 'to_state' })
  toState: TaskState;

  /** The person who did it; null when it was the engine. */
  @Column({ type: 'text', nullable: true })
  actor: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'jsonb', nullable: true })
  metadata: Record<string, unknown> | null;

  @ManyToOne(() => Task, (task) => task.transitions, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;
}
