import { Column, Entity, PrimaryColumn } from 'typeorm';
import { intervalInMilliseconds } from './interval.column.js';

/** One start of a worker. The row stays for a while when the worker is gone, so that the history can name it. */
@Entity({ schema: 'tasker', name: 'workers', synchronize: false })
export class Worker {
  /** Made for this start and never used again. */
  @PrimaryColumn({ type: 'uuid', name: 'worker_id' })
  workerId: string;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt: Date;

  /** Latest sign of life. */
  @Column({ type: 'timestamptz', name: 'heartbeat_at' })
  heartbeatAt: Date;

  /** Earliest time limit among the steps that it runs. */
  @Column({ type: 'timestamptz', name: 'earliest_timeout_at', nullable: true })
  earliestTimeoutAt: Date | null;

  /** When it began to shut down: it claims nothing more and finishes what it runs. */
  @Column({ type: 'timestamptz', name: 'draining_at', nullable: true })
  drainingAt: Date | null;

  /** When it said goodbye. */
  @Column({ type: 'timestamptz', name: 'stopped_at', nullable: true })
  stoppedAt: Date | null;

  /** When others found it silent for longer than its lease; from then on everything it sends is refused. */
  @Column({ type: 'timestamptz', name: 'lost_at', nullable: true })
  lostAt: Date | null;

  /** When the last of its steps went back. */
  @Column({ type: 'timestamptz', name: 'reaped_at', nullable: true })
  reapedAt: Date | null;

  /** How long it may be silent, in milliseconds. */
  @Column({ type: 'interval', name: 'lease', transformer: intervalInMilliseconds })
  leaseMs: number;

  @Column({ type: 'integer' })
  pid: number;

  /** Steps that it runs at once. */
  @Column({ type: 'integer' })
  concurrency: number;

  /** Steps that it was running at its latest sign of life. */
  @Column({ type: 'integer', name: 'running_steps', default: 0 })
  runningSteps: number;

  @Column({ type: 'text' })
  host: string;

  /** Version of the package. */
  @Column({ type: 'text' })
  version: string;

  @Column({ type: 'text', array: true })
  queues: string[];

  /** The definitions that it knows, by full name, with their hashes. */
  @Column({ type: 'jsonb' })
  definitions: Record<string, string>;

  /** What it may claim: the lanes of the steps that it has handlers for, in its queues. */
  @Column({ type: 'integer', array: true, default: [] })
  lanes: number[];
}
