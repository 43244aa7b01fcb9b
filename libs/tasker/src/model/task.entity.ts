import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { NamedTask } from './named-task.entity.js';
import type { TaskState } from './states.js';
import { TaskAnnotation } from './task-annotation.entity.js';
import { TaskTransition } from './task-transition.entity.js';
import { WorkflowStep } from './workflow-step.entity.js';

/** One run of a workflow. Read tasks through this class; only the engine may write them. */
@Entity({ schema: 'tasker', name: 'tasks', synchronize: false })
export class Task {
  /** UUID version 7, made by the client that created the task. */
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** When the task came to rest; null while anything of it can run. */
  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'requested_at' })
  requestedAt: Date;

  /** Place in the order in which tasks were created. */
  @Column({ type: 'bigint', name: 'creation_id', generated: 'identity', generatedIdentity: 'ALWAYS' })
  creationId: string;

  /** Steps that are neither complete nor resolved. */
  @Column({ type: 'integer', name: 'incomplete_steps' })
  incompleteSteps: number;

  /** Steps that are running, claimable, or waiting for their time. */
  @Column({ type: 'integer', name: 'active_steps' })
  activeSteps: number;

  @Column({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  /** Higher goes first. */
  @Column({ type: 'integer', default: 0 })
  priority: number;

  /** False: one step of the task runs at a time. */
  @Column({ type: 'boolean', default: true })
  concurrent: boolean;

  /** Whether the definition writes notes once the task has come to rest. */
  @Column({ type: 'boolean', default: false })
  annotates: boolean;

  @Column({ type: 'text', default: 'pending' })
  state: TaskState;

  /** Who asked for the task; at most 128 characters. */
  @Column({ type: 'text', default: 'unknown' })
  initiator: string;

  /** Which system asked for it; at most 128 characters. */
  @Column({ type: 'text', name: 'source_system', default: 'unknown' })
  sourceSystem: string;

  /** Why; at most 128 characters. */
  @Column({ type: 'text', default: 'unknown' })
  reason: string;

  /** Unique where it is set: two requests of one identity are one task. */
  @Column({ type: 'text', name: 'identity_hash', nullable: true })
  identityHash: string | null;

  /** SHA-256 (hex) of what a request with an idempotency key asked for. */
  @Column({ type: 'text', name: 'request_hash', nullable: true })
  requestHash: string | null;

  /** Since when nothing of the task may begin; null when it is not paused. */
  @Column({ type: 'timestamptz', name: 'paused_at', nullable: true })
  pausedAt: Date | null;

  /** Who paused it. */
  @Column({ type: 'text', name: 'paused_by', nullable: true })
  pausedBy: string | null;

  /** Why it was paused. */
  @Column({ type: 'text', name: 'pause_reason', nullable: true })
  pauseReason: string | null;

  @Column({ type: 'text', name: 'correlation_id', nullable: true })
  correlationId: string | null;

  /** W3C trace context of the request. */
  @Column({ type: 'text', nullable: true })
  traceparent: string | null;

  @Column({ type: 'text', array: true, default: [] })
  tags: string[];

  /** Names of the steps that the request left out. */
  @Column({ type: 'text', name: 'bypass_steps', array: true, default: [] })
  bypassSteps: string[];

  /** What the task is about: the object given at creation. */
  @Column({ type: 'jsonb' })
  context: Record<string, unknown>;

  @ManyToOne(() => NamedTask, (namedTask) => namedTask.tasks, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'named_task_id' })
  namedTask: Relation<NamedTask>;

  @OneToMany(() => WorkflowStep, (step) => step.task)
  steps: Relation<WorkflowStep>[];

  @OneToMany(() => TaskTransition, (transition) => transition.task)
  transitions: Relation<TaskTransition>[];

  @OneToMany(() => TaskAnnotation, (annotation) => annotation.task)
  annotations: Relation<TaskAnnotation>[];
}
