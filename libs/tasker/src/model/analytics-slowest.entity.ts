import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The slowest tasks and attempts of a definition in a stretch of time. */
@Entity({ schema: 'tasker', name: 'analytics_slowest', synchronize: false })
export class AnalyticsSlowest {
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @PrimaryColumn({ type: 'text' })
  kind: 'task' | 'step';

  /** Seconds: 600 or 3600. */
  @PrimaryColumn({ type: 'integer' })
  span: number;

  @PrimaryColumn({ type: 'timestamptz', name: 'began_at' })
  beganAt: Date;

  @PrimaryColumn({ type: 'double precision', name: 'duration_seconds' })
  durationSeconds: number;

  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  /** 0 for a task. */
  @PrimaryColumn({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  @PrimaryColumn({ type: 'integer' })
  attempt: number;

  @Column({ type: 'timestamptz', name: 'ended_at' })
  endedAt: Date;
}
