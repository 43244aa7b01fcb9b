import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Figures of the tasks of a definition in a stretch of time. */
@Entity({ schema: 'tasker', name: 'analytics_tasks', synchronize: false })
export class AnalyticsTask {
  /** 0: all definitions; -n: those of the namespace n. */
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  /** Seconds: 60, 600 or 3600. */
  @PrimaryColumn({ type: 'integer' })
  span: number;

  @PrimaryColumn({ type: 'timestamptz', name: 'began_at' })
  beganAt: Date;

  @Column({ type: 'integer', default: 0 })
  created: number;

  @Column({ type: 'integer', name: 'of_complete', default: 0 })
  ofComplete: number;

  @Column({ type: 'integer', name: 'of_error', default: 0 })
  ofError: number;

  @Column({ type: 'integer', name: 'of_cancelled', default: 0 })
  ofCancelled: number;

  @Column({ type: 'integer', name: 'of_resolved', default: 0 })
  ofResolved: number;

  @Column({ type: 'integer', default: 0 })
  completed: number;

  @Column({ type: 'integer', default: 0 })
  failed: number;

  @Column({ type: 'integer', default: 0 })
  cancelled: number;

  @Column({ type: 'integer', default: 0 })
  resolved: number;

  /** Of complete tasks, from request to rest. */
  @Column({ type: 'double precision', name: 'duration_seconds', default: 0 })
  durationSeconds: number;

  /** Their number at each place of duration_place. */
  @Column({ type: 'integer', array: true, default: () => "'{}'" })
  durations: number[];
}
