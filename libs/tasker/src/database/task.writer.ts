import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { RestedTask } from './tasker.functions.js';

/** Actions of the clock on tasks: one method for each SQL function, no logic. */
@Injectable()
export class TaskWriter {
  constructor(private readonly database: EngineDatabase) {}

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
