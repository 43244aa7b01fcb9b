import { Get, Query, Res, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Access } from '../../auth/access.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import { TaskerMetrics } from '../../telemetry/metrics/tasker.metrics.js';
import { Caller } from '../access/caller.js';
import { Route } from './contract/route.contract.js';
import { answerTo } from './error.envelope.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

/** Metrics for a scraper, in the exposition format of Prometheus. */
@TaskerController('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: TaskerMetrics,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /**
   * The metrics of this process; 503 where there are none, with the reason; 403 for a caller that is confined to namespaces. Written by the adapter itself: an interceptor of the host that
   * wraps bodies would make them unreadable for a scraper.
   */
  @Get()
  @Route({
    operationId: 'exportMetrics',
    tag: 'Metrics',
    summary: 'Metrics in the exposition format of Prometheus',
    description: 'Of all namespaces: 403 for a caller that is confined to some.',
    permission: 'tasker.metrics:index',
    answers: { 200: { description: 'The metrics', content: { 'text/plain': { type: 'string' } } } },
    refusals: { 503: 'Metrics are off' },
  })
  async show(@Caller() caller: Access, @Query() query: unknown, @Res() response: unknown): Promise<void> {
    refuseQuery(query);
    if (caller.namespaces !== null) throw new ForbiddenError('metrics are of all namespaces, and you are confined to some');
    const { httpAdapter } = this.adapterHost;
    const page = await this.metrics.page();
    if (page === null) {
      // Not thrown: a scraper asks every few seconds, and the log is no place for what an option says.
      const { status, body } = answerTo(new ServiceUnavailableException(this.metrics.unavailable));
      return void httpAdapter.reply(response, body, status);
    }
    httpAdapter.setHeader(response, 'Content-Type', page.contentType);
    httpAdapter.reply(response, page.body, 200);
  }
}
