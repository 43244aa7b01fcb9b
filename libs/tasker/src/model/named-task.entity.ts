import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Lane } from './lane.entity.js';
import { NamedTaskNamedStep } from './named-task-named-step.entity.js';
import { TaskNamespace } from './task-namespace.entity.js';
import { Task } from './task.entity.js';

/** A workflow definition: namespace, name and version, with a snapshot of what was declared. Running tasks do not read it. */
@Entity({ schema: 'tasker', name: 'named_tasks', synchronize: false })
export class NamedTask {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'named_task_id', generatedIdentity: 'ALWAYS' })
  namedTaskId: number;

  @Column({ type: 'integer', name: 'task_namespace_id' })
  taskNamespaceId: number;

  /** 1 to 64 characters; unique with namespace and version. */
  @Column({ type: 'text' })
  name: string;

  /** Semantic version. */
  @Column({ type: 'text', default: '0.1.0' })
  version: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** The definition as it was declared last. */
  @Column({ type: 'jsonb', default: {} })
  configuration: Record<string, unknown>;

  /** Hash of `configuration`: two processes with the same hash declare the same definition. */
  @Column({ type: 'text', name: 'definition_hash', nullable: true })
  definitionHash: string | null;

  /** Paths of the context by whose values tasks can be found. */
  @Column({ type: 'text', array: true, default: [] })
  searchable: string[];

  /** When the definition last changed. */
  @Column({ type: 'timestamptz', name: 'registered_at', default: () => 'now()' })
  registeredAt: Date;

  @ManyToOne(() => TaskNamespace, (namespace) => namespace.namedTasks)
  @JoinColumn({ name: 'task_namespace_id' })
  taskNamespace: Relation<TaskNamespace>;

  @OneToMany(() => NamedTaskNamedStep, (declared) => declared.namedTask)
  namedTasksNamedSteps: Relation<NamedTaskNamedStep>[];

  @OneToMany(() => Lane, (lane) => lane.namedTask)
  lanes: Relation<Lane>[];

  @OneToMany(() => Task, (task) => task.namedTask)
  tasks: Relation<Task>[];
}
