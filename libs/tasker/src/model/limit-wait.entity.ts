import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Limit } from './limit.entity.js';

/** A step that waits until fewer steps with its key run. */
@Entity({ schema: 'tasker', name: 'limit_waits', synchronize: false })
export class LimitWait {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @PrimaryColumn({ type: 'integer', name: 'workflow_step_id' })
  workflowStepId: number;

  @Column({ type: 'integer', name: 'limit_id' })
  limitId: number;

  @Column({ type: 'text' })
  key: string;

  @Column({ type: 'integer' })
  lane: number;

  @Column({ type: 'integer' })
  priority: number;

  /** Since when it was ready. */
  @Column({ type: 'timestamptz' })
  since: Date;

  @ManyToOne(() => Limit, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'limit_id' })
  limit: Relation<Limit>;
}
