import { Delete, Get, Patch, Put, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { StepChangeActing } from '../../orchestration/acting.js';
import { Caller } from '../access/caller.js';
import { OperatorCalls } from '../calls/operator.calls.js';
import { StepCalls } from '../calls/step.calls.js';
import { stepTargetOf, taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { stepAnswer, type StepActionJson } from './step.answers.js';
import { CANCEL_STEP, LIST_STEPS, REPLACE_STEP, SHOW_STEP, UPDATE_STEP } from './step.contracts.js';
import { LIST_STEPS_QUERY, stepListQuery, stepPage } from './step.page.js';
import { presentStep, type StepJson } from './step.presenter.js';
import { parseCancelReason, refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** The steps of a task over REST. A step is named by its place in the task or by its name. */
@TaskerController('tasks/:task_id/workflow_steps')
export class StepsController {
  constructor(
    private readonly steps: StepCalls,
    private readonly operator: OperatorCalls,
    private readonly links: PageLinks,
  ) {}

  /** A page of steps in the order of their places, 5 MB of contents at most: it ends earlier then; 404 when there is no task of this id. */
  @Get()
  @Route(LIST_STEPS)
  async list(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ workflow_steps: StepJson[]; next_cursor: string | null; total?: number }> {
    const taskId = taskIdOf(http);
    const query = readQuery(LIST_STEPS_QUERY, http.query);
    const page = await this.steps.list(caller, { taskId, ...stepListQuery(query) });
    const { steps, nextCursor, ...counted } = stepPage(page, query);
    this.links.next(http, response, nextCursor);
    return { workflow_steps: steps.map((step) => presentStep(taskId, step)), next_cursor: nextCursor, ...counted };
  }

  /** One step; 404 when there is none of this place or name. */
  @Get(':workflow_step_id')
  @Route(SHOW_STEP)
  async show(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ workflow_step: StepJson }> {
    const target = stepTargetOf(http);
    refuseQuery(http.query);
    return { workflow_step: presentStep(target.taskId, await this.steps.get(caller, target)) };
  }

  /** Changes the retry limit, the inputs, or both; 409 unless the step is pending or in error. */
  @Patch(':workflow_step_id')
  @Route(UPDATE_STEP)
  async update(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    const target = stepTargetOf(http);
    refuseQuery(http.query);
    const { fields, prefix } = readBody(http.body, { schema: REQUEST_SCHEMAS.StepUpdate, wrapper: 'workflow_step' });
    const task = await inRestTerms(() => this.operator.updateStep(caller, target, fields as StepChangeActing), prefix);
    return stepAnswer(task, target);
  }

  /** As PATCH. */
  @Put(':workflow_step_id')
  @Route(REPLACE_STEP)
  async replace(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    return this.update(caller, http);
  }

  /** Cancels a step, deletes nothing; 404 when there is none, 409 when its state does not allow it. */
  @Delete(':workflow_step_id')
  @Route(CANCEL_STEP)
  async cancel(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ cancelled: true } & StepActionJson> {
    const target = stepTargetOf(http);
    const reason = parseCancelReason(http.body, http.query);
    const by = reason === undefined ? {} : { reason };
    const task = await inRestTerms(() => this.steps.act(caller, { action: 'cancel', ...target }, by));
    return { cancelled: true, ...stepAnswer(task, target) };
  }
}
