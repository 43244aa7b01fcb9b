import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { AnnotationRow } from '../../database/annotation.store.js';
import { TaskNoteReader } from '../../database/task-note.reader.js';
import { TaskBatchReader, type StepContent } from '../../database/task-batch.reader.js';
import { TaskReader, type TaskRow } from '../../database/task.reader.js';
import { taskSummary, taskView } from '../../orchestration/task-view.builder.js';
import type { StoredAnnotation } from '../../orchestration/task.annotations.js';
import type { TaskSummary, TaskView } from '../../orchestration/task-view.js';

/** What is read of the steps of many tasks, and how much of it at most. */
export interface StepReading {
  /** What is not named here is null. */
  readonly contents: readonly StepContent[];
  readonly mostSteps: number;
  readonly mostBytes: number;
}

/** What was read for tasks, by their ids. */
export interface BatchAnswer<T> {
  readonly found: ReadonlyMap<string, T>;
  /** False: there was more than was allowed, and what was found is not all. */
  readonly complete: boolean;
}

/** Reads for many tasks at once on behalf of a caller; what it does not reach is left out. */
@Injectable()
export class TaskBatchCalls {
  constructor(
    private readonly tasks: TaskReader,
    private readonly batches: TaskBatchReader,
    private readonly noteReader: TaskNoteReader,
  ) {}

  /** Tasks as lists show them: one statement. */
  async summaries(caller: Access, taskIds: readonly string[]): Promise<ReadonlyMap<string, TaskSummary>> {
    return new Map((await this.reached(caller, taskIds)).map((row) => [row.task_id, taskSummary(row)]));
  }

  /** Tasks with their steps, without their contexts: two statements, however many they are. */
  async views(caller: Access, taskIds: readonly string[], reading: StepReading): Promise<BatchAnswer<TaskView>> {
    const rows = await this.reached(caller, taskIds);
    const ids = rows.map(({ task_id: id }) => id);
    const { steps, complete } = await this.batches.steps(ids, reading);
    const ofTask = byTask(steps);
    return { found: new Map(rows.map((row) => [row.task_id, taskView(row, ofTask.get(row.task_id) ?? [])])), complete };
  }

  /** Their contexts, of so many bytes together: one statement, two for a caller that is confined to namespaces. */
  async contexts(caller: Access, taskIds: readonly string[], mostBytes: number): Promise<BatchAnswer<unknown>> {
    const ids = caller.namespaces === null ? taskIds : (await this.reached(caller, taskIds)).map(({ task_id: id }) => id);
    const rows = await this.tasks.contexts(ids, mostBytes);
    const found = new Map(rows.map(({ task_id: id, context }) => [id, context]));
    const missing = ids.filter((id) => !found.has(id));
    return { found, complete: missing.length === 0 || (await this.batches.tasks(missing)).length === 0 };
  }

  /** The first notes of each task, in the order of writing: one statement. */
  async notes(caller: Access, taskIds: readonly string[], limit: number): Promise<ReadonlyMap<string, StoredAnnotation[]>> {
    const rows = await this.noteReader.ofTasks(taskIds, limit, caller.namespaces);
    const notes = byTask(rows);
    return new Map([...notes].map(([taskId, ofTask]) => [taskId, ofTask.map(note)]));
  }

  private async reached(caller: Access, taskIds: readonly string[]): Promise<TaskRow[]> {
    return (await this.batches.tasks(taskIds)).filter(({ namespace }) => caller.reaches(namespace));
  }
}

function note({
  task_annotation_id: annotationId,
  task_id: taskId,
  type,
  annotation,
  created_at: createdAt,
}: AnnotationRow): StoredAnnotation {
  return { annotationId, taskId, type, annotation: annotation as StoredAnnotation['annotation'], createdAt };
}

/** Rows by their task, in their order. */
function byTask<R extends { readonly task_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.task_id);
    if (group === undefined) groups.set(row.task_id, [row]);
    else group.push(row);
  }
  return groups;
}
