import { Get, Req } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { HistoryCalls } from '../calls/history.calls.js';
import { taskIdOf } from './contract/path.parameter.js';
import { Route } from './contract/route.contract.js';
import { SHOW_ARCHIVED } from './history.contracts.js';
import { presentArchivedTask } from './history.presenter.js';
import type { HttpRequest } from './http.request.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** Tasks that retention has archived, over REST. */
@TaskerController('archived_tasks')
export class ArchivedTasksController {
  constructor(private readonly history: HistoryCalls) {}

  /** A task as it was; 404 when none of this id was archived. */
  @Get(':task_id')
  @Route(SHOW_ARCHIVED)
  async show(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ archived_task: ReturnType<typeof presentArchivedTask> }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { archived_task: presentArchivedTask(await this.history.archived(caller, taskId)) };
  }
}
