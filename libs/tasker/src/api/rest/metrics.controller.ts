import { Get, Query, Res, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TaskerMetrics } from '../../telemetry/metrics/tasker.metrics.js';
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
   * The metrics of this process; 503 where there are none, with the reason. Written by the adapter itself: an interceptor of the host that
   * wraps bodies would make them unreadable for a scraper.
   */
  @Get()
  @Route({
    operationId: 'exportMetrics',
    tag: 'Metrics',
    summary: 'Metrics in the exposition format of Prometheus',
    permission: 'tasker.metrics:index',
    answers: { 200: { description: 'The metrics', content: { 'text/plain': { type: 'string' } } } },
    refusals: { 503: 'Metrics are off' },
  })
  async show(@Query() query: unknown, @Res() response: unknown): Promise<void> {
    refuseQuery(query);
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
