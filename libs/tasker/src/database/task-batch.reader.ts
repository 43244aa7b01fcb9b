import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';
import { STEP_HEAD, STEP_SOURCE, TASK_ROW, TASK_SOURCE, type StepRow, type TaskRow } from './task.reader.js';

/** What steps hold of any size. */
export const STEP_CONTENTS = ['inputs', 'results', 'error'] as const;
/** One of these. */
export type StepContent = (typeof STEP_CONTENTS)[number];

/** Which steps are read, and how much of them. */
export interface StepBatch {
  /** What is not named here is null. */
  readonly contents: readonly StepContent[];
  readonly mostSteps: number;
  /** Of the contents, as JSON text. */
  readonly mostBytes: number;
}

/** Reads for views of many tasks at once; changes nothing. */
@Injectable()
export class TaskBatchReader {
  constructor(private readonly database: EngineDatabase) {}

  /** The given tasks without their contexts; unknown ids are left out. */
  tasks(taskIds: readonly string[]): Promise<TaskRow[]> {
    const text = `select ${TASK_ROW} from ${TASK_SOURCE(this.database.prefix)} where t.task_id = any ($1::uuid[])`;
    return this.database.records<TaskRow>(text, [taskIds]);
  }

  /** Steps of the given tasks, in order of task and place; not complete: there is more than is allowed, of which some was read. */
  async steps(taskIds: readonly string[], { contents, mostSteps, mostBytes }: StepBatch): Promise<{ steps: StepRow[]; complete: boolean }> {
    if (taskIds.length === 0) return { steps: [], complete: true };
    const columns = STEP_CONTENTS.map((content) => (contents.includes(content) ? `s.${content}` : `null::jsonb as ${content}`));
    const sizes = contents.map((content) => `coalesce(octet_length(s.${content}::text), 0)`);
    // The innermost rows are bounded before anything of them is unpacked; the row that passes the bound of bytes is the last that is sent.
    const text = `select b.* from (
        select w.*, sum(w.size) over (order by w.task_id, w.workflow_step_id) as bytes
        from (
          select ${STEP_HEAD}, ${columns.join(', ')}, ${['0', ...sizes].join(' + ')} as size
          from ${STEP_SOURCE(this.database.prefix)}
          where s.task_id = any ($1::uuid[]) order by s.task_id, s.workflow_step_id limit $2) w) b
      where b.bytes - b.size <= $3::bigint order by b.task_id, b.workflow_step_id`;
    const steps = await this.database.records<StepRow & { readonly bytes: string }>(text, [taskIds, mostSteps + 1, mostBytes]);
    return { steps, complete: steps.length <= mostSteps && Number(steps.at(-1)?.bytes ?? 0) <= mostBytes };
  }
}
