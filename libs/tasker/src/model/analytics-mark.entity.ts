import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the history is in the figures of analytics; one row. */
@Entity({ schema: 'tasker', name: 'analytics_marks', synchronize: false })
export class AnalyticsMark {
  @PrimaryColumn({ type: 'boolean' })
  singleton: boolean;

  /** Tasks up to this creation id are counted. */
  @Column({ type: 'bigint', name: 'creation_id', default: 0 })
  creationId: string;

  @Column({ type: 'bigint', name: 'task_transition_id', default: 0 })
  taskTransitionId: string;

  @Column({ type: 'bigint', name: 'step_transition_id', default: 0 })
  stepTransitionId: string;

  /** The moment up to which everything is counted; null: nothing is yet. */
  @Column({ type: 'timestamptz', name: 'as_of', nullable: true })
  asOf: Date | null;

  /** Marks that are waiting for the end of writers. */
  @Column({ type: 'jsonb', nullable: true })
  next: Record<string, unknown> | null;

  /** Virtual transactions that were writing when `next` was taken. */
  @Column({ type: 'text', array: true, nullable: true })
  writers: string[] | null;

  /** The last counts of get_system_health_counts. */
  @Column({ type: 'jsonb', nullable: true })
  health: Record<string, unknown> | null;

  @Column({ type: 'timestamptz', name: 'health_at', nullable: true })
  healthAt: Date | null;

  /** How long they took. */
  @Column({ type: 'interval', name: 'health_cost', nullable: true })
  healthCost: unknown;
}
