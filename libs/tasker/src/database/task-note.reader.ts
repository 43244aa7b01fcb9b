import { Injectable } from '@nestjs/common';
import type { AnnotationRow } from './annotation.store.js';
import { EngineDatabase } from './engine.database.js';

/** Reads notes of many tasks at once, for views; changes nothing. */
@Injectable()
export class TaskNoteReader {
  constructor(private readonly database: EngineDatabase) {}

  /** The first notes of each task, in the order of writing; only of tasks in the namespaces when they are given. */
  ofTasks(taskIds: readonly string[], limit: number, within: readonly string[] | null): Promise<AnnotationRow[]> {
    const { prefix } = this.database;
    return this.database.records<AnnotationRow>(
      `select a.task_annotation_id, a.task_id, a.type, a.annotation, a.created_at
       from ${prefix}.tasks t
       join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
       join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
       cross join lateral (
         select x.task_annotation_id, x.task_id, y.name as type, x.annotation, x.created_at
         from ${prefix}.task_annotations x
         join ${prefix}.annotation_types y on y.annotation_type_id = x.annotation_type_id
         where x.task_id = t.task_id order by x.task_annotation_id limit $2) a
       where t.task_id = any ($1::uuid[]) and ($3::text[] is null or n.name = any ($3))`,
      [taskIds, limit, within],
    );
  }
}
