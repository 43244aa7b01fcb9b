import { Injectable } from '@nestjs/common';
import { isResting, type TaskState } from '../model/states.js';
import type { StoredActing } from './operation.store.js';
import { EngineDatabase } from './engine.database.js';
import type { ToldTransitions } from './transition.document.js';

/** Which tasks are meant; every field is optional. */
export interface BulkFilter {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** At least one. */
  readonly states?: readonly TaskState[] | undefined;
  /** A task must have all of them. */
  readonly tags?: readonly string[] | undefined;
  /** Created at this moment or later. */
  readonly createdAfter?: Date | undefined;
  /** Created before this moment. */
  readonly createdBefore?: Date | undefined;
  readonly paused?: boolean | undefined;
  /** Namespaces of which one must be the task's. */
  readonly within?: readonly string[] | undefined;
}

/** What SQL `act_on_tasks` can do. */
export type BulkAction = 'cancel' | 'retry' | 'pause' | 'resume' | 'resolve';

/** How one task of a batch came off. `held`: somebody has it; `left`: it is no longer what the filter asked for. */
export interface BulkOutcome {
  readonly taskId: string;
  readonly state: TaskState;
  readonly outcome: 'changed' | 'unchanged' | 'refused' | 'held' | 'left';
  /** What was written to the history, where it was asked for; null for nothing. */
  readonly told: ToldTransitions | null;
}

/** Actions of people on many tasks: counts, pages and batches; no logic. */
@Injectable()
export class BulkStore {
  private readonly from: string;

  constructor(private readonly database: EngineDatabase) {
    const { prefix } = database;
    this.from = `from ${prefix}.tasks t
      join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
      join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id`;
  }

  /** How many tasks match, and when they were counted, by the clock of the database and as exactly as it has it. */
  async count(filter: BulkFilter): Promise<{ matched: number; at: string }> {
    const values: unknown[] = [];
    const where = this.where(filter, values);
    const [row] = await this.database.records<{ matched: number; at: string }>(
      `select count(*)::integer as matched, now()::text as at ${this.from} where ${where}`,
      values,
    );
    return row!;
  }

  /** The next tasks in the order of their ids, none that was created after `at`. */
  async page(filter: BulkFilter, { at, after, limit }: { at: string; after: string | null; limit: number }): Promise<string[]> {
    const values: unknown[] = [at, limit];
    const where = [this.where(filter, values), 't.requested_at <= $1::timestamptz'];
    if (after !== null) where.push(`t.task_id > $${values.push(after)}`);
    const rows = await this.database.records<{ task_id: string }>(
      `select t.task_id ${this.from} where ${where.join(' and ')} order by t.task_id limit $2`,
      values,
    );
    return rows.map(({ task_id }) => task_id);
  }

  /** Acts on each of the tasks, in one transaction; ids without a task have no outcome. */
  async act(
    action: BulkAction,
    taskIds: readonly string[],
    { filter, acting }: { filter: BulkFilter; acting: StoredActing },
  ): Promise<BulkOutcome[]> {
    const { prefix } = this.database;
    const rows = await this.database.rows<[string, TaskState, BulkOutcome['outcome'], ToldTransitions | null]>({
      name: 'act_on_tasks',
      text: `select r.*, case when $7 and r.outcome = 'changed' then ${prefix}.own_transitions(array[r.task_id]) end
        from ${prefix}.act_on_tasks($1, $2, $3, $4, $5, $6) r`,
      values: [action, taskIds, filter.states ?? null, filter.paused ?? null, acting.actor, acting.reason, acting.tell === true],
    });
    return rows.map(([taskId, state, outcome, told]) => ({ taskId, state, outcome, told }));
  }

  private where(filter: BulkFilter, values: unknown[]): string {
    const place = (value: unknown) => `$${values.push(value)}`;
    const conditions = [
      filter.namespace === undefined ? [] : [`n.name = ${place(filter.namespace)}`],
      filter.name === undefined ? [] : [`d.name = ${place(filter.name)}`],
      filter.version === undefined ? [] : [`d.version = ${place(filter.version)}`],
      filter.states === undefined ? [] : this.stateConditions(filter.states, place),
      filter.tags === undefined ? [] : [`t.tags @> ${place(filter.tags)}::text[]`],
      filter.createdAfter === undefined ? [] : [`t.requested_at >= ${place(filter.createdAfter.toISOString())}::timestamptz`],
      filter.createdBefore === undefined ? [] : [`t.requested_at < ${place(filter.createdBefore.toISOString())}::timestamptz`],
      filter.paused === undefined ? [] : [`t.paused_at is ${filter.paused ? 'not null' : 'null'}`],
      filter.within === undefined ? [] : [`n.name = any (${place(filter.within)}::text[])`],
    ].flat();
    return conditions.length === 0 ? 'true' : conditions.join(' and ');
  }

  /** Names the index of unfinished tasks, or the list of those in error, where the states imply it: both are short beside the rest. */
  private stateConditions(states: readonly TaskState[], place: (value: unknown) => string): string[] {
    const conditions = [`t.state = any (${place(states)}::text[])`];
    if (!states.some(isResting)) conditions.push('t.finished_at is null');
    if (states.every((state) => state === 'error')) {
      conditions.push(`exists (select from ${this.database.prefix}.dead_letters l where l.task_id = t.task_id)`);
    }
    return conditions;
  }
}
