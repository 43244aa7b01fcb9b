import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Limit } from './limit.entity.js';

/** A step of a definition that runs under a limit for each key. */
@Entity({ schema: 'tasker', name: 'limit_keys', synchronize: false })
export class LimitKey {
  @PrimaryColumn({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @PrimaryColumn({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  @PrimaryColumn({ type: 'integer', name: 'limit_id' })
  limitId: number;

  /** Most steps with one key at once, as this definition declares it. */
  @Column({ type: 'integer', name: 'max_running' })
  maxRunning: number;

  /** Where the key stands in the context of a task. */
  @Column({ type: 'text', array: true })
  path: string[];

  @ManyToOne(() => Limit)
  @JoinColumn({ name: 'limit_id' })
  limit: Relation<Limit>;
}
