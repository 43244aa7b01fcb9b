import { Injectable } from '@nestjs/common';
import type { StepState, TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** The circuit of a step or a dependent system: SQL `step_circuit`. */
export type Circuit = 'closed' | 'open' | 'half_open';

/** A row of `explain_task`: the task's own has no step. */
export interface ExplanationRow {
  workflow_step_id: number | null;
  name: string | null;
  state: TaskState;
  reason: string;
  detail: Record<string, unknown>;
  circuit: Circuit | null;
}

/** A row of `get_task_execution_context`, and what its delay is computed from. */
export interface ExecutionContextRow {
  task_id: string;
  named_task_id: number;
  status: TaskState;
  total_steps: number;
  pending_steps: number;
  in_progress_steps: number;
  completed_steps: number;
  failed_steps: number;
  ready_steps: number;
  execution_status: string;
  recommended_action: string;
  completion_percentage: number;
  health_status: string;
  /** Seconds until the first step that waits for a time may be claimed; null when none does. */
  next_in_seconds: number | null;
  /** Whether that step is one that failed. */
  next_is_retry: boolean | null;
}

/** A row of `get_step_readiness_status`, and what its words are computed from. */
export interface ReadinessRow {
  workflow_step_id: number;
  task_id: string;
  named_step_id: number;
  name: string;
  current_state: StepState;
  dependencies_satisfied: boolean;
  retry_eligible: boolean;
  ready_for_execution: boolean;
  last_failure_at: Date | null;
  next_retry_at: Date | null;
  total_parents: number;
  completed_parents: number;
  attempts: number;
  retry_limit: number;
  backoff_request_seconds: number | null;
  last_attempted_at: Date | null;
  circuit: Circuit;
  /** Seconds until it may be claimed; null without a time. */
  ready_in_seconds: number | null;
  /** Whether it will be claimed at some time: it has a ready_at, also one that nobody knows. */
  is_released: boolean;
  task_state: TaskState;
  task_paused: boolean;
}

/** A row of `get_system_circuits`. */
export interface SystemCircuitRow {
  dependent_system_id: number;
  name: string;
  circuit: Circuit;
  closed_steps: number;
  open_steps: number;
  half_open_steps: number;
  next_retry_at: Date | null;
  sampled: boolean;
}

/** Reads how tasks get on; one method for each SQL function that computes words from rows. */
@Injectable()
export class ProgressReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Why the task and its unfinished steps are not finished; empty for an unknown id. */
  explain(taskId: string): Promise<ExplanationRow[]> {
    return this.database.records<ExplanationRow>(`select * from ${this.database.prefix}.explain_task($1)`, [taskId]);
  }

  /** Null for an unknown id. */
  async executionContext(taskId: string): Promise<ExecutionContextRow | null> {
    const { prefix } = this.database;
    const [row] = await this.database.records<ExecutionContextRow>(
      `select c.task_id, c.named_task_id, c.status, c.total_steps::integer, c.pending_steps::integer, c.in_progress_steps::integer,
         c.completed_steps::integer, c.failed_steps::integer, c.ready_steps::integer, c.execution_status, c.recommended_action,
         c.completion_percentage::double precision, c.health_status,
         greatest(extract(epoch from n.ready_at - clock_timestamp()), 0)::double precision as next_in_seconds, n.is_retry as next_is_retry
       from ${prefix}.get_task_execution_context($1) c
       left join lateral (
         select s.ready_at, s.state = 'error' as is_retry from ${prefix}.workflow_steps s
         where s.task_id = c.task_id and s.ready_at < 'infinity' order by s.ready_at, s.workflow_step_id limit 1
       ) n on true`,
      [taskId],
    );
    return row ?? null;
  }

  /** In the order of their places; empty for an unknown id. */
  readiness(taskId: string): Promise<ReadinessRow[]> {
    const { prefix } = this.database;
    return this.database.records<ReadinessRow>(
      `select r.*, s.ready_at is not null as is_released, t.state as task_state, t.paused_at is not null as task_paused,
         case when s.ready_at < 'infinity' then greatest(extract(epoch from s.ready_at - clock_timestamp()), 0)::double precision end
           as ready_in_seconds
       from ${prefix}.get_step_readiness_status($1) r
       join ${prefix}.workflow_steps s on s.task_id = r.task_id and s.workflow_step_id = r.workflow_step_id
       join ${prefix}.tasks t on t.task_id = r.task_id
       order by r.workflow_step_id`,
      [taskId],
    );
  }

  /** Every dependent system in the order of their names; of some namespaces those that their definitions use, as their tasks see them. */
  circuits(within: readonly string[] | null = null): Promise<SystemCircuitRow[]> {
    return this.database.records<SystemCircuitRow>(
      `select c.dependent_system_id, c.name, c.circuit, c.closed_steps::integer, c.open_steps::integer, c.half_open_steps::integer,
         c.next_retry_at, c.sampled from ${this.database.prefix}.get_system_circuits(p_within => $1) c`,
      [within],
    );
  }
}
