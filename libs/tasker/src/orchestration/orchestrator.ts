import { Injectable, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CreateReport } from '../database/tasker.functions.js';
import { TaskReader } from '../database/task.reader.js';
import { TaskWriter } from '../database/task.writer.js';
import { parseDuration } from '../definitions/duration.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import type { ContextOf } from '../definitions/step-types.js';
import { InvalidRequestError, NotFoundError, StateTransitionError, WaitTimeoutError } from '../model/errors.js';
import { isResting } from '../model/states.js';
import type { Duration } from '../tasker.options.js';
import { createdView } from './created-view.js';
import { RestWatch } from './rest.watch.js';
import { checkActing, isUuid } from './request.validation.js';
import { taskPage, type TaskList, type TaskListQuery } from './task-list.js';
import type { CreateOptions, NamedTaskRequest, TaskRequest } from './task-request.js';
import type { TaskView } from './task-view.js';
import { taskSummary, taskView } from './task-view.builder.js';
import { TaskCreator } from './task.creator.js';
import { DuplicateJudge } from './duplicate.judge.js';
import { DefinitionIndex } from './definition.index.js';
import { TaskPlanner, type PlannedTask } from './task.planner.js';
import { StepRunner } from './step.runner.js';

/** Who acts on a task, and why; both are written to its history. */
export interface Acting {
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 128 characters. */
  readonly reason?: string;
}

/** Where requests come from. */
interface RequestOrigin {
  /** Prefixes under which their fields are named. */
  readonly path: (place: number) => string;
  /** The task of the class that was given instead of a name: its version is meant, but nobody asked for it in words. */
  readonly task?: RegisteredTask | undefined;
}

/** How `waitForTask` waits when the task runs in another process: from a first look to this pause, doubling. */
const LOOK_MS = { first: 20, most: 1_000 };

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
    private readonly definitions: DefinitionIndex,
    private readonly planner: TaskPlanner,
    private readonly duplicates: DuplicateJudge,
    private readonly creator: TaskCreator,
    private readonly reader: TaskReader,
    private readonly writer: TaskWriter,
    private readonly handlers: HandlerFactory,
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
    await this.definitions.open();
    const options = typeof first === 'function' ? third : (second as CreateOptions | undefined);
    const request = typeof first === 'function' ? this.named(first, second as TaskRequest) : first;
    const [view] = await this.create([request], options, {
      path: () => '',
      task: typeof first === 'function' ? this.handlers.find(first) : undefined,
    });
    return view!;
  }

  /**
   * Creates many tasks in one call: all of them, or none when one cannot be used.
   *
   * @throws InvalidRequestError whose paths begin with the place of the request, `3.context.amount`
   */
  async createTasks(requests: readonly NamedTaskRequest[], options?: CreateOptions): Promise<TaskView[]> {
    await this.definitions.open();
    if (!Array.isArray(requests)) throw new InvalidRequestError([{ path: '', message: 'createTasks takes an array of requests' }]);
    return this.create(requests, options, { path: String });
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
    const until = performance.now() + parseDuration(timeout, 'timeout');
    for (let look = LOOK_MS.first; ; look = Math.min(look * 2, LOOK_MS.most)) {
      // The watch begins before the row is read: a rest in between wakes it.
      const rest = this.nextRest(taskId);
      try {
        const state = await this.reader.state(taskId);
        if (state === null) throw unknown(taskId);
        if (isResting(state)) return (await this.getTask(taskId)) as TaskView<H>;
        const left = until - performance.now();
        if (left <= 0)
          throw new WaitTimeoutError(`task ${taskId} is still ${state} after ${timeout}${typeof timeout === 'number' ? ' ms' : ''}`);
        await rest.within(Math.min(left, look));
      } finally {
        rest.end();
      }
    }
  }

  private nextRest(taskId: string): { within(milliseconds: number): Promise<void>; end(): void } {
    let wake!: () => void;
    let timer: NodeJS.Timeout | undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const end = this.watch.watch(taskId, wake);
    return {
      within: (milliseconds) => {
        timer = setTimeout(wake, milliseconds);
        return woken;
      },
      end: () => {
        clearTimeout(timer);
        end();
      },
    };
  }

  private named(handler: Type<object>, request: TaskRequest): NamedTaskRequest {
    const task = this.handlers.find(handler);
    if (task === undefined) {
      const message = `${handler.name} is not a registered task handler: decorate it with @TaskHandler and add it to the providers of a module`;
      throw new InvalidRequestError([{ path: 'handler', message }]);
    }
    const { namespace, name } = task.definition;
    return { ...request, namespace, name };
  }

  private async create(
    requests: readonly NamedTaskRequest[],
    options: CreateOptions | undefined,
    { path, task }: RequestOrigin,
  ): Promise<TaskView[]> {
    const manager = options?.manager;
    const checked = this.planner.check(requests, path, task);
    if (checked.length === 0) return [];
    if (manager !== undefined) await this.creator.guard(manager);
    const known = await this.duplicates.known(checked, manager);
    const fresh = checked.filter(({ taskId }) => !known.has(taskId));
    const planned = await this.planner.plan(fresh, manager !== undefined);
    const report = planned.length === 0 ? null : await this.creator.write(planned, manager);
    const existing = await this.existing(known, { planned, report }, manager);
    const created = new Map(planned.map((task) => [task.taskId, task]));
    return checked.map(({ taskId }) => existing.get(taskId) ?? createdView(created.get(taskId)!, report!));
  }

  /** Views of the tasks that were there before, by the id that was asked for. */
  private async existing(
    known: ReadonlyMap<string, string>,
    { planned, report }: { planned: readonly PlannedTask[]; report: CreateReport | null },
    manager: EntityManager | undefined,
  ): Promise<ReadonlyMap<string, TaskView>> {
    const repeated = planned.filter(({ taskId }) => report?.created.has(taskId) === false);
    const ids = new Map([...known, ...repeated.map(({ taskId }) => [taskId, report?.duplicates.get(taskId) ?? taskId] as const)]);
    if (ids.size === 0) return new Map();
    // Read where they were found: in the caller's transaction they may be visible to nobody else.
    const unique = [...new Set(ids.values())];
    const tasks = await this.reader.tasks(unique, manager);
    const steps = await this.reader.steps(unique, manager);
    const views = new Map(
      tasks.map((row) => [
        row.task_id,
        taskView(
          row,
          steps.filter(({ task_id: of }) => of === row.task_id),
        ),
      ]),
    );
    return new Map(
      [...ids].flatMap(([asked, found]): [string, TaskView][] => {
        const view = views.get(found);
        return view === undefined ? [] : [[asked, { ...view, duplicate: true }]];
      }),
    );
  }
}

function checkId(taskId: unknown): void {
  if (!isUuid(taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
