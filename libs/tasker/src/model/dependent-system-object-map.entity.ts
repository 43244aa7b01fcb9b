import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { DependentSystem } from './dependent-system.entity.js';

/** The same thing under its two ids in two external systems; the side with the lower system id, then the lesser id, comes first. */
@Entity({ schema: 'tasker', name: 'dependent_system_object_maps', synchronize: false })
export class DependentSystemObjectMap {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', name: 'dependent_system_object_map_id', generatedIdentity: 'ALWAYS' })
  dependentSystemObjectMapId: string;

  @Column({ type: 'integer', name: 'dependent_system_one_id' })
  dependentSystemOneId: number;

  @Column({ type: 'integer', name: 'dependent_system_two_id' })
  dependentSystemTwoId: number;

  /** At most 128 characters. */
  @Column({ type: 'text', name: 'remote_id_one' })
  remoteIdOne: string;

  /** At most 128 characters. */
  @Column({ type: 'text', name: 'remote_id_two' })
  remoteIdTwo: string;

  @ManyToOne(() => DependentSystem)
  @JoinColumn({ name: 'dependent_system_one_id' })
  dependentSystemOne: Relation<DependentSystem>;

  @ManyToOne(() => DependentSystem)
  @JoinColumn({ name: 'dependent_system_two_id' })
  dependentSystemTwo: Relation<DependentSystem>;
}
