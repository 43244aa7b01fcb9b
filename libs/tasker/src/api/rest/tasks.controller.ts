import { Body, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { TaskCalls } from '../calls/task.calls.js';
import { CallerTrace } from './caller.trace.js';
import { json, ref, Route } from './contract/route.contract.js';
import { parseCreateTaskBody } from './create-task.body.js';
import { presentExplanation, type ExplanationJson } from './explanation.presenter.js';
import { parseListTasksQuery } from './list-tasks.query.js';
import { RequestCorrelation } from './request.correlation.js';
import { inRestTerms } from './request.fields.js';
import { presentTask, presentTaskSummary } from './task.presenter.js';
import type { TaskJson, TaskSummaryJson } from './task.presenter.js';
import { parseCancelReason, parseTaskId, refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** What is read of a request, on Express and on Fastify. */
interface HttpRequest {
  readonly body: unknown;
  readonly query: unknown;
}

/**
 * Tasks over REST: create, list, show, explain, cancel. Parameters are `unknown` on purpose: a ValidationPipe of the host skips
 * them, and each is read by a parser of this folder.
 */
@TaskerController('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly adapterHost: HttpAdapterHost,
    private readonly correlation: RequestCorrelation,
    private readonly callers: CallerTrace,
  ) {}

  /**
   * Creates a task and answers 201 with it; 200 with the existing one for a repeated request; 400 when any field is refused, and then
   * nothing is written; 409 with the differences when another request has the same idempotency key. The task is stored with the correlation
   * id and the trace of the request.
   */
  @Post()
  @Route({
    operationId: 'createTask',
    tag: 'Tasks',
    summary: 'Create a task',
    permission: 'tasker.task:create',
    answers: { 201: json('The task', ref('TaskAnswer')) },
  })
  async create(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ task: TaskJson }> {
    refuseQuery(http.query);
    const { request, prefix } = parseCreateTaskBody(http.body);
    const { correlationId = this.correlation.idOf(http) } = request;
    const { traceparent = this.callers.of(http) } = request;
    const traced = traceparent === undefined ? request : { ...request, traceparent };
    const task = await inRestTerms(() => this.tasks.create(caller, { ...traced, correlationId }), prefix);
    if (task.duplicate === true) this.adapterHost.httpAdapter.status(response, 200);
    return { task: presentTask(task) };
  }

  /** A page of tasks without contexts and steps; `next_cursor` is null on the last page. */
  @Get()
  @Route({
    operationId: 'listTasks',
    tag: 'Tasks',
    summary: 'A page of tasks',
    permission: 'tasker.task:index',
    answers: { 200: json('A page', ref('TaskPage')) },
  })
  async list(@Caller() caller: Access, @Query() query: unknown): Promise<{ tasks: TaskSummaryJson[]; next_cursor: string | null }> {
    const filter = parseListTasksQuery(query);
    const page = await inRestTerms(() => this.tasks.list(caller, filter));
    return { tasks: page.tasks.map(presentTaskSummary), next_cursor: page.nextCursor };
  }

  /** A task with its steps; 404 when there is none of this id. */
  @Get(':task_id')
  @Route({
    operationId: 'getTask',
    tag: 'Tasks',
    summary: 'A task with its steps',
    permission: 'tasker.task:show',
    answers: { 200: json('The task', ref('TaskAnswer')) },
  })
  async show(@Caller() caller: Access, @Param('task_id') id: unknown, @Query() query: unknown): Promise<{ task: TaskJson }> {
    const taskId = parseTaskId(id);
    refuseQuery(query);
    return { task: presentTask(await this.tasks.get(caller, taskId)) };
  }

  /** Why a task and each of its unfinished steps is not finished; 404 when there is none of this id. */
  @Get(':task_id/explain')
  @Route({
    operationId: 'explainTask',
    tag: 'Tasks',
    summary: 'Why a task is not finished',
    permission: 'tasker.task:explain',
    answers: { 200: json('The explanation', ref('ExplanationAnswer')) },
  })
  async explain(
    @Caller() caller: Access,
    @Param('task_id') id: unknown,
    @Query() query: unknown,
  ): Promise<{ explanation: ExplanationJson }> {
    const taskId = parseTaskId(id);
    refuseQuery(query);
    return { explanation: presentExplanation(await this.tasks.explain(caller, taskId)) };
  }

  /** Cancels a task, deletes nothing; 404 when there is none of this id, 409 when its state does not allow it. */
  @Delete(':task_id')
  @Route({
    operationId: 'cancelTask',
    tag: 'Tasks',
    summary: 'Cancel a task',
    permission: 'tasker.task:cancel',
    answers: { 200: json('The task', ref('CancelledTask')) },
  })
  async cancel(
    @Caller() caller: Access,
    @Param('task_id') id: unknown,
    @Body() body: unknown,
    @Query() query: unknown,
  ): Promise<{ cancelled: true; task: TaskJson }> {
    const taskId = parseTaskId(id);
    const reason = parseCancelReason(body, query);
    const by = reason === undefined ? {} : { reason };
    const task = await inRestTerms(() => this.tasks.act(caller, { action: 'cancel', taskId }, by));
    return { cancelled: true, task: presentTask(task) };
  }
}
