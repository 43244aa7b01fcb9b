import { Injectable } from '@nestjs/common';
import { TaskHistoryReader, type HistoryPlace } from '../database/task-history.reader.js';
import type { StepReference } from '../database/operation.store.js';
import { TaskReader } from '../database/task.reader.js';
import { InvalidRequestError, NotFoundError } from '../model/errors.js';
import { refuseAny, stepIssues, stepNamed, taskIdIssues } from './acting.js';
import { historyRecord, type HistoryRecord } from './history.view.js';
import { listIssues, type ListRules } from './list.query.js';

/** Which stretch of a history to read. */
export interface HistoryQuery {
  /** 1 to 100. Default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before, in the same order. */
  readonly cursor?: string;
  /** Default `asc`: oldest first. */
  readonly sortOrder?: 'asc' | 'desc';
}

/** One page of a history, and where the next one begins; null after the last. */
export interface History {
  readonly records: HistoryRecord[];
  readonly nextCursor: string | null;
}

const PLACE = /^(asc|desc):(\d{1,18})?:(\d{1,18})?$/;
const BEGINNING: HistoryPlace = { task: null, step: null };
const RULES: ListRules = {
  sortOrder: [(value) => value === 'asc' || value === 'desc', "must be 'asc' or 'desc'"],
  cursor: [(value) => typeof value === 'string' && PLACE.test(value), 'is not a cursor of this list'],
};

/** Reads what happened to tasks and steps, by whom and why. The creation of a task is no row: the task itself tells of it. */
@Injectable()
export class TaskHistory {
  constructor(
    private readonly reader: TaskHistoryReader,
    private readonly tasks: TaskReader,
  ) {}

  /** @throws InvalidRequestError; NotFoundError for an unknown id */
  async ofTask(taskId: string, query: HistoryQuery): Promise<History> {
    refuseAny(taskIdIssues(taskId), listIssues(query, RULES));
    const page = await this.page(taskId, null, query);
    if (page.records.length === 0 && (await this.tasks.state(taskId)) === null) throw new NotFoundError(`there is no task ${taskId}`);
    return page;
  }

  /** @throws InvalidRequestError; NotFoundError for an unknown task or step */
  async ofStep(taskId: string, step: StepReference, query: HistoryQuery): Promise<History> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), listIssues(query, RULES));
    const stepId = await this.reader.stepPlace(taskId, step);
    if (stepId === null) throw new NotFoundError(`there is no task ${taskId} with ${stepNamed(step)}`);
    return this.page(taskId, stepId, query);
  }

  private async page(taskId: string, stepId: number | null, { limit = 20, cursor, sortOrder = 'asc' }: HistoryQuery): Promise<History> {
    const after = placeOf(cursor, sortOrder);
    const rows = await this.reader.page({ taskId, stepId, after, descending: sortOrder === 'desc', limit: limit + 1 });
    const records = rows.slice(0, limit).map(historyRecord);
    return { records, nextCursor: rows.length > limit ? cursorAfter(records, after, sortOrder) : null };
  }
}

function placeOf(cursor: string | undefined, sortOrder: string): HistoryPlace {
  if (cursor === undefined) return BEGINNING;
  const [, order, task = null, step = null] = PLACE.exec(cursor)!;
  if (order === sortOrder) return { task, step };
  throw new InvalidRequestError([{ path: 'cursor', message: `is of a list in the order ${order}` }]);
}

function cursorAfter(records: readonly HistoryRecord[], { task, step }: HistoryPlace, sortOrder: string): string {
  const last = (kind: string) => records.findLast((record) => record.kind === kind)?.transitionId;
  return `${sortOrder}:${last('task') ?? task ?? ''}:${last('step') ?? step ?? ''}`;
}
