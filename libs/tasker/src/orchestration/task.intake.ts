import { Injectable, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TaskReader } from '../database/task.reader.js';
import type { CreateReport } from '../database/tasker.functions.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import { InvalidRequestError, TaskerError } from '../model/errors.js';
import { createdViews } from './created-view.js';
import { DefinitionIndex } from './definition.index.js';
import { DuplicateJudge } from './duplicate.judge.js';
import type { CreateOptions, NamedTaskRequest, TaskRequest } from './task-request.js';
import type { TaskView } from './task-view.js';
import { taskView } from './task-view.builder.js';
import { TaskCreator } from './task.creator.js';
import { TaskPlanner, type CheckedRequest, type PlannedTask, type RequestOrigin } from './task.planner.js';

/** How often a request is repeated whose existing task was deleted before it could be read. */
const MOST_TURNS = 3;

/** Takes requests in: checks them, finds the tasks that they repeat, writes the others and gives the views of all. */
@Injectable()
export class TaskIntake {
  constructor(
    private readonly definitions: DefinitionIndex,
    private readonly planner: TaskPlanner,
    private readonly duplicates: DuplicateJudge,
    private readonly creator: TaskCreator,
    private readonly reader: TaskReader,
    private readonly handlers: HandlerFactory,
  ) {}

  /** One task of a handler class. */
  async ofClass(handler: Type<object>, request: TaskRequest, options: CreateOptions | undefined): Promise<TaskView> {
    await this.definitions.open();
    const task = this.handlers.find(handler);
    if (task === undefined) {
      const message = `${handler.name} is not a registered task handler: decorate it with @TaskHandler and add it to the providers of a module`;
      throw new InvalidRequestError([{ path: 'handler', message }]);
    }
    const { namespace, name } = task.definition;
    const [view] = await this.create([{ ...request, namespace, name }], options, { path: () => '', task });
    return view!;
  }

  /** One task of a definition by name. */
  async ofName(request: NamedTaskRequest, options: CreateOptions | undefined): Promise<TaskView> {
    await this.definitions.open();
    const [view] = await this.create([request], options, { path: () => '' });
    return view!;
  }

  /** All tasks, or none. */
  async all(requests: readonly NamedTaskRequest[], options: CreateOptions | undefined): Promise<TaskView[]> {
    await this.definitions.open();
    if (!Array.isArray(requests)) throw new InvalidRequestError([{ path: '', message: 'createTasks takes an array of requests' }]);
    return this.create(requests, options, { path: String });
  }

  private async create(
    requests: readonly NamedTaskRequest[],
    options: CreateOptions | undefined,
    origin: RequestOrigin,
  ): Promise<TaskView[]> {
    const manager = options?.manager;
    const checked = this.planner.check(requests, { ...origin, defaultInitiator: options?.defaultInitiator });
    if (checked.length === 0) return [];
    if (manager !== undefined) await this.creator.guard(manager);
    const views = new Map<string, TaskView>();
    let open = checked;
    for (let turn = 0; open.length > 0 && turn < MOST_TURNS; turn++) {
      for (const [taskId, view] of await this.taken(open, manager)) views.set(taskId, view);
      open = open.filter(({ taskId }) => !views.has(taskId));
    }
    if (open.length > 0)
      throw new TaskerError(`the task that request ${open[0]!.path || '0'} repeats is being deleted; repeat the request`);
    return checked.map(({ taskId }) => views.get(taskId)!);
  }

  /** Finds or creates tasks; those are left out that were there before and were deleted before they could be read: retention took them. */
  private async taken(checked: readonly CheckedRequest[], manager: EntityManager | undefined): Promise<ReadonlyMap<string, TaskView>> {
    const known = await this.duplicates.known(checked, manager);
    const fresh = checked.filter(({ taskId }) => !known.has(taskId));
    const planned = await this.planner.plan(fresh, manager !== undefined);
    const report = planned.length === 0 ? null : await this.creator.write(planned, manager);
    const existing = await this.existing(known, { planned, report }, manager);
    const views = new Map(existing);
    if (report === null) return views;
    const created = planned.filter(({ taskId }) => report.created.has(taskId));
    for (const view of createdViews(created, report)) views.set(view.taskId, view);
    return views;
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
