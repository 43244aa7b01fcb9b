import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Limit } from './limit.entity.js';

/** An attempt that runs under a limit, or a step that a place is promised to. */
@Entity({ schema: 'tasker', name: 'limit_slots', synchronize: false })
export class LimitSlot {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @PrimaryColumn({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  @PrimaryColumn({ type: 'integer', name: 'limit_id' })
  limitId: number;

  @PrimaryColumn({ type: 'integer' })
  attempt: number;

  /** Empty where the limit has no keys. */
  @Column({ type: 'text' })
  key: string;

  /** Null: promised. */
  @Column({ type: 'uuid', name: 'worker_id', nullable: true })
  workerId: string | null;

  @Column({ type: 'timestamptz', name: 'claimed_at' })
  claimedAt: Date;

  @ManyToOne(() => Limit, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'limit_id' })
  limit: Relation<Limit>;
}
