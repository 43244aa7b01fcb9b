import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** What a cancellation found and did. */
export interface Cancellation {
  readonly state: TaskState;
  /** The task is complete or resolved: nothing was changed. */
  readonly refused: boolean;
  readonly changed: boolean;
}

/** Actions of people on tasks: one method for each SQL function, no logic. */
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
}
