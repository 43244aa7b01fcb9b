import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { RestedTask } from './tasker.functions.js';

/** What a cancellation found and did. */
export interface Cancellation {
  readonly state: TaskState;
  /** The task is complete or resolved: nothing was changed. */
  readonly refused: boolean;
  readonly changed: boolean;
}

/** Actions of people and of the clock on tasks: one method for each SQL function, no logic. */
@Injectable()
export class TaskWriter {
  constructor(private readonly database: EngineDatabase) {}

  /** Null for an unknown id. */
  async cancel(taskId: string, actor: string | null, reason: string | null): Promise<Cancellation | null> {
    const [row] = await this.database.records<Cancellation>(`select * from ${this.database.prefix}.cancel_task($1, $2, $3)`, [
      taskId,
      actor,
      reason,
    ]);
    return row ?? null;
  }

  /** Stops up to so many tasks whose time is over, the longest overdue first. Held ones are left for the next call. */
  async expire(limit: number): Promise<RestedTask[]> {
    const rows = await this.database.rows<[string, TaskState]>({
      name: 'expire_tasks',
      text: `select * from ${this.database.prefix}.expire_tasks($1)`,
      values: [limit],
    });
    return rows.map(([taskId, state]) => ({ taskId, state }));
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
