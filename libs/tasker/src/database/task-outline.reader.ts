import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';
import { TASK_ROW, TASK_SOURCE, type StepRow, type TaskRow } from './task.reader.js';

/** A step without what it was given and what it gave. */
export interface StepOutlineRow extends Pick<
  StepRow,
  | 'workflow_step_id'
  | 'name'
  | 'state'
  | 'attempts'
  | 'retry_limit'
  | 'ready_at'
  | 'claimed_at'
  | 'last_attempted_at'
  | 'processed_at'
  | 'parent_ids'
> {
  /** Of a step in error. */
  message: string | null;
}

/** Reads how a task stands, and nothing of what it holds; changes nothing. */
@Injectable()
export class TaskOutlineReader {
  constructor(private readonly database: EngineDatabase) {}

  /** A task without its context; undefined for an unknown id. */
  async task(taskId: string): Promise<TaskRow | undefined> {
    const text = `select ${TASK_ROW} from ${TASK_SOURCE(this.database.prefix)} where t.task_id = $1`;
    return (await this.database.records<TaskRow>(text, [taskId]))[0];
  }

  /** Its steps in the order of their places. */
  steps(taskId: string): Promise<StepOutlineRow[]> {
    const { prefix } = this.database;
    return this.database.records<StepOutlineRow>(
      `select s.workflow_step_id, n.name, s.state, s.attempts, s.retry_limit, nullif(s.ready_at, 'infinity') as ready_at, s.claimed_at,
         s.last_attempted_at, s.processed_at, s.parent_ids, case when s.state = 'error' then s.error ->> 'message' end as message
       from ${prefix}.workflow_steps s
       join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
       where s.task_id = $1 order by s.workflow_step_id`,
      [taskId],
    );
  }

  /** Its context; undefined for an unknown id. */
  async context(taskId: string): Promise<{ readonly context: unknown } | undefined> {
    const text = `select t.context from ${this.database.prefix}.tasks t where t.task_id = $1`;
    return (await this.database.records<{ context: unknown }>(text, [taskId]))[0];
  }
}
