import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { NamedStep } from './named-step.entity.js';
import { NamedTask } from './named-task.entity.js';

/** One small number for each step of a definition and its queue: what a worker claims by. */
@Entity({ schema: 'tasker', name: 'lanes', synchronize: false })
export class Lane {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'lane', generatedIdentity: 'ALWAYS' })
  lane: number;

  @Column({ type: 'integer', name: 'named_task_id' })
  namedTaskId: number;

  @Column({ type: 'integer', name: 'named_step_id' })
  namedStepId: number;

  /** 1 to 64 characters; unique with the definition and the step. */
  @Column({ type: 'text' })
  queue: string;

  @ManyToOne(() => NamedTask, (namedTask) => namedTask.lanes)
  @JoinColumn({ name: 'named_task_id' })
  namedTask: Relation<NamedTask>;

  @ManyToOne(() => NamedStep)
  @JoinColumn({ name: 'named_step_id' })
  namedStep: Relation<NamedStep>;
}
