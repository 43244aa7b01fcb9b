import { Get, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HealthCheckService } from '@nestjs/terminus';
import type { Access } from '../../../auth/access.js';
import { HealthSettings } from '../../../health/health.settings.js';
import { Readiness, type CheckName, type ReadinessReport } from '../../../health/readiness.js';
import { Caller } from '../../access/caller.js';
import { HealthCalls } from '../../calls/health.calls.js';
import { Route } from '../contract/route.contract.js';
import type { HttpRequest } from '../http.request.js';
import { refuseQuery } from '../task.request.js';
import { TaskerController } from '../tasker-controller.decorator.js';
import { LIVE, READY, STATUS } from './health.contracts.js';
import { presentReadiness, presentStatus } from './health.presenter.js';

/** Health over REST: of the process for whoever runs it, of the system for whoever may know. */
@TaskerController('health')
export class HealthController {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly readiness: Readiness,
    private readonly calls: HealthCalls,
    private readonly settings: HealthSettings,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** 200 as long as the process answers. */
  @Get('live')
  @Route(LIVE)
  live(@Res({ passthrough: true }) response: unknown): { alive: true; timestamp: string; service: 'tasker' } {
    this.neverKept(response);
    return { alive: true, timestamp: new Date().toISOString(), service: 'tasker' };
  }

  /** 200 or 503, with what was looked at. */
  @Get('ready')
  @Route(READY)
  async ready(@Res({ passthrough: true }) response: unknown): Promise<ReturnType<typeof presentReadiness>> {
    const report = await this.readiness.check();
    this.neverKept(response);
    if (!(await this.passes(report))) this.adapterHost.httpAdapter.status(response, 503);
    return presentReadiness(report);
  }

  /** 200 with the figures; 503 where they are bad and `health.failWhenUnhealthy` is set. */
  @Get('status')
  @Route(STATUS)
  async status(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<ReturnType<typeof presentStatus>> {
    refuseQuery(http.query);
    const status = await this.calls.status(caller);
    if (!status.healthy && this.settings.health.failWhenUnhealthy) this.adapterHost.httpAdapter.status(response, 503);
    this.neverKept(response);
    return presentStatus(status);
  }

  /** As terminus judges it, which knows also of a shutdown that this package was not told of yet. */
  private async passes({ checks }: ReadinessReport): Promise<boolean> {
    const indicators = (Object.keys(checks) as CheckName[]).map((name) => () => {
      const { status, message } = checks[name]!;
      return { [name]: { status: status === 'healthy' ? ('up' as const) : ('down' as const), message } };
    });
    try {
      return (await this.terminus.check(indicators)).status === 'ok';
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return false;
      throw error;
    }
  }

  private neverKept(response: unknown): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Cache-Control', 'no-cache, no-store, must-revalidate');
  }
}
