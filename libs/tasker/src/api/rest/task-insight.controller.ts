import { Get, Req } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { StepCalls } from '../calls/step.calls.js';
import { TaskCalls } from '../calls/task.calls.js';
import { taskIdOf } from './contract/path.parameter.js';
import { Route } from './contract/route.contract.js';
import { presentExplanation, type ExplanationJson } from './explanation.presenter.js';
import type { HttpRequest } from './http.request.js';
import { presentExecutionContext, presentReadiness, type ExecutionContextJson, type ReadinessJson } from './progress.presenter.js';
import { EXECUTION_CONTEXT, EXPLAIN_TASK, READINESS } from './task-action.contracts.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** Why a task is where it is, over REST. */
@TaskerController('tasks/:task_id')
export class TaskInsightController {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly steps: StepCalls,
  ) {}

  /** Why a task and each of its unfinished steps is not finished; 404 when there is none of this id. */
  @Get('explain')
  @Route(EXPLAIN_TASK)
  async explain(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ explanation: ExplanationJson }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { explanation: presentExplanation(await this.tasks.explain(caller, taskId)) };
  }

  /** Which steps may run and what keeps the others back; 404 when there is no task of this id. */
  @Get('readiness')
  @Route(READINESS)
  async readiness(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ workflow_steps: ReadinessJson[] }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { workflow_steps: (await this.steps.readiness(caller, taskId)).map(presentReadiness) };
  }

  /** Where a task stands as a whole; 404 when there is none of this id. */
  @Get('execution_context')
  @Route(EXECUTION_CONTEXT)
  async executionContext(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ execution_context: ExecutionContextJson }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { execution_context: presentExecutionContext(await this.tasks.executionContext(caller, taskId)) };
  }
}
