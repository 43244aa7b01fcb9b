import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { NamedStep } from './named-step.entity.js';

/** An external system that steps talk to, by its label. */
@Entity({ schema: 'tasker', name: 'dependent_systems', synchronize: false })
export class DependentSystem {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'dependent_system_id', generatedIdentity: 'ALWAYS' })
  dependentSystemId: number;

  /** Unique; 1 to 64 characters. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @OneToMany(() => NamedStep, (namedStep) => namedStep.dependentSystem)
  namedSteps: Relation<NamedStep>[];
}
