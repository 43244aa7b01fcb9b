import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { TaskReader } from '../../database/task.reader.js';
import { DuplicateTaskError, InvalidRequestError, NotFoundError, type FieldIssue } from '../../model/errors.js';
import type { Acting, ExplainedActing, RetryActing } from '../../orchestration/acting.js';
import type { ExecutionContext } from '../../orchestration/execution.context.js';
import type { TaskExplanation } from '../../orchestration/explanation.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import { cursorAfter, type TaskList, type TaskListQuery } from '../../orchestration/task-list.js';
import { wordsOf } from '../../orchestration/request.words.js';
import type { NamedTaskRequest } from '../../orchestration/task-request.js';
import type { TaskView } from '../../orchestration/task-view.js';
import { AccessScope } from './access.scope.js';
import { requireReason } from './incomplete-request.error.js';

/** What a person may do with one task. */
export type TaskAction = 'cancel' | 'retry' | 'resolve' | 'pause' | 'resume';

/** A page of tasks, with their contexts by id where they were asked for. */
export interface TaskListWithContexts extends TaskList {
  readonly contexts?: ReadonlyMap<string, unknown>;
}

/** Contexts of one page, as JSON. */
const MOST_CONTEXT_BYTES = 5_000_000;

/** Calls of the engine about tasks on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class TaskCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
    private readonly reader: TaskReader,
  ) {}

  /**
   * Of a known caller without `initiator`, its id stands there. Who may not see tasks is given one that was there before as it asked for it.
   *
   * @throws as `Orchestrator.createTask`; NotFoundError for a namespace that it does not reach
   */
  async create(caller: Access, request: NamedTaskRequest): Promise<TaskView> {
    const view = await this.confined(caller, [request], () => this.orchestrator.createTask(request, defaultsOf(caller)));
    return this.toldTo(caller, view, request);
  }

  /** All of them, or none. @throws as `create`; the paths begin with the place of the request */
  async createMany(caller: Access, requests: readonly NamedTaskRequest[]): Promise<TaskView[]> {
    const views = await this.confined(caller, requests, () => this.orchestrator.createTasks(requests, defaultsOf(caller)));
    return Promise.all(views.map((view, place) => this.toldTo(caller, view, requests[place]!)));
  }

  /** Whether the caller may see a task of this namespace, whatever it was let in for. */
  sees(caller: Access, namespace: string): Promise<boolean> {
    return caller.may('tasker.task:show', namespace);
  }

  /** Only tasks that the caller reaches. */
  list(caller: Access, query: TaskListQuery): Promise<TaskList> {
    return this.orchestrator.listTasks(caller.namespaces === null ? query : { ...query, within: caller.namespaces });
  }

  /**
   * `list` with the contexts of its tasks, 5 MB of them at most: a page whose contexts have more ends earlier, after its first task at the
   * earliest, and its cursor goes on there.
   */
  async listWithContexts(caller: Access, query: TaskListQuery): Promise<TaskListWithContexts> {
    const { tasks, ...page } = await this.list(caller, query);
    const ids = tasks.map(({ taskId }) => taskId);
    const rows = ids.length === 0 ? [] : await this.reader.contexts(ids, MOST_CONTEXT_BYTES);
    const contexts = new Map(rows.map(({ task_id: taskId, context }) => [taskId, context]));
    const last = rows.at(-1)?.task_id;
    const shown = last === undefined ? tasks.length : ids.indexOf(last) + 1;
    if (last === undefined || shown === tasks.length) return { ...page, tasks, contexts };
    return { ...page, tasks: tasks.slice(0, shown), nextCursor: cursorAfter(last, query), contexts };
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

  /** @throws NotFoundError */
  async executionContext(caller: Access, taskId: string): Promise<ExecutionContext> {
    await this.scope.task(caller, taskId);
    return this.orchestrator.executionContext(taskId);
  }

  /** @throws IncompleteRequestError for a resolution without a reason; else as the method of Orchestrator that the action is */
  async act(caller: Access, { action, taskId }: { action: TaskAction; taskId: string }, acting: Acting & RetryActing): Promise<TaskView> {
    if (action === 'resolve') requireReason(acting.reason);
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

  /**
   * What a caller of some namespaces is told of an unknown definition names none of the others; who may not see tasks is told of another
   * request with its idempotency key only where they differ.
   */
  private async confined<T>(caller: Access, requests: readonly NamedTaskRequest[], create: () => Promise<T>): Promise<T> {
    const namespaces = [...new Set(requests.map(({ namespace }) => namespace ?? 'default'))];
    for (const namespace of namespaces) this.scope.namespace(caller, namespace);
    try {
      return await create();
    } catch (error) {
      if (isDuplicate(error)) {
        const seen = await Promise.all(namespaces.map((namespace) => this.sees(caller, namespace)));
        throw seen.every(Boolean) ? error : new DuplicateTaskError(error.taskId, error.differences.map(withoutValues));
      }
      if (caller.namespaces === null || !(error instanceof Error) || error.name !== 'InvalidRequestError') throw error;
      throw new InvalidRequestError((error as InvalidRequestError).issues.map((issue) => withoutOthers(issue, requests)));
    }
  }

  private async toldTo(caller: Access, view: TaskView, request: NamedTaskRequest): Promise<TaskView> {
    if (view.duplicate !== true || (await this.sees(caller, view.namespace))) return view;
    return asRequested(view, caller.principal === null ? request : { initiator: caller.principal.id, ...request });
  }
}

/** Who asks for what names no initiator. */
function defaultsOf({ principal }: Access): { readonly defaultInitiator?: string } {
  return principal === null ? {} : { defaultInitiator: principal.id };
}

/** A task that was there before: how far it is, and else no more than the request says itself. */
function asRequested(view: TaskView, request: NamedTaskRequest): TaskView {
  const { context, correlationId = view.correlationId } = request;
  const steps = view.steps.map((step) => ({ ...step, inputs: null, results: null, error: null }));
  return { ...view, ...wordsOf(request), context, correlationId, pausedBy: null, pauseReason: null, results: {}, steps };
}

function isDuplicate(error: unknown): error is DuplicateTaskError {
  return error instanceof Error && error.name === 'DuplicateTaskError';
}

function withoutValues({ path }: FieldIssue): FieldIssue {
  return { path, message: 'the existing task has another value' };
}

function withoutOthers(issue: FieldIssue, requests: readonly NamedTaskRequest[]): FieldIssue {
  const place = Number(/^(\d+)\./.exec(issue.path)?.[1] ?? 0);
  const { name, namespace = 'default' } = requests[place] ?? { name: '' };
  const unknownNamespace = `no namespace '${namespace}'`;
  const unknownName = `no task '${name}' in namespace '${namespace}'`;
  if (issue.message.startsWith(unknownNamespace)) return { ...issue, message: unknownNamespace };
  return issue.message.startsWith(`${unknownName}; it is registered in`) ? { ...issue, message: unknownName } : issue;
}
