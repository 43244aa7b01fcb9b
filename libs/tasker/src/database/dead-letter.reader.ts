import { Injectable } from '@nestjs/common';
import type { StepState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** Which dead letters to find; every field is optional. */
export interface DeadLetterFilter {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Namespaces of which one must be the task's. */
  readonly within?: readonly string[] | undefined;
}

type Nullable<T> = { readonly [K in keyof T]?: T[K] | null };

/** A task that needs a person. */
export interface DeadLetterRow {
  task_id: string;
  /** Null: the task is unfinished, a step of it loses its workers. */
  failed_at: Date | null;
  /** Of the move into error; null for none. */
  reason: string | null;
}

/** A step of such a task without what it read and wrote. */
export interface DeadLetterStepRow {
  task_id: string;
  workflow_step_id: number;
  name: string;
  state: StepState;
  attempts: number;
  retry_limit: number;
  retryable: boolean;
  child_ids: number[];
  error: Record<string, any> | null;
  /** A warning says that the step loses its workers. */
  poison: boolean;
}

/** One row of a step's history. */
export interface AttemptRow {
  task_id: string;
  workflow_step_id: number;
  attempt: number;
  started_at: Date | null;
  created_at: Date;
  worker_id: string | null;
  from_state: StepState;
  to_state: StepState;
  actor: string | null;
  reason: string | null;
  error: unknown;
}

/** How many attempts of a step were lost with their workers. */
export interface LostAttemptsRow {
  task_id: string;
  workflow_step_id: number;
  lost: number;
}

/** A step by the ids of its task and its place. */
export interface StepPlace {
  readonly taskId: string;
  readonly stepId: number;
}

/** Reads what needs a person; changes nothing. */
@Injectable()
export class DeadLetterReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Tasks in error, and unfinished ones with a step that loses its workers, in the order of their ids. */
  page(filter: DeadLetterFilter, after: string | null, limit: number): Promise<DeadLetterRow[]> {
    const { prefix } = this.database;
    const { namespace = null, name = null, version = null, within = null } = filter;
    return this.database.records<DeadLetterRow>(
      `with definition as materialized (
         select d.named_task_id from ${prefix}.named_tasks d
         join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
         where ($1::text is null or n.name = $1) and ($2::text is null or d.name = $2) and ($3::text is null or d.version = $3)
           and ($6::text[] is null or n.name = any ($6))
       ),
       letter as (
         (select l.task_id, l.failed_at from ${prefix}.dead_letters l
          where ($4::uuid is null or l.task_id > $4)
            and ($1 is null and $2 is null and $3 is null and $6 is null or l.named_task_id in (select d.named_task_id from definition d))
          order by l.task_id limit $5)
         union all
         (select w.task_id, null from ${prefix}.task_warnings w
          join ${prefix}.tasks t on t.task_id = w.task_id and t.finished_at is null
          join ${prefix}.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
            and s.state in ('pending', 'in_progress', 'error')
          where w.kind = 'lost_attempts' and ($4::uuid is null or w.task_id > $4)
            and t.named_task_id in (select d.named_task_id from definition d)
          group by w.task_id order by w.task_id limit $5)
       )
       select l.task_id, l.failed_at, h.reason
       from letter l
       left join lateral (
         select h.reason from ${prefix}.task_transitions h
         where h.task_id = l.task_id and h.to_state = 'error' and h.from_state <> 'error' order by h.task_transition_id desc limit 1
       ) h on true
       order by l.task_id limit $5`,
      [namespace, name, version, after, limit, within],
    );
  }

  /** Every step of the given tasks, in order of task and place. */
  steps(taskIds: readonly string[]): Promise<DeadLetterStepRow[]> {
    const { prefix } = this.database;
    return this.database.records<DeadLetterStepRow>(
      `select s.task_id, s.workflow_step_id, n.name, s.state, s.attempts, s.retry_limit, s.retryable, s.child_ids, s.error,
         exists (select from ${prefix}.task_warnings w
           where w.task_id = s.task_id and w.kind = 'lost_attempts' and w.workflow_step_id = s.workflow_step_id) as poison
       from ${prefix}.workflow_steps s
       join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
       where s.task_id = any ($1::uuid[]) order by s.task_id, s.workflow_step_id`,
      [taskIds],
    );
  }

  /** The latest rows of the history of each step, the oldest of them first. */
  attempts(steps: readonly StepPlace[], most: number): Promise<AttemptRow[]> {
    const { prefix } = this.database;
    return this.database.records<AttemptRow>(
      `select h.* from unnest($1::uuid[], $2::integer[]) as g (task_id, workflow_step_id)
       cross join lateral (
         select h.task_id, h.workflow_step_id, h.attempt, h.started_at, h.created_at, h.worker_id, h.from_state, h.to_state, h.actor,
           h.reason, h.error, h.workflow_step_transition_id as place
         from ${prefix}.workflow_step_transitions h
         where h.task_id = g.task_id and h.workflow_step_id = g.workflow_step_id
         order by h.workflow_step_transition_id desc limit $3
       ) h
       order by h.task_id, h.place`,
      [steps.map(({ taskId }) => taskId), steps.map(({ stepId }) => stepId), most],
    );
  }

  /** Steps of the given tasks that have lost attempts with their workers. */
  lostAttempts(taskIds: readonly string[]): Promise<LostAttemptsRow[]> {
    return this.database.records<LostAttemptsRow>(
      `select h.task_id, h.workflow_step_id, count(*)::integer as lost from ${this.database.prefix}.workflow_step_transitions h
       where h.task_id = any ($1::uuid[]) and h.error ->> 'errorClass' = 'WorkerLostError'
       group by h.task_id, h.workflow_step_id`,
      [taskIds],
    );
  }

  /** Tasks that need a person. */
  async count({ namespace = null, name = null, version = null, within = null }: Nullable<DeadLetterFilter>): Promise<number> {
    const { prefix } = this.database;
    const rows = await this.database.rows<[number]>({
      name: 'dead_letter_count',
      text: `with definition as materialized (
          select d.named_task_id from ${prefix}.named_tasks d
          join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
          where ($1::text is null or n.name = $1) and ($2::text is null or d.name = $2) and ($3::text is null or d.version = $3)
            and ($4::text[] is null or n.name = any ($4))
        )
        select ((
          select count(*) from ${prefix}.dead_letters l where l.named_task_id in (select d.named_task_id from definition d)) + (
          select count(distinct w.task_id) from ${prefix}.task_warnings w
          join ${prefix}.tasks t on t.task_id = w.task_id and t.finished_at is null
          join ${prefix}.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
            and s.state in ('pending', 'in_progress', 'error')
          where w.kind = 'lost_attempts' and t.named_task_id in (select d.named_task_id from definition d)))::integer`,
      values: [namespace, name, version, within],
    });
    return rows[0]![0];
  }

  /** Whether a task is one that needs a person. */
  async has(taskId: string): Promise<boolean> {
    const { prefix } = this.database;
    const rows = await this.database.rows<[boolean]>({
      name: 'dead_letter_has',
      text: `select exists (select from ${prefix}.dead_letters l where l.task_id = $1) or exists (
          select from ${prefix}.task_warnings w
          join ${prefix}.tasks t on t.task_id = w.task_id and t.finished_at is null
          join ${prefix}.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
            and s.state in ('pending', 'in_progress', 'error')
          where w.task_id = $1 and w.kind = 'lost_attempts')`,
      values: [taskId],
    });
    return rows[0]![0];
  }
}
