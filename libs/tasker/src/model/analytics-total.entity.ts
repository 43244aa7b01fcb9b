import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many tasks of a definition are in each state, and the steps of those that are over for good. */
@Entity({ schema: 'tasker', name: 'analytics_totals', synchronize: false })
export class AnalyticsTotal {
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @Column({ type: 'bigint', default: 0 })
  created: string;

  @Column({ type: 'bigint', default: 0 })
  pending: string;

  @Column({ type: 'bigint', name: 'in_progress', default: 0 })
  inProgress: string;

  @Column({ type: 'bigint', default: 0 })
  complete: string;

  @Column({ type: 'bigint', default: 0 })
  error: string;

  @Column({ type: 'bigint', default: 0 })
  cancelled: string;

  @Column({ type: 'bigint', name: 'resolved_manually', default: 0 })
  resolvedManually: string;

  @Column({ type: 'bigint', name: 'complete_steps', default: 0 })
  completeSteps: string;

  @Column({ type: 'bigint', name: 'cancelled_steps', default: 0 })
  cancelledSteps: string;

  @Column({ type: 'bigint', name: 'resolved_steps', default: 0 })
  resolvedSteps: string;

  @Column({ type: 'bigint', name: 'other_steps', default: 0 })
  otherSteps: string;
}
