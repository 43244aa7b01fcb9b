import { Injectable, type Type } from '@nestjs/common';
import { TaskReader } from '../database/task.reader.js';
import { TaskWriter } from '../database/task.writer.js';
import type { ContextOf } from '../definitions/step-types.js';
import { InvalidRequestError, NotFoundError, StateTransitionError } from '../model/errors.js';
import type { Duration } from '../tasker.options.js';
import { RestWait } from './rest.wait.js';
import { RestWatch } from './rest.watch.js';
import { checkActing, isUuid } from './request.validation.js';
import { StepRunner } from './step.runner.js';
import { taskPage, type TaskList, type TaskListQuery } from './task-list.js';
import type { CreateOptions, NamedTaskRequest, TaskRequest } from './task-request.js';
import type { TaskView } from './task-view.js';
import { taskSummary, taskView } from './task-view.builder.js';
import { TaskIntake } from './task.intake.js';

/** Who acts on a task, and why; both are written to its history. */
export interface Acting {
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 128 characters. */
  readonly reason?: string;
}

/**
 * Creates, reads, waits for and stops tasks.
 *
 * @example
 * const task = await orchestrator.createTask(ProcessOrder, { context: { orderId: 'a-1', amount: 12 } });
 * const done = await orchestrator.waitForTask(task, { timeout: '10s' });
 */
@Injectable()
export class Orchestrator {
  constructor(
    private readonly intake: TaskIntake,
    private readonly rest: RestWait,
    private readonly reader: TaskReader,
    private readonly writer: TaskWriter,
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
  ) {}

  /**
   * Creates a task of a handler class, or of a definition by name. With `manager` it joins the caller's transaction.
   *
   * @throws InvalidRequestError naming each field that cannot be used; nothing is written then
   * @throws DuplicateTaskError when the task exists and duplicates are refused, or another request has the same idempotency key
   * @example await orchestrator.createTask(ProcessOrder, { context }, { manager });
   */
  createTask<H extends object>(handler: Type<H>, request: TaskRequest<ContextOf<H>>, options?: CreateOptions): Promise<TaskView<H>>;
  createTask(request: NamedTaskRequest, options?: CreateOptions): Promise<TaskView>;
  async createTask(
    first: Type<object> | NamedTaskRequest,
    second?: TaskRequest<unknown> | CreateOptions,
    third?: CreateOptions,
  ): Promise<TaskView> {
    if (typeof first === 'function') return this.intake.ofClass(first, second as TaskRequest, third);
    return this.intake.ofName(first, second as CreateOptions | undefined);
  }

  /**
   * Creates many tasks in one call: all of them, or none when one cannot be used.
   *
   * @throws InvalidRequestError whose paths begin with the place of the request, `3.context.amount`
   */
  async createTasks(requests: readonly NamedTaskRequest[], options?: CreateOptions): Promise<TaskView[]> {
    return this.intake.all(requests, options);
  }

  /** @throws NotFoundError for an unknown id */
  async getTask(taskId: string): Promise<TaskView> {
    checkId(taskId);
    const [tasks, steps] = await Promise.all([this.reader.tasks([taskId]), this.reader.steps([taskId])]);
    if (tasks[0] === undefined) throw unknown(taskId);
    return taskView(tasks[0], steps);
  }

  /** One page of tasks without context and steps, in the order of their creation. @throws InvalidRequestError */
  async listTasks(query: TaskListQuery = {}): Promise<TaskList> {
    const page = taskPage(query);
    const rows = await this.reader.page({ ...page, limit: page.limit + 1 });
    const tasks = rows.slice(0, page.limit).map(taskSummary);
    return { tasks, nextCursor: rows.length > page.limit ? tasks.at(-1)!.taskId : null };
  }

  /**
   * Stops a task for good: unfinished steps are cancelled, running ones are aborted through their signal and their results refused.
   * Cancelling a cancelled task changes nothing.
   *
   * @throws InvalidRequestError when actor or reason cannot be stored
   * @throws NotFoundError for an unknown id
   * @throws StateTransitionError when the task is complete or resolved
   */
  async cancelTask(taskId: string, acting: Acting = {}): Promise<TaskView> {
    checkId(taskId);
    checkActing(acting);
    const { actor, reason } = acting;
    const cancellation = await this.writer.cancel(taskId, actor ?? null, reason ?? null);
    if (cancellation === null) throw unknown(taskId);
    if (cancellation.refused) throw new StateTransitionError(`task ${taskId} is ${cancellation.state}: it can no longer be cancelled`);
    this.runner.abandonTask(taskId, 'the task was cancelled');
    this.watch.rested([{ taskId, state: cancellation.state }]);
    return this.getTask(taskId);
  }

  /**
   * Resolves when the task rests: complete, error, cancelled or resolved.
   *
   * @throws NotFoundError for an unknown id
   * @throws WaitTimeoutError when it does not rest in time; the task goes on
   */
  async waitForTask<H = any>(task: string | TaskView<H>, { timeout }: { timeout: Duration }): Promise<TaskView<H>> {
    const taskId = typeof task === 'string' ? task : task.taskId;
    checkId(taskId);
    await this.rest.until(taskId, timeout);
    return (await this.getTask(taskId)) as TaskView<H>;
  }
}

function checkId(taskId: unknown): void {
  if (!isUuid(taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
