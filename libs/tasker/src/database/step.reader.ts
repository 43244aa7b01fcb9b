import { Injectable } from '@nestjs/common';
import type { StepState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { StepReference } from './operation.store.js';
import { STEP_CONTENTS } from './task-batch.reader.js';
import { STEP_ROW, STEP_SOURCE, type StepRow } from './task.reader.js';

/** A step by itself. */
export interface SingleStepRow extends StepRow {
  namespace: string;
  /** Steps with exactly the same parents, itself among them; empty where it has none. */
  family: number[];
}

/** Some steps of one task, in the order of their places. */
export interface StepStretch {
  readonly taskId: string;
  /** Null: in any. */
  readonly state: StepState | null;
  /** Place that the stretch begins behind; null: at the end. */
  readonly after: number | null;
  readonly descending: boolean;
  readonly limit: number;
  /** Of inputs, results and errors, as JSON text: with more of them the stretch ends earlier, but never before its first step. */
  readonly mostBytes: number;
}

/** A stretch of the steps of a task. */
export interface StepPart {
  readonly steps: readonly StepRow[];
  /** Whether there are more behind it. */
  readonly more: boolean;
}

/** The place of a step and those of its parents. */
export type StepParents = Pick<StepRow, 'workflow_step_id' | 'parent_ids'>;

/** Reads some steps of a task, and nothing of what the others hold; changes nothing. */
@Injectable()
export class StepReader {
  constructor(private readonly database: EngineDatabase) {}

  /** One step by its place or its name, with its family: one statement; null when there is none. */
  async step(taskId: string, step: StepReference): Promise<SingleStepRow | null> {
    const { prefix } = this.database;
    const [named, type] = typeof step === 'number' ? (['s.workflow_step_id', 'bigint'] as const) : (['n.name', 'text'] as const);
    // Whoever has the same parents is a child of the first of them. Each is looked up by its whole key, which `offset 0` makes sure of: with
    // statistics of smaller tasks, or on PostgreSQL 15, a plainer form reads every step of the task.
    const rows = await this.database.records<SingleStepRow>(
      `select ${STEP_ROW}, ns.name as namespace,
         array(select o.workflow_step_id
           from unnest((select p.child_ids from ${prefix}.workflow_steps p
             where p.task_id = s.task_id and p.workflow_step_id = s.parent_ids[1])) as c (child_id)
           cross join lateral (select k.workflow_step_id, k.parent_ids from ${prefix}.workflow_steps k
             where k.task_id = s.task_id and k.workflow_step_id = c.child_id offset 0) o
           where o.parent_ids = s.parent_ids order by o.workflow_step_id) as family
       from ${STEP_SOURCE(prefix)}
       join ${prefix}.tasks t on t.task_id = s.task_id
       join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
       join ${prefix}.task_namespaces ns on ns.task_namespace_id = d.task_namespace_id
       where s.task_id = $1 and ${named} = $2::${type}`,
      [taskId, step],
    );
    return rows[0] ?? null;
  }

  /** The first steps of a stretch, as many as its bounds allow. */
  async steps({ taskId, state, after, descending, limit, mostBytes }: StepStretch): Promise<StepPart> {
    const [past, order] = descending ? ['<', 'desc'] : ['>', 'asc'];
    const sizes = STEP_CONTENTS.map((content) => `coalesce(octet_length(w.${content}::text), 0)`).join(' + ');
    // The innermost rows are bounded before anything of them is unpacked. One more than is wanted tells whether there are more.
    const rows = await this.database.records<StepRow & { readonly found: number }>(
      `select b.* from (
         select w.*, (count(*) over ())::integer as found, row_number() over stretch as number, sum(${sizes}) over stretch as bytes
         from (
           select ${STEP_ROW} from ${STEP_SOURCE(this.database.prefix)}
           where s.task_id = $1 and ($2::text is null or s.state = $2) and ($3::bigint is null or s.workflow_step_id ${past} $3)
           order by s.workflow_step_id ${order} limit $4) w
         window stretch as (order by w.workflow_step_id ${order} rows unbounded preceding)) b
       where b.number <= $5 and (b.bytes <= $6::bigint or b.number = 1) order by b.number`,
      [taskId, state, after, limit + 1, limit, mostBytes],
    );
    return { steps: rows, more: (rows[0]?.found ?? 0) > rows.length };
  }

  /** How many steps of a task are in a state, or in any. */
  async count(taskId: string, state: StepState | null): Promise<number> {
    const [row] = await this.database.records<{ steps: number }>(
      `select count(*)::integer as steps from ${this.database.prefix}.workflow_steps s where s.task_id = $1 and ($2::text is null or s.state = $2)`,
      [taskId, state],
    );
    return row!.steps;
  }

  /** The children of some steps of a task, in the order of their places. */
  children(taskId: string, parents: readonly number[]): Promise<StepParents[]> {
    const { prefix } = this.database;
    return this.database.records<StepParents>(
      `select o.workflow_step_id, o.parent_ids from ${prefix}.workflow_steps o
       where o.task_id = $1 and o.workflow_step_id = any (array(
         select unnest(p.child_ids) from ${prefix}.workflow_steps p where p.task_id = $1 and p.workflow_step_id = any ($2::integer[])))
       order by o.workflow_step_id`,
      [taskId, parents],
    );
  }
}
