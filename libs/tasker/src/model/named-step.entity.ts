import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { DependentSystem } from './dependent-system.entity.js';
import { NamedTaskNamedStep } from './named-task-named-step.entity.js';

/** The identity of a step, shared by every definition that uses the same name on the same system. */
@Entity({ schema: 'tasker', name: 'named_steps', synchronize: false })
export class NamedStep {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'named_step_id', generatedIdentity: 'ALWAYS' })
  namedStepId: number;

  @Column({ type: 'integer', name: 'dependent_system_id' })
  dependentSystemId: number;

  /** 1 to 128 characters; unique within its system. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @ManyToOne(() => DependentSystem, (system) => system.namedSteps)
  @JoinColumn({ name: 'dependent_system_id' })
  dependentSystem: Relation<DependentSystem>;

  @OneToMany(() => NamedTaskNamedStep, (declared) => declared.namedStep)
  namedTasksNamedSteps: Relation<NamedTaskNamedStep>[];
}
