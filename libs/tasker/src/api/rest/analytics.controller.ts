import { Get, Req } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { AnalyticsCalls } from '../calls/analytics.calls.js';
import { presentBottlenecks, presentPerformance } from './analytics.presenter.js';
import { flag, readQuery, text, wholeNumber } from './contract/query.field.js';
import { json, ref, Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

const SCOPE_QUERY = {
  namespace: text('Only tasks of this namespace. A caller that is confined to one gets that one; confined to several, it must name one.'),
  name: text('Only tasks of this name.'),
  version: text('Only this version; needs `name`.'),
  fresh: flag('Counts what was committed until now instead of giving an answer that was kept.'),
};

const PERIOD_QUERY = {
  ...SCOPE_QUERY,
  period: wholeNumber('Hours to look back; at most those of `analytics.retention`.', { minimum: 1, maximum: 876_600 }, 24),
};

const REFUSALS = {
  404: 'No such definition is registered, or the caller does not reach the namespace.',
  503: 'Analytics is off in this process.',
};

/** How tasks and steps are doing. */
@TaskerController('analytics')
export class AnalyticsController {
  constructor(private readonly analytics: AnalyticsCalls) {}

  /** The last hour, four hours and day. */
  @Get('performance')
  @Route({
    operationId: 'getPerformance',
    tag: 'Analytics',
    summary: 'How tasks and steps did in the last hour, four hours and day',
    permission: 'tasker.analytics:index',
    query: SCOPE_QUERY,
    answers: { 200: json('The figures', ref('PerformanceAnalytics')) },
    refusals: REFUSALS,
  })
  async performance(@Caller() caller: Access, @Req() http: HttpRequest) {
    const { fresh = false, ...scope } = readQuery(SCOPE_QUERY, http.query);
    return presentPerformance(await this.analytics.performance(caller, scope, { fresh }));
  }

  /** What is slow, what fails and what waits. */
  @Get('bottlenecks')
  @Route({
    operationId: 'getBottlenecks',
    tag: 'Analytics',
    summary: 'What is slow, what fails and what waits',
    permission: 'tasker.analytics:index',
    query: PERIOD_QUERY,
    answers: { 200: json('The figures', ref('BottleneckAnalytics')) },
    refusals: REFUSALS,
  })
  async bottlenecks(@Caller() caller: Access, @Req() http: HttpRequest) {
    const { fresh = false, period = 24, ...scope } = readQuery(PERIOD_QUERY, http.query);
    return presentBottlenecks(await this.analytics.bottlenecks(caller, scope, { fresh, period }));
  }
}
