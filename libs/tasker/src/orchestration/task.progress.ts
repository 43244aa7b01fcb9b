import { Injectable } from '@nestjs/common';
import { ProgressReader, type Circuit } from '../database/progress.reader.js';
import { NotFoundError } from '../model/errors.js';
import { refuseAny, taskIdIssues } from './acting.js';
import { checkedNamespaces } from './list.query.js';
import { executionContext, type ExecutionContext } from './execution.context.js';
import { stepReadiness, type StepReadiness } from './step.readiness.js';

/** The circuit of a dependent system, over the steps of unfinished tasks and of those that rest in error. */
export interface SystemCircuit {
  readonly dependentSystemId: number;
  readonly name: string;
  /** `half_open` when a step of it is, else `open` when one is, else `closed`. */
  readonly circuit: Circuit;
  readonly steps: Readonly<Record<'closed' | 'open' | 'halfOpen', number>>;
  /** When the first open one is tried again; null when none is, by itself. */
  readonly nextRetryAt: Date | null;
  /** There were more than 100,000 steps to count: those of older tasks are left out. */
  readonly sampled: boolean;
}

/** Where tasks, steps and dependent systems stand, in the words of the specification. */
@Injectable()
export class TaskProgress {
  constructor(private readonly reader: ProgressReader) {}

  /** @throws NotFoundError for an unknown id */
  async executionContext(taskId: string): Promise<ExecutionContext> {
    refuseAny(taskIdIssues(taskId));
    const row = await this.reader.executionContext(taskId);
    if (row === null) throw unknown(taskId);
    return executionContext(row);
  }

  /** @throws NotFoundError for an unknown id */
  async readiness(taskId: string): Promise<StepReadiness[]> {
    refuseAny(taskIdIssues(taskId));
    const rows = await this.reader.readiness(taskId);
    if (rows.length === 0 && (await this.reader.executionContext(taskId)) === null) throw unknown(taskId);
    return rows.map(stepReadiness);
  }

  async circuits(within?: readonly string[]): Promise<SystemCircuit[]> {
    return (await this.reader.circuits(checkedNamespaces(within))).map((row) => ({
      dependentSystemId: row.dependent_system_id,
      name: row.name,
      circuit: row.circuit,
      steps: { closed: row.closed_steps, open: row.open_steps, halfOpen: row.half_open_steps },
      nextRetryAt: row.next_retry_at,
      sampled: row.sampled,
    }));
  }
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
