import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { TaskAnnotation } from './task-annotation.entity.js';

/** A kind of note on tasks. */
@Entity({ schema: 'tasker', name: 'annotation_types', synchronize: false })
export class AnnotationType {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'annotation_type_id', generatedIdentity: 'ALWAYS' })
  annotationTypeId: number;

  /** Unique; 1 to 64 characters. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @OneToMany(() => TaskAnnotation, (annotation) => annotation.annotationType)
  annotations: Relation<TaskAnnotation>[];
}
