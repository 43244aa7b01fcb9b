import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { NotFoundError } from '../../model/errors.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import type { ArchivedTask } from '../../orchestration/task.archive.js';
import type { History, HistoryQuery } from '../../orchestration/task.history.js';
import { AccessScope } from './access.scope.js';
import type { StepTarget } from './step.calls.js';

/** What has happened, on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class HistoryCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
  ) {}

  /** Of a task and its steps. @throws NotFoundError; InvalidRequestError */
  async ofTask(caller: Access, taskId: string, query: HistoryQuery): Promise<History> {
    await this.scope.task(caller, taskId);
    return this.orchestrator.taskHistory(taskId, query);
  }

  /** Of one step. @throws NotFoundError; InvalidRequestError */
  async ofStep(caller: Access, { taskId, step }: StepTarget, query: HistoryQuery): Promise<History> {
    await this.scope.task(caller, taskId);
    return this.orchestrator.stepHistory(taskId, step, query);
  }

  /** A task that retention has archived. @throws NotFoundError */
  async archived(caller: Access, taskId: string): Promise<ArchivedTask> {
    const task = await this.orchestrator.archivedTask(taskId);
    if (!caller.reaches(task.namespace)) throw new NotFoundError(`there is no archived task ${taskId}`);
    return task;
  }
}
