import { Injectable } from '@nestjs/common';
import { RetentionStore, type ArchivedTaskRow } from '../database/retention.store.js';
import { InvalidRequestError, NotFoundError } from '../model/errors.js';
import type { TaskState } from '../model/states.js';
import { isUuid } from './request.validation.js';

/** A task that retention took out of the tables, as it was then. */
export interface ArchivedTask {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly state: TaskState;
  readonly requestedAt: Date;
  readonly finishedAt: Date;
  readonly archivedAt: Date;
  /** The rows with the names of their columns: of the task, its steps, both histories in order, and its notes. */
  readonly document: {
    readonly task: Readonly<Record<string, unknown>>;
    readonly steps: readonly Readonly<Record<string, unknown>>[];
    readonly transitions: readonly Readonly<Record<string, unknown>>[];
    readonly step_transitions: readonly Readonly<Record<string, unknown>>[];
    readonly annotations: readonly Readonly<Record<string, unknown>>[];
  };
}

/** Reads archived tasks. */
@Injectable()
export class TaskArchive {
  constructor(private readonly store: RetentionStore) {}

  /** @throws NotFoundError for a task that was not archived */
  async find(taskId: string): Promise<ArchivedTask> {
    if (!isUuid(taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
    const row = await this.store.archived(taskId);
    if (row === null) throw new NotFoundError(`there is no archived task ${taskId}`);
    return archivedTask(row);
  }
}

function archivedTask(row: ArchivedTaskRow): ArchivedTask {
  const { task_id: taskId, namespace, name, version, state, document } = row;
  return {
    ...{ taskId, namespace, name, version, state },
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
    archivedAt: row.archived_at,
    document: document as ArchivedTask['document'],
  };
}
