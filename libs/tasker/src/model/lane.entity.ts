import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { NamedTask } from './named-task.entity.js';

/** One small number for each definition and queue: what a worker claims by. */
@Entity({ schema: 'tasker', name: 'lanes', synchronize: false })
export class Lane {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'lane', generatedIdentity: 'ALWAYS' })
  lane: number;

  @Column({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  /** 1 to 64 characters; unique with the definition. */
  @Column({ type: 'text' })
  queue: string;

  @ManyToOne(() => NamedTask, (namedTask) => namedTask.lanes)
  @JoinColumn({ name: 'named_task_id' })
  namedTask: Relation<NamedTask>;
}
