import { Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { OperatorCalls } from '../calls/operator.calls.js';
import { TaskCalls, type TaskListWithContexts } from '../calls/task.calls.js';
import { taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { parseListTasksQuery } from './list-tasks.query.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { TaskAnswers } from './task.answers.js';
import { CANCEL_TASK, CREATE_TASK, LIST_TASKS, REPLACE_TASK, SHOW_QUERY, SHOW_TASK, UPDATE_TASK } from './task.contracts.js';
import { presentTaskSummary } from './task.presenter.js';
import type { TaskJson, TaskSummaryJson } from './task.presenter.js';
import { parseCancelReason, refuseQuery } from './task.request.js';
import { TaskRequests } from './task.requests.js';
import { TaskerController } from './tasker-controller.decorator.js';

/**
 * Tasks over REST: create, list, show, change, cancel. Of a request only what `HttpRequest` names is read, by the parsers of this folder: a
 * ValidationPipe of the host skips it.
 */
@TaskerController('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly operator: OperatorCalls,
    private readonly requests: TaskRequests,
    private readonly answers: TaskAnswers,
    private readonly links: PageLinks,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /**
   * Creates a task and answers 201 with it; 200 with the existing one for a repeated request; 400 when any field is refused, and then
   * nothing is written; 409 with the differences when another request has the same idempotency key. The task is stored with the correlation
   * id and the trace of the request.
   */
  @Post()
  @Route(CREATE_TASK)
  async create(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ task: TaskJson }> {
    refuseQuery(http.query);
    const { request, prefix } = this.requests.one(http);
    const task = await inRestTerms(() => this.tasks.create(caller, request), prefix);
    if (task.duplicate === true) {
      this.adapterHost.httpAdapter.status(response, 200);
      return (await this.tasks.sees(caller, task.namespace)) ? this.answers.of(task) : this.answers.fresh(task);
    }
    this.links.created(http, response, task.taskId);
    return this.answers.fresh(task);
  }

  /** A page of tasks without steps, and without contexts unless asked for, 5 MB of them at most: a page ends earlier then; `next_cursor` is null on the last page. */
  @Get()
  @Route(LIST_TASKS)
  async list(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ tasks: TaskSummaryJson[]; next_cursor: string | null; total?: number }> {
    const { filter, withContext } = parseListTasksQuery(http.query);
    const { tasks, nextCursor, total, contexts }: TaskListWithContexts = await inRestTerms(() =>
      withContext ? this.tasks.listWithContexts(caller, filter) : this.tasks.list(caller, filter),
    );
    this.links.next(http, response, nextCursor);
    const shown = tasks.map((task) => ({
      ...presentTaskSummary(task),
      ...(contexts === undefined ? {} : { context: contexts.get(task.taskId) ?? {} }),
    }));
    return { tasks: shown, next_cursor: nextCursor, ...(total === undefined ? {} : { total }) };
  }

  /** A task with its steps; 404 when there is none of this id. */
  @Get(':task_id')
  @Route(SHOW_TASK)
  async show(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ task: TaskJson }> {
    const taskId = taskIdOf(http);
    const { include_dependencies: withAnalysis = false } = readQuery(SHOW_QUERY, http.query);
    const task = await this.tasks.get(caller, taskId);
    return withAnalysis ? this.answers.analysed(caller, task) : this.answers.of(task);
  }

  /** Changes reason and tags, in any state; what is not named stays as it is. */
  @Patch(':task_id')
  @Route(UPDATE_TASK)
  async update(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ task: TaskJson }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    const { fields, prefix } = readBody(http.body, { schema: REQUEST_SCHEMAS.TaskUpdate, wrapper: 'task' });
    const { actor, ...change } = fields;
    const acting = actor === undefined ? {} : { actor: actor as string };
    return this.answers.of(await inRestTerms(() => this.operator.updateTask(caller, { taskId, change }, acting), prefix));
  }

  /** As PATCH. */
  @Put(':task_id')
  @Route(REPLACE_TASK)
  async replace(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ task: TaskJson }> {
    return this.update(caller, http);
  }

  /** Cancels a task, deletes nothing; 404 when there is none of this id, 409 when its state does not allow it. */
  @Delete(':task_id')
  @Route(CANCEL_TASK)
  async cancel(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ cancelled: true; task: TaskJson }> {
    const taskId = taskIdOf(http);
    const reason = parseCancelReason(http.body, http.query);
    const by = reason === undefined ? {} : { reason };
    const task = await inRestTerms(() => this.tasks.act(caller, { action: 'cancel', taskId }, by));
    return { cancelled: true, ...(await this.answers.of(task)) };
  }
}
