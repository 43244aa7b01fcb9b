import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { NamedTask } from './named-task.entity.js';

/** A folder for workflow definitions; `default` is the one of definitions that name none. */
@Entity({ schema: 'tasker', name: 'task_namespaces', synchronize: false })
export class TaskNamespace {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'task_namespace_id', generatedIdentity: 'ALWAYS' })
  taskNamespaceId: number;

  /** Unique; 1 to 64 characters. */
  @Column({ type: 'text' })
  name: string;

  /** At most 255 characters. */
  @Column({ type: 'text', nullable: true })
  description: string | null;

  @OneToMany(() => NamedTask, (namedTask) => namedTask.taskNamespace)
  namedTasks: Relation<NamedTask>[];
}
