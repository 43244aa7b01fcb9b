import { HttpCode, Post, Req } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { BulkAction } from '../../database/bulk.store.js';
import type { BulkResult } from '../../orchestration/bulk.contract.js';
import { Caller } from '../access/caller.js';
import { whileConnected } from '../access/connected.client.js';
import { OperatorCalls } from '../calls/operator.calls.js';
import { TaskCalls } from '../calls/task.calls.js';
import { bulkActionContract } from './bulk.contracts.js';
import { inBulkTerms, parseBulkBody } from './bulk.request.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { inRestTerms } from './request.fields.js';
import { CREATE_TASKS } from './task.contracts.js';
import { presentTaskSummary, type TaskSummaryJson } from './task.presenter.js';
import { refuseQuery } from './task.request.js';
import { TaskRequests } from './task.requests.js';
import { TaskerController } from './tasker-controller.decorator.js';

type Answer = Promise<{ bulk_action: { readonly action: BulkAction; readonly dry_run: boolean } & BulkResult }>;

/** Many tasks at once over REST. Stands before the routes of one task: `bulk` is no id. */
@TaskerController('tasks/bulk')
export class TasksBulkController {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly operator: OperatorCalls,
    private readonly requests: TaskRequests,
  ) {}

  /** All of them, or none: 400 names what cannot be used by its place. */
  @Post()
  @Route(CREATE_TASKS)
  async create(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
  ): Promise<{ tasks: TaskSummaryJson[]; created: number; duplicates: number }> {
    refuseQuery(http.query);
    const requests = this.requests.many(http);
    const tasks = await inRestTerms(() => this.tasks.createMany(caller, requests), 'tasks.');
    const duplicates = tasks.filter(({ duplicate }) => duplicate === true).length;
    return { tasks: tasks.map(presentTaskSummary), created: tasks.length - duplicates, duplicates };
  }

  @Post('cancel')
  @HttpCode(200)
  @Route(bulkActionContract('cancel'))
  cancel(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'cancel');
  }

  @Post('retry')
  @HttpCode(200)
  @Route(bulkActionContract('retry'))
  retry(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'retry');
  }

  @Post('resolve')
  @HttpCode(200)
  @Route(bulkActionContract('resolve'))
  resolve(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'resolve');
  }

  @Post('pause')
  @HttpCode(200)
  @Route(bulkActionContract('pause'))
  pause(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'pause');
  }

  @Post('resume')
  @HttpCode(200)
  @Route(bulkActionContract('resume'))
  resume(@Caller() caller: Access, @Req() http: HttpRequest): Answer {
    return this.act(caller, http, 'resume');
  }

  /** Ends between two batches when the client disconnects. */
  private async act(caller: Access, http: HttpRequest, action: BulkAction): Answer {
    refuseQuery(http.query);
    const request = parseBulkBody(http.body);
    const { selection, acting } = request;
    const result = await whileConnected(http, (signal) =>
      inBulkTerms(request, () => this.operator.bulk(caller, { action, selection }, { ...acting, signal })),
    );
    return { bulk_action: { action, dry_run: acting.dryRun === true, ...result } };
  }
}
