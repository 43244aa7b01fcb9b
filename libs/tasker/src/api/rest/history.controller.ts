import { Get, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { History, HistoryQuery } from '../../orchestration/task.history.js';
import { Caller } from '../access/caller.js';
import { HistoryCalls } from '../calls/history.calls.js';
import { stepTargetOf, taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { Route } from './contract/route.contract.js';
import { HISTORY_QUERY, STEP_TRANSITIONS, TASK_TRANSITIONS } from './history.contracts.js';
import { presentTransition, type TransitionJson } from './history.presenter.js';
import type { HttpRequest } from './http.request.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { TaskerController } from './tasker-controller.decorator.js';

interface TransitionPage {
  readonly transitions: readonly TransitionJson[];
  readonly next_cursor: string | null;
}

/** Histories over REST. */
@TaskerController('tasks/:task_id')
export class HistoryController {
  constructor(
    private readonly history: HistoryCalls,
    private readonly links: PageLinks,
  ) {}

  /** What happened to a task and its steps. */
  @Get('transitions')
  @Route(TASK_TRANSITIONS)
  async ofTask(@Caller() caller: Access, @Req() http: HttpRequest, @Res({ passthrough: true }) response: unknown): Promise<TransitionPage> {
    const taskId = taskIdOf(http);
    const query = historyQuery(http);
    return this.page(http, response, await inRestTerms(() => this.history.ofTask(caller, taskId, query)));
  }

  /** What happened to one step. */
  @Get('workflow_steps/:workflow_step_id/transitions')
  @Route(STEP_TRANSITIONS)
  async ofStep(@Caller() caller: Access, @Req() http: HttpRequest, @Res({ passthrough: true }) response: unknown): Promise<TransitionPage> {
    const target = stepTargetOf(http);
    const query = historyQuery(http);
    return this.page(http, response, await inRestTerms(() => this.history.ofStep(caller, target, query)));
  }

  private page(http: HttpRequest, response: unknown, { records, nextCursor }: History): TransitionPage {
    this.links.next(http, response, nextCursor);
    return { transitions: records.map(presentTransition), next_cursor: nextCursor };
  }
}

function historyQuery({ query }: HttpRequest): HistoryQuery {
  const { sort_order: sortOrder, ...page } = readQuery(HISTORY_QUERY, query);
  return { ...page, ...(sortOrder === undefined ? {} : { sortOrder }) };
}
