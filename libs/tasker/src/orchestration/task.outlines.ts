import { Injectable } from '@nestjs/common';
import { TaskOutlineReader, type StepOutlineRow } from '../database/task-outline.reader.js';
import { NotFoundError } from '../model/errors.js';
import { refuseAny, taskIdIssues } from './acting.js';
import { taskSummary } from './task-view.builder.js';
import type { StepView, TaskSummary } from './task-view.js';

/** A step without inputs and results. */
export interface StepOutline extends Pick<
  StepView,
  'stepId' | 'name' | 'state' | 'attempts' | 'retryLimit' | 'readyAt' | 'claimedAt' | 'lastAttemptedAt' | 'processedAt' | 'parentIds'
> {
  /** Of a step in error. */
  readonly error: { readonly message: string } | null;
}

/** A task with its steps, without what either holds. */
export interface TaskOutline extends TaskSummary {
  readonly steps: readonly StepOutline[];
}

/** Tell how tasks stand where nothing of their contexts, inputs and results is asked for: those may be gigabytes. */
@Injectable()
export class TaskOutlines {
  constructor(private readonly reader: TaskOutlineReader) {}

  /** @throws InvalidRequestError, NotFoundError */
  async of(taskId: string): Promise<TaskOutline> {
    refuseAny(taskIdIssues(taskId));
    const [task, steps] = await Promise.all([this.reader.task(taskId), this.reader.steps(taskId)]);
    if (task === undefined) throw unknown(taskId);
    return { ...taskSummary(task), steps: steps.map(stepOutline) };
  }

  /** @throws InvalidRequestError, NotFoundError */
  async contextOf(taskId: string): Promise<unknown> {
    refuseAny(taskIdIssues(taskId));
    const found = await this.reader.context(taskId);
    if (found === undefined) throw unknown(taskId);
    return found.context;
  }
}

function stepOutline({ message, ...row }: StepOutlineRow): StepOutline {
  return {
    stepId: row.workflow_step_id,
    name: row.name,
    state: row.state,
    attempts: row.attempts,
    retryLimit: row.retry_limit,
    readyAt: row.ready_at,
    claimedAt: row.claimed_at,
    lastAttemptedAt: row.last_attempted_at,
    processedAt: row.processed_at,
    parentIds: row.parent_ids,
    error: message === null ? null : { message },
  };
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
