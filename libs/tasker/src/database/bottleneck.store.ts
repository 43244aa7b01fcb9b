import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** The worst that was found of a task; without a severity nothing is severe enough. */
export interface FoundBottleneck {
  readonly taskId: string;
  readonly severity: 'Critical' | 'High' | 'Medium' | 'Low' | null;
  readonly stepId: number;
  readonly impactScore: number;
}

/** A bottleneck that is to be told, with the names of its task and step. */
export interface ToldBottleneckRow {
  task_id: string;
  namespace: string;
  name: string;
  version: string;
  correlation_id: string | null;
  severity: NonNullable<FoundBottleneck['severity']>;
  workflow_step_id: number;
  step: string;
  impact_score: number;
  /** When the task moved last. */
  since: Date;
}

/** A stretch of the unfinished tasks. */
export interface UnmovedTasks {
  readonly taskIds: readonly string[];
  /** Where the next call goes on; null at the end. */
  readonly next: string | null;
}

/** Finds tasks that do not move and keeps what was found of them: one method for each SQL function, no logic. */
@Injectable()
export class BottleneckStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Tasks that have not moved for so many seconds, of the next `scan` unfinished ones: at most `limit`. */
  async unmoved(seconds: number, { after, scan, limit }: { after: string | null; scan: number; limit: number }): Promise<UnmovedTasks> {
    const text = `select * from ${this.database.prefix}.unmoved_tasks($1, $2, $3, $4)`;
    const values = [seconds, after, scan, limit];
    const [row] = await this.database.rows<[string | null, string[]]>({ name: 'unmoved_tasks', text, values });
    return { next: row![0], taskIds: row![1] };
  }

  /**
   * Writes down what was found of tasks that have not moved for so many seconds, and gives what is to be told of it: from now on that counts
   * as told.
   */
  note(found: readonly FoundBottleneck[], seconds: number): Promise<ToldBottleneckRow[]> {
    const rows = found.map(({ taskId: task_id, severity, stepId: workflow_step_id, impactScore: impact_score }) => ({
      ...{ task_id, severity, workflow_step_id, impact_score },
    }));
    const text = `select * from ${this.database.prefix}.note_bottlenecks($1, $2)`;
    return this.database.records<ToldBottleneckRow>(text, [JSON.stringify(rows), seconds]);
  }

  /** Looks again at the next `limit` tasks of which something was found; where the next call goes on, null at the end. */
  async settle(seconds: number, after: string | null, limit: number): Promise<string | null> {
    const text = `select ${this.database.prefix}.settle_bottlenecks($1, $2, $3)`;
    const [row] = await this.database.rows<[string | null]>({ name: 'settle_bottlenecks', text, values: [seconds, after, limit] });
    return row![0];
  }
}
