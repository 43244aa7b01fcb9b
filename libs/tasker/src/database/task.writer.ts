import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { RestedTask } from './tasker.functions.js';
import type { ToldTransitions } from './transition.document.js';

/** A task whose time is over. */
export interface ExpiredTask extends RestedTask {
  readonly state: TaskState;
  /** What was written to the history, where it was asked for. */
  readonly told: ToldTransitions | null;
}

/** Actions of the clock on tasks: one method for each SQL function, no logic. */
@Injectable()
export class TaskWriter {
  constructor(private readonly database: EngineDatabase) {}

  /**
   * Stops up to so many tasks whose time is over, the longest overdue first. Held ones are left for the next call. `tell`: also gives back
   * what was written to the history.
   */
  async expire(limit: number, tell: boolean): Promise<ExpiredTask[]> {
    const { prefix } = this.database;
    const rows = await this.database.rows<[string, TaskState, ToldTransitions | null]>({
      name: 'expire_tasks',
      text: `select r.*, case when $2 then ${prefix}.own_transitions(array[r.task_id]) end from ${prefix}.expire_tasks($1) r`,
      values: [limit, tell],
    });
    return rows.map(([taskId, state, told]) => ({ taskId, state, told }));
  }

  /** Milliseconds until the time of a task is over, negative when it is; null when no task has a limit. */
  async nextDeadlineInMs(): Promise<number | null> {
    const rows = await this.database.rows<[number | null]>({
      name: 'next_deadline_ms',
      text: `select ${this.database.prefix}.next_deadline_ms()`,
      values: [],
    });
    return rows[0]![0];
  }
}
