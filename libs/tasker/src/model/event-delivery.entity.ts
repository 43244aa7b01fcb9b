import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event that a durable subscriber could not take at once, or that stands behind such a one of its task. */
@Entity({ schema: 'tasker', name: 'event_deliveries', synchronize: false })
export class EventDelivery {
  @PrimaryColumn({ type: 'text' })
  consumer: string;

  @PrimaryColumn({ type: 'bigint' })
  position: string;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** Null: an older one of its task comes first, or it was given up. */
  @Column({ type: 'timestamptz', name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  /** Since when it is no longer tried. */
  @Column({ type: 'timestamptz', name: 'given_up_at', nullable: true })
  givenUpAt: Date | null;

  /** When it happened. */
  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** The row of the history of the task or step; null for a custom event. */
  @Column({ type: 'bigint', name: 'transition_id', nullable: true })
  transitionId: string | null;

  /** Only of a custom event: the step that published it. */
  @Column({ type: 'integer', name: 'workflow_step_id', nullable: true })
  workflowStepId: number | null;

  @Column({ type: 'integer', nullable: true })
  attempt: number | null;

  /** How often it was tried. */
  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ type: 'text' })
  kind: 'task' | 'step' | 'custom';

  /** The state that was reached, or `action`; the name of a custom event. */
  @Column({ type: 'text' })
  name: string;

  /** Only of a custom event. */
  @Column({ type: 'jsonb', nullable: true })
  payload: unknown;

  /** Why the latest attempt failed. */
  @Column({ type: 'jsonb', nullable: true })
  error: Record<string, unknown> | null;
}
