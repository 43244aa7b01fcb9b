import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Something that happened and that a durable subscriber has yet to be told. */
@Entity({ schema: 'tasker', name: 'event_feed', synchronize: false })
export class EventFeedEntry {
  /** Grows within a task as its changes do. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  position: string;

  @Column({ type: 'bigint', name: 'transaction_id', default: () => '((pg_current_xact_id())::text)::bigint' })
  transactionId: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** The row of the history of the task or step; null for a custom event. */
  @Column({ type: 'bigint', name: 'transition_id', nullable: true })
  transitionId: string | null;

  /** Only of a custom event: the step that published it. */
  @Column({ type: 'integer', name: 'workflow_step_id', nullable: true })
  workflowStepId: number | null;

  @Column({ type: 'integer', nullable: true })
  attempt: number | null;

  @Column({ type: 'text' })
  kind: 'task' | 'step' | 'custom';

  /** The state that was reached, or `action`; the name of a custom event. */
  @Column({ type: 'text' })
  name: string;

  /** Only of a custom event. */
  @Column({ type: 'jsonb', nullable: true })
  payload: unknown;
}
