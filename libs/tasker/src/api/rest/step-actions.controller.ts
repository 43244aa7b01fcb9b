import { HttpCode, Post, Req } from '@nestjs/common';
import type { JsonSchema } from '../../model/json.js';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { StepCalls, type StepAction } from '../calls/step.calls.js';
import { stepTargetOf } from './contract/path.parameter.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { inRestTerms } from './request.fields.js';
import { REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { stepAnswer, type StepActionJson } from './step.answers.js';
import { stepActionContract } from './step.contracts.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

const BODIES: Readonly<Record<StepAction, JsonSchema>> = {
  cancel: REQUEST_SCHEMAS.ActionBody,
  retry: REQUEST_SCHEMAS.RetryBody,
  resolve: REQUEST_SCHEMAS.ResolveBody,
  complete: REQUEST_SCHEMAS.CompleteStepBody,
};

/** What a person does to one step over REST. */
@TaskerController('tasks/:task_id/workflow_steps/:workflow_step_id')
export class StepActionsController {
  constructor(private readonly steps: StepCalls) {}

  @Post('cancel')
  @HttpCode(200)
  @Route(stepActionContract('cancel'))
  cancel(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    return this.act(caller, http, 'cancel');
  }

  @Post('retry')
  @HttpCode(200)
  @Route(stepActionContract('retry'))
  retry(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    return this.act(caller, http, 'retry');
  }

  @Post('resolve')
  @HttpCode(200)
  @Route(stepActionContract('resolve'))
  resolve(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    return this.act(caller, http, 'resolve');
  }

  @Post('complete')
  @HttpCode(200)
  @Route(stepActionContract('complete'))
  complete(@Caller() caller: Access, @Req() http: HttpRequest): Promise<StepActionJson> {
    return this.act(caller, http, 'complete');
  }

  private async act(caller: Access, http: HttpRequest, action: StepAction): Promise<StepActionJson> {
    const target = stepTargetOf(http);
    refuseQuery(http.query);
    const { fields } = readBody(http.body, { schema: BODIES[action], optional: true });
    return stepAnswer(await inRestTerms(() => this.steps.act(caller, { action, ...target }, fields)), target);
  }
}
