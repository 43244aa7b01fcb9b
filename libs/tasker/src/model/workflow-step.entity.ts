import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { Lane } from './lane.entity.js';
import { NamedStep } from './named-step.entity.js';
import type { StepState } from './states.js';
import { Task } from './task.entity.js';
import { Worker } from './worker.entity.js';
import { WorkflowStepTransition } from './workflow-step-transition.entity.js';

const noForeignKey = { createForeignKeyConstraints: false } as const;

/** One step of a run. Read steps through this class; only the engine may write them. */
@Entity({ schema: 'tasker', name: 'workflow_steps', synchronize: false })
export class WorkflowStep {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** Place of the step in its task, from 1. */
  @PrimaryColumn({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  @Column({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  @Column({ type: 'integer', name: 'lane' })
  laneId: number;

  /** Higher goes first. */
  @Column({ type: 'integer', default: 0 })
  priority: number;

  /** Attempts begun; never goes down. */
  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** Attempts that back-off does not count: those handed back unused, and all before a person's latest retry. */
  @Column({ type: 'smallint', name: 'discounted_attempts', default: 0 })
  discountedAttempts: number;

  /** Attempts allowed in total; at least 1. */
  @Column({ type: 'integer', name: 'retry_limit', default: 3 })
  retryLimit: number;

  /** Parents that are neither complete nor resolved; one more while a step of a serial task waits for its turn. */
  @Column({ type: 'integer', name: 'pending_parents' })
  pendingParents: number;

  /** Time limit of an attempt in milliseconds; null = none. */
  @Column({ type: 'integer', name: 'timeout_ms', nullable: true })
  timeoutMs: number | null;

  @Column({ type: 'boolean', default: true })
  retryable: boolean;

  @Column({ type: 'boolean', default: false })
  skippable: boolean;

  /** From when on the step may be claimed; null = it may not. */
  @Column({ type: 'timestamptz', name: 'ready_at', nullable: true })
  readyAt: Date | null;

  /** When a key that the step waited for let it go: since then nothing but a worker was missing; null = it never waited for one. */
  @Column({ type: 'timestamptz', name: 'let_go_at', nullable: true })
  letGoAt: Date | null;

  /** When the latest attempt began. */
  @Column({ type: 'timestamptz', name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  /** When the running attempt's time is over. */
  @Column({ type: 'timestamptz', name: 'timeout_at', nullable: true })
  timeoutAt: Date | null;

  /** When the latest attempt ended. */
  @Column({ type: 'timestamptz', name: 'last_attempted_at', nullable: true })
  lastAttemptedAt: Date | null;

  /** When the step completed. */
  @Column({ type: 'timestamptz', name: 'processed_at', nullable: true })
  processedAt: Date | null;

  /** The wait that precedes the next attempt, in seconds. */
  @Column({ type: 'double precision', name: 'backoff_request_seconds', nullable: true })
  backoffRequestSeconds: number | null;

  /** The worker that runs the step; set exactly while it is in progress. */
  @Column({ type: 'uuid', name: 'claimed_by', nullable: true })
  claimedBy: string | null;

  @Column({ type: 'text', default: 'pending' })
  state: StepState;

  /** Places of the steps that this one waits for. */
  @Column({ type: 'integer', name: 'parent_ids', array: true })
  parentIds: number[];

  /** Places of the steps that wait for this one. */
  @Column({ type: 'integer', name: 'child_ids', array: true })
  childIds: number[];

  /** What was set for this step only; null = the task's context. */
  @Column({ type: 'jsonb', nullable: true })
  inputs: unknown;

  /** What the step returned; beside an `error`, what a failed attempt had set before it threw. */
  @Column({ type: 'jsonb', nullable: true })
  results: unknown;

  /** How the latest attempt failed. */
  @Column({ type: 'jsonb', nullable: true })
  error: Record<string, unknown> | null;

  @ManyToOne(() => Task, (task) => task.steps, noForeignKey)
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;

  @ManyToOne(() => NamedStep, noForeignKey)
  @JoinColumn({ name: 'named_step_id' })
  namedStep: Relation<NamedStep>;

  @ManyToOne(() => Lane, noForeignKey)
  @JoinColumn({ name: 'lane' })
  lane: Relation<Lane>;

  @ManyToOne(() => Worker, { ...noForeignKey, nullable: true })
  @JoinColumn({ name: 'claimed_by' })
  worker: Relation<Worker> | null;

  @OneToMany(() => WorkflowStepTransition, (transition) => transition.step)
  transitions: Relation<WorkflowStepTransition>[];
}
