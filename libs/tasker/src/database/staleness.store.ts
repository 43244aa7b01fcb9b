import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { ToldTransitions } from './transition.document.js';

/** Why a task is stale: nobody takes a due step, it is too old, or a step loses its workers. */
export type StaleKind = 'waiting' | 'lifetime' | 'lost_attempts';

/** When tasks of a definition are stale, by its id; seconds, an absent key has no limit. */
export type StalenessPolicies = Readonly<
  Record<string, { readonly waiting?: number; readonly lifetime?: number; readonly lostAttempts?: number; readonly fail: boolean }>
>;

/** A warning with the names of its task and step. */
export interface WarningRow {
  task_id: string;
  namespace: string;
  name: string;
  version: string;
  kind: StaleKind;
  /** 0: the task is meant. */
  workflow_step_id: number;
  step: string | null;
  since: Date;
  noticed_at: Date;
  detail: { limitSeconds?: number; lost?: number; limit?: number; fail?: boolean };
}

/** A stale task that was stopped. */
export interface FailedTaskRow {
  task_id: string;
  state: TaskState;
  namespace: string;
  name: string;
  version: string;
  seconds: number;
  /** What was written to the history, where it was asked for. */
  told: ToldTransitions | null;
}

/** A place in the queue: what was looked at last. */
export type QueuePlace = readonly [lane: number, priority: number];

/** Which warnings to list; null leaves a condition out. */
export interface WarningFilter {
  readonly kind: StaleKind | null;
  /** Namespaces of the tasks. */
  readonly within: readonly string[] | null;
}

/** A place in the list of warnings. */
export interface WarningPlace {
  readonly taskId: string;
  readonly kind: string;
  readonly stepId: number;
}

/** Notices, stops and lists stale tasks: one method for each statement, no logic. */
@Injectable()
export class StalenessStore {
  constructor(private readonly database: EngineDatabase) {}

  /**
   * Writes warnings for due steps that nobody takes, of one stretch of the queue; where the next call goes on (null at the end), and the tasks
   * that are to be stopped instead.
   */
  async noticeWaiting(
    policies: StalenessPolicies,
    after: QueuePlace | null,
    scan: number,
  ): Promise<{ next: QueuePlace | null; failing: string[] }> {
    const place = after === null ? null : JSON.stringify(after);
    const [row] = await this.call<[QueuePlace | null, string[]]>('notice_waiting', [JSON.stringify(policies), place, scan]);
    return { next: row![0], failing: row![1] };
  }

  /** The same for tasks that are too old, of one stretch of the unfinished ones. */
  async noticeLifetime(
    policies: StalenessPolicies,
    after: string | null,
    scan: number,
  ): Promise<{ lastId: string | null; failing: string[] }> {
    const [row] = await this.call<[string | null, string[]]>('notice_lifetime', [JSON.stringify(policies), after, scan]);
    return { lastId: row![0], failing: row![1] };
  }

  /** Stops those of the tasks that are still stale; held ones are left for the next time. `tell`: with what that writes to the history. */
  fail(
    kind: 'waiting' | 'lifetime',
    taskIds: readonly string[],
    { policies, tell }: { policies: StalenessPolicies; tell: boolean },
  ): Promise<FailedTaskRow[]> {
    const { prefix } = this.database;
    const text = `select r.*, case when $4 then ${prefix}.own_transitions(array[r.task_id]) end as told from ${prefix}.fail_stale($1, $2, $3) r`;
    return this.database.records<FailedTaskRow>(text, [kind, taskIds, JSON.stringify(policies), tell]);
  }

  /** Warnings that were not told yet; they count as told from now on. */
  tell(limit: number): Promise<WarningRow[]> {
    return this.database.records<WarningRow>(`select * from ${this.database.prefix}.tell_warnings($1)`, [limit]);
  }

  /** Deletes warnings whose reason is gone; the task where the next call goes on, null at the end. */
  async clear(policies: StalenessPolicies, after: string | null, limit: number): Promise<string | null> {
    const [row] = await this.call<[string | null]>('clear_warnings', [JSON.stringify(policies), after, limit]);
    return row![0];
  }

  /** Warnings of unfinished tasks in the order of their tasks. */
  list({ kind, within }: WarningFilter, after: WarningPlace | null, limit: number): Promise<WarningRow[]> {
    const { prefix } = this.database;
    return this.database.records<WarningRow>(
      `select w.task_id, n.name as namespace, d.name, d.version, w.kind, w.workflow_step_id, m.name as step, w.since, w.noticed_at, w.detail
       from ${prefix}.task_warnings w
       join ${prefix}.tasks t on t.task_id = w.task_id and t.finished_at is null
       join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
       join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
       left join ${prefix}.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
       left join ${prefix}.named_steps m on m.named_step_id = s.named_step_id
       where ($1::text is null or w.kind = $1) and ($2::uuid is null or (w.task_id, w.kind, w.workflow_step_id) > ($2, $3, $4))
         and ($6::text[] is null or n.name = any ($6))
       order by w.task_id, w.kind, w.workflow_step_id limit $5`,
      [kind, after?.taskId ?? null, after?.kind ?? '', after?.stepId ?? 0, limit, within],
    );
  }

  /** How many warnings of each kind unfinished tasks have, and since when the oldest reason holds. */
  counts(within: readonly string[] | null): Promise<{ kind: StaleKind; count: number; oldest: Date }[]> {
    const { prefix } = this.database;
    return this.database.records(
      `select w.kind, count(*)::integer as count, min(w.since) as oldest
       from ${prefix}.task_warnings w join ${prefix}.tasks t on t.task_id = w.task_id and t.finished_at is null
       join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
       join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
       where $1::text[] is null or n.name = any ($1)
       group by w.kind`,
      [within],
    );
  }

  private call<Row extends readonly unknown[]>(name: string, values: readonly unknown[]): Promise<Row[]> {
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    return this.database.rows<Row>({ name, text: `select * from ${this.database.prefix}.${name}(${places})`, values });
  }
}
