import type { StoredAnnotation } from '../../orchestration/task.annotations.js';

/** A typed note on a task, as REST shows it. */
export interface TaskAnnotationJson {
  readonly task_id: string;
  /** Order of writing. */
  readonly task_annotation_id: string;
  readonly annotation_type_name: string;
  readonly annotation: unknown;
  readonly created_at: string;
}

/** A note as JSON; what stands in it is the user's. */
export function presentAnnotation({ taskId, annotationId, type, annotation, createdAt }: StoredAnnotation): TaskAnnotationJson {
  return {
    task_id: taskId,
    task_annotation_id: annotationId,
    annotation_type_name: type,
    annotation,
    created_at: createdAt.toISOString(),
  };
}
