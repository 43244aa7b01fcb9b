import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How attempts of a step have failed in an hour, by class of error. */
@Entity({ schema: 'tasker', name: 'analytics_errors', synchronize: false })
export class AnalyticsError {
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @PrimaryColumn({ type: 'timestamptz', name: 'began_at' })
  beganAt: Date;

  @PrimaryColumn({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  @PrimaryColumn({ type: 'text', name: 'error_class' })
  errorClass: string;

  @Column({ type: 'integer' })
  failures: number;

  /** Those that were the last attempt of their step. */
  @Column({ type: 'integer' })
  permanent: number;

  @Column({ type: 'timestamptz', name: 'last_at' })
  lastAt: Date;

  @Column({ type: 'text', name: 'last_message', nullable: true })
  lastMessage: string | null;
}
