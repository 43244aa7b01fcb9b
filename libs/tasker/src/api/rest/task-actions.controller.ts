import { HttpCode, Post, Req } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { TaskCalls, type TaskAction } from '../calls/task.calls.js';
import { taskIdOf } from './contract/path.parameter.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { inRestTerms } from './request.fields.js';
import { REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { taskActionContract } from './task-action.contracts.js';
import { TaskAnswers } from './task.answers.js';
import type { TaskJson } from './task.presenter.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

type Answer = Promise<{ task: TaskJson }>;

const { ActionBody, RetryBody, ResolveBody } = REQUEST_SCHEMAS;

/** What a person does to one task over REST. An action that finds the task as it would leave it changes nothing and is answered alike. */
@TaskerController('tasks/:task_id')
export class TaskActionsController {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly answers: TaskAnswers,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @Route(taskActionContract('cancel'))
  cancel(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'cancel');
  }

  @Post('retry')
  @HttpCode(200)
  @Route(taskActionContract('retry'))
  retry(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'retry');
  }

  @Post('resolve')
  @HttpCode(200)
  @Route(taskActionContract('resolve'))
  resolve(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'resolve');
  }

  @Post('pause')
  @HttpCode(200)
  @Route(taskActionContract('pause'))
  pause(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'pause');
  }

  @Post('resume')
  @HttpCode(200)
  @Route(taskActionContract('resume'))
  resume(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'resume');
  }

  private async act(caller: Access, http: HttpRequest, action: TaskAction): Answer {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    const schema = action === 'retry' ? RetryBody : action === 'resolve' ? ResolveBody : ActionBody;
    const { fields } = readBody(http.body, { schema, optional: true });
    return this.answers.of(await inRestTerms(() => this.tasks.act(caller, { action, taskId }, fields)));
  }
}
