import { Injectable } from '@nestjs/common';
import type { StepState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** A row of the history of a task or of one of its steps. */
export interface HistoryRow {
  kind: 'task' | 'step';
  /** A bigint as text; unique within the kind. */
  transition_id: string;
  created_at: Date;
  from_state: StepState;
  to_state: StepState;
  actor: string | null;
  reason: string | null;
  metadata: Record<string, unknown> | null;
  /** Null from here on for rows of the task itself. */
  workflow_step_id: number | null;
  name: string | null;
  attempt: number | null;
  started_at: Date | null;
  worker_id: string | null;
  wait_seconds: number | null;
  run_seconds: number | null;
  error: unknown;
}

/** How far both histories were read: the id of the last row of each, or of none before the first page. */
export interface HistoryPlace {
  readonly task: string | null;
  readonly step: string | null;
}

/** A stretch of a history. */
export interface HistoryStretch {
  readonly taskId: string;
  /** Only of this step; null: of the task and all of its steps. */
  readonly stepId: number | null;
  readonly after: HistoryPlace;
  readonly descending: boolean;
  readonly limit: number;
}

/** Beyond every id. */
const LAST_ID = String(2n ** 63n - 1n);

/** Reads what happened to one task and its steps. */
@Injectable()
export class TaskHistoryReader {
  constructor(private readonly database: EngineDatabase) {}

  /** The histories of a task and its steps as one, by time; at the same moment steps come first. */
  async page({ taskId, stepId, after, descending, limit }: HistoryStretch): Promise<HistoryRow[]> {
    const beginning = descending ? LAST_ID : '0';
    return this.database.records<HistoryRow>(`select * from ${this.database.prefix}.task_history($1, $2, $3, $4, $5, $6)`, [
      taskId,
      stepId,
      after.task ?? beginning,
      after.step ?? beginning,
      descending,
      limit,
    ]);
  }

  /** The place of a step; null for an unknown task or step. */
  async stepPlace(taskId: string, step: number | string): Promise<number | null> {
    const { prefix } = this.database;
    const [row] = await this.database.records<{ place: number }>(
      `select s.workflow_step_id as place from ${prefix}.workflow_steps s
       join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
       where s.task_id = $1 and ($2::integer is null or s.workflow_step_id = $2) and ($3::text is null or n.name = $3) limit 1`,
      typeof step === 'number' ? [taskId, step, null] : [taskId, null, step],
    );
    return row?.place ?? null;
  }
}
