import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** A note on a task as its row gives it. */
export interface AnnotationRow {
  /** Order of writing; a bigint as text. */
  task_annotation_id: string;
  task_id: string;
  type: string;
  annotation: unknown;
  created_at: Date;
}

/** A note that was found. */
export interface FoundAnnotationRow extends AnnotationRow {
  /** False of one that is not within the namespaces: it only says how far was looked, and has no content. */
  reached: boolean;
  /** Whether no more was looked at behind it. */
  ends: boolean;
}

/** Which notes to find: every field narrows the answer; null leaves it out. */
export interface AnnotationFilter {
  readonly type: string | null;
  /** A key that the note has. */
  readonly key: string | null;
  /** The value of that key as text: `5` finds the number and the string. */
  readonly value: string | null;
  readonly taskId: string | null;
  /** Namespaces of the tasks. Default: all. */
  readonly within?: readonly string[] | null;
}

/** A kind of notes. */
export interface AnnotationTypeRow {
  name: string;
  description: string | null;
}

/** A hook that this process holds until its lease is over: the task and the number of the attempt, which fences it. */
export interface ClaimedAnnotation {
  readonly taskId: string;
  readonly attempts: number;
}

/** A note to write. */
export interface Note {
  readonly type: string;
  readonly annotation: unknown;
}

/** Notes on tasks, and the hooks that write them after rest: one method for each SQL function, no logic. */
@Injectable()
export class AnnotationStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Id of the new note; null for an unknown task. `annotation` is JSON text. */
  async add(taskId: string, type: string, annotation: string): Promise<string | null> {
    const [row] = await this.database.records<{ id: string | null }>(`select ${this.database.prefix}.add_annotation($1, $2, $3) as id`, [
      taskId,
      type,
      annotation,
    ]);
    return row!.id;
  }

  /** Notes in the order of their ids, those after one of them. `looked`: so many are looked at, whatever their namespaces; null: all. */
  find(
    filter: AnnotationFilter,
    page: { readonly limit: number; readonly after: string | null; readonly looked?: number | null },
  ): Promise<FoundAnnotationRow[]> {
    const text = `select * from ${this.database.prefix}.find_annotations($1, $2, $3, $4, $5, $6, $7, $8)`;
    return this.database.records<FoundAnnotationRow>(text, [
      filter.type,
      filter.key,
      filter.value,
      filter.taskId,
      page.limit,
      page.after,
      filter.within ?? null,
      page.looked ?? null,
    ]);
  }

  /**
   * Kinds of notes by name; of some namespaces those that are among the latest notes of the kind there, so many as `looked` says.
   */
  types(within: readonly string[] | null, { limit, looked }: { limit: number; looked: number }): Promise<AnnotationTypeRow[]> {
    const { prefix } = this.database;
    return this.database.records<AnnotationTypeRow>(
      `select y.name, y.description from ${prefix}.annotation_types y
       where $1::text[] is null or exists (
         select from (
           select a.task_id from ${prefix}.task_annotations a where a.annotation_type_id = y.annotation_type_id
           order by a.task_annotation_id desc limit $3
         ) a
         join ${prefix}.tasks t on t.task_id = a.task_id
         join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
         join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
         where n.name = any ($1))
       order by y.name limit $2`,
      [within, limit, looked],
    );
  }

  /** Takes the hook of one of these definitions that is due longest, until the lease is over; null when none is due. */
  async claim(namedTaskIds: readonly number[], leaseMs: number): Promise<ClaimedAnnotation | null> {
    const rows = await this.database.rows<[string, number]>({
      name: 'claim_annotation',
      text: `select * from ${this.database.prefix}.claim_annotation($1, make_interval(secs => $2))`,
      values: [namedTaskIds, leaseMs / 1000],
    });
    const row = rows[0];
    return row === undefined ? null : { taskId: row[0], attempts: row[1] };
  }

  /** Writes the notes and ends the hook; false when another attempt owns it by now: nothing is written then. */
  async finish({ taskId, attempts }: ClaimedAnnotation, notes: readonly Note[]): Promise<boolean> {
    const [row] = await this.database.records<{ done: boolean }>(`select ${this.database.prefix}.finish_annotation($1, $2, $3) as done`, [
      taskId,
      attempts,
      JSON.stringify(notes),
    ]);
    return row!.done;
  }

  /** Gives the hook back, to be tried again after the wait; false when another attempt owns it by now. */
  async defer({ taskId, attempts }: ClaimedAnnotation, waitMs: number): Promise<boolean> {
    const [row] = await this.database.records<{ done: boolean }>(
      `select ${this.database.prefix}.defer_annotation($1, $2, make_interval(secs => $3)) as done`,
      [taskId, attempts, waitMs / 1000],
    );
    return row!.done;
  }
}
