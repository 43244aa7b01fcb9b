import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { AnnotationType } from './annotation-type.entity.js';
import { Task } from './task.entity.js';

/** A typed note on a task. */
@Entity({ schema: 'tasker', name: 'task_annotations', synchronize: false })
export class TaskAnnotation {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @PrimaryGeneratedColumn('identity', { type: 'bigint', name: 'task_annotation_id', generatedIdentity: 'ALWAYS' })
  taskAnnotationId: string;

  @Column({ type: 'integer', name: 'annotation_type_id' })
  annotationTypeId: number;

  @Column({ type: 'jsonb' })
  annotation: Record<string, unknown>;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => Task, (task) => task.annotations, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;

  @ManyToOne(() => AnnotationType, (type) => type.annotations)
  @JoinColumn({ name: 'annotation_type_id' })
  annotationType: Relation<AnnotationType>;
}
