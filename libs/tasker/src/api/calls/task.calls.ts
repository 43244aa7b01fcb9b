import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { NotFoundError } from '../../model/errors.js';
import type { Acting, ExplainedActing, RetryActing } from '../../orchestration/acting.js';
import type { TaskExplanation } from '../../orchestration/explanation.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import type { TaskList, TaskListQuery } from '../../orchestration/task-list.js';
import type { NamedTaskRequest } from '../../orchestration/task-request.js';
import type { TaskView } from '../../orchestration/task-view.js';
import { AccessScope } from './access.scope.js';

/** What a person may do with one task. */
export type TaskAction = 'cancel' | 'retry' | 'resolve' | 'pause' | 'resume';

/** Calls of the engine about tasks on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class TaskCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
  ) {}

  /** Of a known caller without `initiator`, its id stands there. @throws as `Orchestrator.createTask`; NotFoundError for a namespace that it does not reach */
  async create(caller: Access, request: NamedTaskRequest): Promise<TaskView> {
    return this.orchestrator.createTask(this.requestOf(caller, request));
  }

  /** All of them, or none. */
  async createMany(caller: Access, requests: readonly NamedTaskRequest[]): Promise<TaskView[]> {
    return this.orchestrator.createTasks(requests.map((request) => this.requestOf(caller, request)));
  }

  /** Only tasks that the caller reaches. */
  list(caller: Access, query: TaskListQuery): Promise<TaskList> {
    return this.orchestrator.listTasks(caller.namespaces === null ? query : { ...query, within: caller.namespaces });
  }

  /** @throws NotFoundError */
  async get(caller: Access, taskId: string): Promise<TaskView> {
    const task = await this.orchestrator.getTask(taskId);
    if (!caller.reaches(task.namespace)) throw new NotFoundError(`there is no task ${taskId}`);
    return task;
  }

  /** @throws NotFoundError */
  async explain(caller: Access, taskId: string): Promise<TaskExplanation> {
    await this.scope.task(caller, taskId);
    return this.orchestrator.explain(taskId);
  }

  /** @throws as the method of Orchestrator that the action is */
  async act(caller: Access, { action, taskId }: { action: TaskAction; taskId: string }, acting: Acting & RetryActing): Promise<TaskView> {
    const by = this.scope.acting(caller, acting);
    await this.scope.task(caller, taskId);
    switch (action) {
      case 'cancel':
        return this.orchestrator.cancelTask(taskId, by);
      case 'retry':
        return this.orchestrator.retryTask(taskId, by);
      case 'resolve':
        return this.orchestrator.resolveTask(taskId, by as ExplainedActing);
      case 'pause':
        return this.orchestrator.pauseTask(taskId, by);
      case 'resume':
        return this.orchestrator.resumeTask(taskId, by);
    }
  }

  private requestOf(caller: Access, request: NamedTaskRequest): NamedTaskRequest {
    if (caller.namespaces !== null) this.scope.namespace(caller, request.namespace ?? 'default');
    return caller.principal === null || request.initiator !== undefined ? request : { ...request, initiator: caller.principal.id };
  }
}
