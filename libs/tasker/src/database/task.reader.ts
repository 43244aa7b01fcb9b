import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { correlationIdOf } from '../model/correlation.id.js';
import { EngineDatabase } from './engine.database.js';
import type { TaskState, StepState } from '../model/states.js';

/** A task as its row and its definition give it. */
export interface TaskRow {
  task_id: string;
  namespace: string;
  name: string;
  version: string;
  state: TaskState;
  priority: number;
  initiator: string;
  source_system: string;
  reason: string;
  tags: string[];
  bypass_steps: string[];
  correlation_id: string | null;
  requested_at: Date;
  finished_at: Date | null;
  /** When and by whom it was paused; null while it is not. */
  paused_at: Date | null;
  paused_by: string | null;
  pause_reason: string | null;
  incomplete_steps: number;
  context?: unknown;
}

/** A step as its row, its name and its lane give it. */
export interface StepRow {
  task_id: string;
  workflow_step_id: number;
  named_step_id: number;
  name: string;
  queue: string;
  state: StepState;
  attempts: number;
  retry_limit: number;
  retryable: boolean;
  skippable: boolean;
  priority: number;
  /** Null also for a step that waits without a time. */
  ready_at: Date | null;
  /** Whether it may be claimed now or only later, also at a time that nobody knows; null when it may not be claimed. */
  waits: 'due' | 'later' | null;
  claimed_at: Date | null;
  last_attempted_at: Date | null;
  processed_at: Date | null;
  backoff_request_seconds: number | null;
  inputs: unknown;
  results: unknown;
  error: unknown;
  parent_ids: number[];
  child_ids: number[];
}

/** A task with its identity. */
export interface IdentifiedRow extends TaskRow {
  identity_hash: string;
  /** Of the request that created it; null when it had no key. */
  request_hash: string | null;
}

/** The columns of a `TaskRow` but its context. */
export const TASK_ROW = `t.task_id, n.name as namespace, d.name, d.version, t.state, t.priority, t.initiator, t.source_system, t.reason,
  t.tags, t.bypass_steps, t.correlation_id, t.requested_at, t.finished_at, t.paused_at, t.paused_by, t.pause_reason,
  t.incomplete_steps`;

/** What `TASK_ROW` is read from. */
export const TASK_SOURCE = (prefix: string) => `${prefix}.tasks t
  join ${prefix}.named_tasks d on d.named_task_id = t.named_task_id
  join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id`;

/** The columns of a `StepRow` but inputs, results and error. */
export const STEP_HEAD = `s.task_id, s.workflow_step_id, s.named_step_id, n.name, l.queue, s.state, s.attempts, s.retry_limit, s.retryable,
  s.skippable, s.priority, nullif(s.ready_at, 'infinity') as ready_at,
  case when s.ready_at <= clock_timestamp() then 'due' when s.ready_at is not null then 'later' end as waits, s.claimed_at, s.last_attempted_at,
  s.processed_at, s.backoff_request_seconds, s.parent_ids, s.child_ids`;

/** The columns of a `StepRow`. */
export const STEP_ROW = `${STEP_HEAD}, s.inputs, s.results, s.error`;

/** What `STEP_ROW` is read from. */
export const STEP_SOURCE = (prefix: string) => `${prefix}.workflow_steps s
  join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
  join ${prefix}.lanes l on l.lane = s.lane`;

/** Reads tasks and steps for views; changes nothing. */
@Injectable()
export class TaskReader {
  private readonly from: string;

  constructor(private readonly database: EngineDatabase) {
    const { prefix } = database;
    this.from = `from ${TASK_SOURCE(prefix)}`;
  }

  /** The given tasks with their context; unknown ids are left out. With a manager they are read in its transaction. */
  tasks(taskIds: readonly string[], manager?: EntityManager): Promise<TaskRow[]> {
    return this.read<TaskRow>(`select ${TASK_ROW}, t.context ${this.from} where t.task_id = any ($1::uuid[])`, [taskIds], manager);
  }

  /**
   * Contexts of the given tasks in their order, as many of the first as have so many bytes together as JSON text, and at least one; unknown
   * ids are left out.
   */
  contexts(taskIds: readonly string[], mostBytes: number): Promise<Required<Pick<TaskRow, 'task_id' | 'context'>>[]> {
    const text = `select w.task_id, w.context from (
        select t.task_id, t.context, i.place, row_number() over (order by i.place) as number,
          sum(octet_length(t.context::text)) over (order by i.place) as bytes
        from unnest($1::uuid[]) with ordinality i (task_id, place)
        join ${this.database.prefix}.tasks t on t.task_id = i.task_id) w
      where w.bytes <= $2::bigint or w.number = 1 order by w.place`;
    return this.database.records(text, [taskIds, mostBytes]);
  }

  /** Their correlation ids, as given or made of the task's id; unknown ids are left out. */
  async correlationIds(taskIds: readonly string[]): Promise<Map<string, string>> {
    const text = `select task_id, correlation_id from ${this.database.prefix}.tasks where task_id = any ($1::uuid[])`;
    const rows = await this.read<Pick<TaskRow, 'task_id' | 'correlation_id'>>(text, [taskIds], undefined);
    return new Map(rows.map(({ task_id: taskId, correlation_id: id }) => [taskId, id ?? correlationIdOf(taskId)]));
  }

  /** The tasks that have these identities, each with its own and with the hash of what was asked for. */
  identities(hashes: readonly string[], manager?: EntityManager): Promise<IdentifiedRow[]> {
    const text = `select ${TASK_ROW}, t.context, t.identity_hash, t.request_hash ${this.from} where t.identity_hash = any ($1::text[])`;
    return this.read(text, [hashes], manager);
  }

  /** Every step of the given tasks, in order of task and place. */
  steps(taskIds: readonly string[], manager?: EntityManager): Promise<StepRow[]> {
    return this.read<StepRow>(
      `select ${STEP_ROW} from ${STEP_SOURCE(this.database.prefix)}
       where s.task_id = any ($1::uuid[]) order by s.task_id, s.workflow_step_id`,
      [taskIds],
      manager,
    );
  }

  private read<Row extends object>(text: string, values: unknown[], manager: EntityManager | undefined): Promise<Row[]> {
    return manager === undefined ? this.database.records<Row>(text, values) : manager.query<Row[]>(text, values);
  }

  /** Namespace of one task; null for an unknown id. */
  async namespaceOf(taskId: string): Promise<string | null> {
    const rows = await this.database.rows<[string]>({
      name: 'task_namespace',
      text: `select n.name ${this.from} where t.task_id = $1`,
      values: [taskId],
    });
    return rows[0]?.[0] ?? null;
  }

  /** State of one task; null for an unknown id. */
  async state(taskId: string): Promise<TaskState | null> {
    const rows = await this.database.rows<[TaskState]>({
      name: 'task_state',
      text: `select t.state from ${this.database.prefix}.tasks t where t.task_id = $1`,
      values: [taskId],
    });
    return rows[0]?.[0] ?? null;
  }
}
