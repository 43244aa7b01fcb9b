import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** How long tasks of a definition are kept, by its id: seconds, and whether they are archived then. */
export type RetentionPolicies = Readonly<Record<string, readonly [seconds: number, archive: boolean]>>;

/** One batch of retention. */
export interface RetireCall {
  readonly policies: RetentionPolicies;
  readonly states: readonly TaskState[];
  /** The task that the walk stands at; null = the beginning. */
  readonly after: string | null;
  /** Most tasks retired. */
  readonly limit: number;
  /** Most tasks looked at. */
  readonly scan: number;
}

/** What a batch did. */
export interface RetireReport {
  readonly retired: number;
  readonly archived: number;
  readonly scanned: number;
  /** Where the next batch goes on; null at the end. */
  readonly lastId: string | null;
  /** Every task looked at is too young for any definition. */
  readonly young: boolean;
}

/** A task that retention has archived. */
export interface ArchivedTaskRow {
  task_id: string;
  archived_at: Date;
  namespace: string;
  name: string;
  version: string;
  state: TaskState;
  requested_at: Date;
  finished_at: Date;
  document: Record<string, any>;
}

/** Retires finished tasks and reads archived ones: one method for each statement, no logic. */
@Injectable()
export class RetentionStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Deletes or archives the finished tasks of one stretch of the table whose time is over. */
  async retire(call: RetireCall): Promise<RetireReport> {
    const rows = await this.database.rows<[number, number, number, string | null, boolean]>({
      name: 'retire_tasks',
      text: `select * from ${this.database.prefix}.retire_tasks($1, $2, $3, $4, $5)`,
      values: [JSON.stringify(call.policies), call.states, call.after, call.limit, call.scan],
    });
    const [retired, archived, scanned, lastId, young] = rows[0]!;
    return { retired, archived, scanned, lastId, young };
  }

  /** Null for a task that was not archived. */
  async archived(taskId: string): Promise<ArchivedTaskRow | null> {
    const rows = await this.database.records<ArchivedTaskRow>(`select * from ${this.database.prefix}.archived_tasks where task_id = $1`, [
      taskId,
    ]);
    return rows[0] ?? null;
  }
}
