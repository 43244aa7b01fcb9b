import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import type { StepState } from './states.js';
import { Task } from './task.entity.js';
import { WorkflowStep } from './workflow-step.entity.js';

const noForeignKey = { createForeignKeyConstraints: false } as const;

/** A move of a step, or a whole attempt of it, written when the attempt ends. Appended, never changed. */
@Entity({ schema: 'tasker', name: 'workflow_step_transitions', synchronize: false })
export class WorkflowStepTransition {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @PrimaryGeneratedColumn('identity', { type: 'bigint', name: 'workflow_step_transition_id', generatedIdentity: 'ALWAYS' })
  workflowStepTransitionId: string;

  @Column({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  /** Number of the attempt, from 1; 0 for a move of a step that was never attempted. */
  @Column({ type: 'integer' })
  attempt: number;

  /** When the attempt began; null for a move that ends no attempt. */
  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** The worker that ran the attempt. */
  @Column({ type: 'uuid', name: 'worker_id', nullable: true })
  workerId: string | null;

  /** Seconds for which the step could have been claimed before the attempt; null where nobody knows. */
  @Column({ type: 'real', name: 'wait_seconds', nullable: true })
  waitSeconds: number | null;

  /** Seconds for which the handler ran, by the clock of its worker; null where nobody knows. */
  @Column({ type: 'real', name: 'run_seconds', nullable: true })
  runSeconds: number | null;

  /** The step's lane, that is its definition, its name and its queue; of a move that ends no attempt it may be null. */
  @Column({ type: 'integer', nullable: true })
  lane: number | null;

  @Column({ type: 'text', name: 'from_state' })
  fromState: StepState;

  @Column({ type: 'text', name: 'to_state' })
  toState: StepState;

  /** The person who did it; null when it was the engine. */
  @Column({ type: 'text', nullable: true })
  actor: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** How the attempt failed. */
  @Column({ type: 'jsonb', nullable: true })
  error: Record<string, unknown> | null;

  @Column({ type: 'jsonb', nullable: true })
  metadata: Record<string, unknown> | null;

  @ManyToOne(() => Task, noForeignKey)
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;

  @ManyToOne(() => WorkflowStep, (step) => step.transitions, noForeignKey)
  @JoinColumn([
    { name: 'task_id', referencedColumnName: 'taskId' },
    { name: 'workflow_step_id', referencedColumnName: 'workflowStepId' },
  ])
  step: Relation<WorkflowStep>;
}
