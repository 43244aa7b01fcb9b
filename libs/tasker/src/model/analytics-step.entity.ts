import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Figures of the attempts of a step that ended in a stretch of time. */
@Entity({ schema: 'tasker', name: 'analytics_steps', synchronize: false })
export class AnalyticsStep {
  /** 0: all definitions; -n: those of the namespace n. */
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  /** 0: all steps of the definition. */
  @PrimaryColumn({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  /** Seconds: 60, 600 or 3600. */
  @PrimaryColumn({ type: 'integer' })
  span: number;

  @PrimaryColumn({ type: 'timestamptz', name: 'began_at' })
  beganAt: Date;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ type: 'integer', default: 0 })
  completed: number;

  @Column({ type: 'integer', default: 0 })
  failed: number;

  @Column({ type: 'integer', name: 'given_up', default: 0 })
  givenUp: number;

  @Column({ type: 'integer', default: 0 })
  retried: number;

  @Column({ type: 'integer', default: 0 })
  recovered: number;

  @Column({ type: 'integer', default: 0 })
  timed: number;

  @Column({ type: 'double precision', name: 'wait_seconds', default: 0 })
  waitSeconds: number;

  @Column({ type: 'double precision', name: 'run_seconds', default: 0 })
  runSeconds: number;

  @Column({ type: 'double precision', name: 'duration_seconds', default: 0 })
  durationSeconds: number;

  @Column({ type: 'integer', array: true, default: () => "'{}'" })
  waits: number[];

  @Column({ type: 'integer', array: true, default: () => "'{}'" })
  runs: number[];

  @Column({ type: 'integer', array: true, default: () => "'{}'" })
  durations: number[];
}
