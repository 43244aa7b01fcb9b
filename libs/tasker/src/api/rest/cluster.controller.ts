import { Get, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { LimitView } from '../../orchestration/shared.limits.js';
import type { SystemCircuit } from '../../orchestration/task.progress.js';
import { Caller } from '../access/caller.js';
import { OperatorCalls } from '../calls/operator.calls.js';
import { LIST_CIRCUITS, LIST_LIMITS, LIST_WORKERS, WORKER_QUERY } from './cluster.contracts.js';
import { presentWorker } from './cluster.presenter.js';
import { readQuery } from './contract/query.field.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { snaked, type Snaked } from './snake.case.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** Workers over REST. */
@TaskerController('workers')
export class WorkersController {
  constructor(
    private readonly operator: OperatorCalls,
    private readonly links: PageLinks,
  ) {}

  /** A page of them, the latest start first. */
  @Get()
  @Route(LIST_WORKERS)
  async list(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ workers: ReturnType<typeof presentWorker>[]; next_cursor: string | null }> {
    const { status: state, ...rest } = readQuery(WORKER_QUERY, http.query);
    const query = { ...rest, ...(state === undefined ? {} : { state }) };
    const { workers, nextCursor } = await inRestTerms(() => this.operator.workers(caller, query));
    this.links.next(http, response, nextCursor);
    return { workers: workers.map(presentWorker), next_cursor: nextCursor };
  }
}

/** Limits over REST. */
@TaskerController('limits')
export class LimitsController {
  constructor(private readonly operator: OperatorCalls) {}

  /** All of them by kind and name. */
  @Get()
  @Route(LIST_LIMITS)
  async list(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ limits: Snaked<LimitView>[] }> {
    refuseQuery(http.query);
    return { limits: (await this.operator.limits(caller)).map(snaked) };
  }
}

/** Circuits of dependent systems over REST. */
@TaskerController('circuits')
export class CircuitsController {
  constructor(private readonly operator: OperatorCalls) {}

  /** All of them by name. */
  @Get()
  @Route(LIST_CIRCUITS)
  async list(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ circuits: Snaked<SystemCircuit>[] }> {
    refuseQuery(http.query);
    return { circuits: (await this.operator.circuits(caller)).map(snaked) };
  }
}
