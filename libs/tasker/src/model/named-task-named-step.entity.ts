import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { NamedStep } from './named-step.entity.js';
import { NamedTask } from './named-task.entity.js';

/** A step that some deployment declared for a definition, with its latest defaults, or that a hook named at the creation of a task. */
@Entity({ schema: 'tasker', name: 'named_tasks_named_steps', synchronize: false })
export class NamedTaskNamedStep {
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @PrimaryColumn({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  /** Whether a request may bypass the step. */
  @Column({ type: 'boolean', default: false })
  skippable: boolean;

  /** Whether a failed attempt may be followed by another one. */
  @Column({ type: 'boolean', name: 'default_retryable', default: true })
  defaultRetryable: boolean;

  /** Attempts in total; at least 1. */
  @Column({ type: 'integer', name: 'default_retry_limit', default: 3 })
  defaultRetryLimit: number;

  /** The declared step whose handler runs this one, which a hook named; null for a declared step. */
  @Column({ type: 'integer', name: 'handled_as', nullable: true })
  handledAs: number | null;

  @ManyToOne(() => NamedTask, (namedTask) => namedTask.namedTasksNamedSteps)
  @JoinColumn({ name: 'named_task_id' })
  namedTask: Relation<NamedTask>;

  @ManyToOne(() => NamedStep, (namedStep) => namedStep.namedTasksNamedSteps)
  @JoinColumn({ name: 'named_step_id' })
  namedStep: Relation<NamedStep>;
}
